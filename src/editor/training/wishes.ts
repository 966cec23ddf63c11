import type { ViewWishes } from '../../protocol/trainingViews';

/** For whoever writes numbers only. */
export const noWishes: ViewWishes = { pictures: [] };

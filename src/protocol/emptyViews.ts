import type { TrainingViews, ViewRequests } from './trainingViews';

// Apart from the schemas of views, which whoever shows numbers only need not load.

/** For whoever shows numbers only. */
export const noViewRequests: ViewRequests = { pictures: [] };

/** Whether there is any: a frame may have numbers only. */
export function hasViews({ pictures, ...others }: TrainingViews): boolean {
  return pictures.length > 0 || Object.keys(others).length > 0;
}

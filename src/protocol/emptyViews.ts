import type { TrainingViews, ViewRequests } from './trainingViews';

/** For whoever shows numbers only, and need not load the schemas of views. */
export const noViewRequests: ViewRequests = { pictures: [] };

/** Whether there is any: a frame may have numbers only. */
export function hasViews({ pictures, ...others }: TrainingViews): boolean {
  return pictures.length > 0 || Object.keys(others).length > 0;
}

import type { EpochCount } from '../engine/training/epochCount';

/**
 * The epoch that a step is in, both counted from 1; 0 only before the first step. Of a step before the count
 * began, the epoch at which it began.
 */
export function epochOf(step: number, { stepsPerEpoch, epochsCountedFrom }: EpochCount): number {
  const steps = Math.max(0, step - epochsCountedFrom.step);
  return epochsCountedFrom.epoch + Math.ceil(steps / Math.max(1, stepsPerEpoch));
}

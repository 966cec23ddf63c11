/** The epoch that a step is in, both counted from 1; 0 only before the first step. */
export function epochOf(step: number, stepsPerEpoch: number): number {
  return Math.ceil(step / Math.max(1, stepsPerEpoch));
}

/** How the steps of a run make up its epochs. */
export interface EpochCount {
  readonly stepsPerEpoch: number;
  /**
   * From here on: the first step, or where an edit changed how many steps make an epoch. So many updates
   * and so many epochs were done then.
   */
  readonly epochsCountedFrom: { readonly step: number; readonly epoch: number };
}

/** Steps of the current epoch that are done. @param step updates done */
export function stepInEpoch(step: number, { stepsPerEpoch, epochsCountedFrom }: EpochCount): number {
  return (step - epochsCountedFrom.step) % stepsPerEpoch;
}

/** Epochs done, with the part of the current one. @param step updates done */
export function epochsDone(step: number, { stepsPerEpoch, epochsCountedFrom }: EpochCount): number {
  return epochsCountedFrom.epoch + (step - epochsCountedFrom.step) / stepsPerEpoch;
}

/** How many updates so many epochs take: the inverse of `epochsDone`. */
export function stepsOf(epochs: number, { stepsPerEpoch, epochsCountedFrom }: EpochCount): number {
  return epochsCountedFrom.step + (epochs - epochsCountedFrom.epoch) * stepsPerEpoch;
}

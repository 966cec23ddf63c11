import type { DistributionHistory } from '../../../../src/protocol/trainingViews';

/** With its steps as people count them and all charts show them: the first mini-batch is that of step 1. */
export function countedFromOne(history: DistributionHistory): DistributionHistory {
  return { ...history, steps: history.steps.map((done) => done + 1) };
}

/** Entries of one step, those in no bin left out. */
export function entriesAt({ counts, bins }: DistributionHistory, row: number): number {
  let entries = 0;
  for (let bin = 0; bin < bins; bin++) entries += counts[row * bins + bin] ?? 0;
  return entries;
}

/** Of each step and bin its share of the step's entries, 0 to 1; 0 where a step has none that are finite. */
export function sharesOf(history: DistributionHistory): Float32Array {
  const { counts, bins, steps } = history;
  const shares = new Float32Array(counts.length);
  for (let row = 0; row < steps.length; row++) {
    const entries = entriesAt(history, row);
    if (entries === 0) continue;
    for (let bin = 0; bin < bins; bin++) shares[row * bins + bin] = (counts[row * bins + bin] ?? 0) / entries;
  }
  return shares;
}

/** The row nearest to a step. */
export function rowNear({ steps }: DistributionHistory, step: number): number {
  let nearest = 0;
  steps.forEach((at, row) => {
    if (Math.abs(at - step) < Math.abs((steps[nearest] ?? 0) - step)) nearest = row;
  });
  return nearest;
}

/** From where to where a step's column reaches: to the next step, the last as far as the one before it. */
export function columnOf({ steps }: DistributionHistory, row: number): { from: number; to: number } {
  const from = steps[row] ?? 0;
  const next = steps[row + 1];
  return { from, to: next ?? from + Math.max(1, from - (steps[row - 1] ?? from - 1)) };
}

interface Bin {
  readonly from: number;
  readonly to: number;
}

export function binOf({ limit, bins }: DistributionHistory, bin: number): Bin {
  const width = (2 * limit) / bins;
  return { from: bin * width - limit, to: (bin + 1) * width - limit };
}

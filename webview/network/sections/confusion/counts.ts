import type { ConfusionMatrix } from '../../../../src/protocol/trainingViews';

/** How many samples each true class has. */
export function rowTotals({ classes, counts }: ConfusionMatrix): readonly number[] {
  return Array.from({ length: classes }, (_, row) =>
    counts.subarray(row * classes, (row + 1) * classes).reduce((sum, count) => sum + count, 0),
  );
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distributionBins, HistogramHistory } from '../../../../src/runtime/training/histogramHistory';

/** Counted again from nothing, in bins whose edges are written out. */
function countedFrom(values: readonly number[], limit: number): number[] {
  const width = (2 * limit) / distributionBins;
  const edges = Array.from({ length: distributionBins + 1 }, (_, bin) => -limit + bin * width);
  return edges
    .slice(1)
    .map((right, bin) => values.filter((x) => x >= (edges[bin] ?? NaN) && x < right).length);
}

describe('HistogramHistory', () => {
  it('counts every number exactly, however far later ones lie out', () => {
    // What is closer to zero than the smallest normal number counts as zero.
    const within = (most: number): fc.Arbitrary<number> =>
      fc.double({ min: -most, max: most, noNaN: true }).map((x) => (Math.abs(x) < 1e-300 ? 0 : x));
    const number = fc.oneof(
      within(2),
      within(1e5),
      fc.constantFrom(0, -0, 1, -1, 0.25, -0.25, 8, -8, NaN, Infinity, -Infinity),
    );
    fc.assert(
      fc.property(fc.array(fc.array(number, { maxLength: 60 }), { minLength: 1, maxLength: 6 }), (rows) => {
        const history = new HistogramHistory();
        rows.forEach((row, step) => {
          history.add(step, row, 1);
        });
        const { limit } = history;
        const table = history.table();
        expect(Number.isInteger(Math.log2(limit))).toBe(true);
        rows.forEach((row, step) => {
          const finite = row.filter((x) => Number.isFinite(x));
          expect(finite.every((x) => Math.abs(x) < limit)).toBe(true);
          const counts = [...table.counts.subarray(step * distributionBins, (step + 1) * distributionBins)];
          expect(counts).toEqual(countedFrom(finite, limit));
          expect(table.nonFinite[step]).toBe(row.length - finite.length);
        });
      }),
    );
  });

  it('does not keep what is only counted', () => {
    const history = new HistogramHistory();
    history.add(0, [0.5, -0.5], 1);
    const more = history.count(1, [3], 1);
    expect(history.steps).toEqual([0]);
    const { counts, steps } = history.table(more);
    expect([...steps]).toEqual([0, 1]);
    expect([...counts]).toEqual([...countedFrom([0.5, -0.5], 4), ...countedFrom([3], 4)]);
  });

  it('takes every so manieth entry', () => {
    const history = new HistogramHistory();
    history.add(0, [1, 50, 50, 1, 50, 50, 1], 3);
    expect([...history.table().counts]).toEqual(countedFrom([1, 1, 1], 2));
    expect(history.limit).toBe(2);
  });
});

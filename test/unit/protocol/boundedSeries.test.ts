import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BoundedSeries } from '../../../src/protocol/boundedSeries';

/** One column with these values at steps 0, 1, 2, … */
function seriesOf(values: readonly number[], mostParts: number): BoundedSeries {
  const series = new BoundedSeries(1, mostParts);
  values.forEach((value, step) => {
    series.addValue(step, value);
  });
  return series;
}

/** As the series orders them: NaN above everything. */
function compare(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1;
  if (Number.isNaN(b) || a < b) return -1;
  return a > b ? 1 : 0;
}
const highestOf = (values: readonly number[]): number => [...values].sort(compare).at(-1) ?? NaN;
const lowestOf = (values: readonly number[]): number => [...values].sort(compare)[0] ?? NaN;

/** Any number there is, NaN and both infinities among them, and far more often than by chance alone. */
const anyNumber = fc.oneof(
  { weight: 9, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
  fc.constantFrom(NaN, Infinity, -Infinity, 0, -0),
);
const anySeries = fc.record({
  values: fc.array(anyNumber, { minLength: 1, maxLength: 3000, size: 'max' }),
  mostParts: fc.integer({ min: 1, max: 40 }).map((half) => 2 * half),
});

describe('a bounded series', () => {
  it('gives everything as long as there is room', () => {
    expect(new BoundedSeries(1, 2).points()).toEqual({
      steps: new Float64Array(),
      values: new Float64Array(),
    });
    const series = seriesOf([3, 1, 2, NaN, -Infinity], 4);
    expect(series.points()).toEqual({
      steps: Float64Array.of(0, 1, 2, 3, 4),
      values: Float64Array.of(3, 1, 2, NaN, -Infinity),
    });
    expect(series.newest).toEqual({ step: 4, row: Float64Array.of(-Infinity) });
  });

  it('copies its rows, and gives copies', () => {
    const series = new BoundedSeries(2, 4);
    const row = Float64Array.of(7, 1, 2);
    series.add(0, row, 1);
    row.fill(9);
    series.newest?.row.fill(8);
    series.rows().values.fill(8);
    expect(series.rows()).toEqual({ steps: Float64Array.of(0), values: Float64Array.of(1, 2) });
  });

  it('stays in its bounds, in order, and gives nothing that was not added', () => {
    fc.assert(
      fc.property(anySeries, ({ values, mostParts }) => {
        const given = seriesOf(values, mostParts).points();
        expect(given.steps.length).toBeLessThanOrEqual(2 * mostParts + 2);
        expect([...given.steps]).toEqual([...new Set(given.steps)].sort((a, b) => a - b));
        expect([...given.values]).toEqual([...given.steps].map((step) => values[step]));
      }),
    );
  });

  it('has the first, the newest, the lowest and the highest of all, whatever numbers they are', () => {
    fc.assert(
      fc.property(anySeries, ({ values, mostParts }) => {
        const { steps, values: given } = seriesOf(values, mostParts).points();
        expect([steps[0], given[0]]).toEqual([0, values[0]]);
        expect([steps.at(-1), given.at(-1)]).toEqual([values.length - 1, values.at(-1)]);
        expect(compare(lowestOf([...given]), lowestOf(values))).toBe(0);
        expect(compare(highestOf([...given]), highestOf(values))).toBe(0);
      }),
    );
  });

  it('has the extremes of every stretch, not of the whole alone', () => {
    fc.assert(
      fc.property(anySeries, ({ values, mostParts }) => {
        const { steps } = seriesOf(values, mostParts).points();
        // So many rows make a part: a power of two, as few as the bound allows.
        let width = 1;
        while (Math.ceil((values.length - 2) / width) > mostParts) width *= 2;
        for (let start = 1; start < values.length - 1; start += width) {
          const end = Math.min(start + width, values.length - 1);
          const kept = [...steps]
            .filter((step) => step >= start && step < end)
            .map((step) => values[step] ?? NaN);
          const all = values.slice(start, end);
          expect(compare(highestOf(kept), highestOf(all))).toBe(0);
          expect(compare(lowestOf(kept), lowestOf(all))).toBe(0);
        }
      }),
    );
  });

  it('takes each column for itself, and rows of several are those of its columns', () => {
    const anyRows = fc.record({
      rows: fc.array(fc.tuple(anyNumber, anyNumber, anyNumber), { maxLength: 400, size: 'max' }),
      mostParts: fc.integer({ min: 1, max: 8 }).map((half) => 2 * half),
    });
    fc.assert(
      fc.property(anyRows, ({ rows, mostParts }) => {
        const series = new BoundedSeries(3, mostParts);
        rows.forEach((row, step) => {
          series.add(step, row);
        });
        const table = series.rows();
        expect(table.values.length).toBe(3 * table.steps.length);
        expect(table.steps.length).toBeLessThanOrEqual(2 * mostParts + 2);
        expect([...table.steps]).toEqual([...table.steps].sort((a, b) => a - b));
        for (let column = 0; column < 3; column++) {
          const alone = seriesOf(
            rows.map((row) => row[column] ?? NaN),
            mostParts,
          ).points();
          expect(series.points(column)).toEqual(alone);
          const ofColumn = table.values.filter((_, at) => at % 3 === column);
          // The same numbers in the same order; where both extremes of a part are one number it stands twice.
          const distinct = (values: Float64Array): number[] =>
            [...values].filter((value, at) => at === 0 || !Object.is(value, values[at - 1]));
          expect(distinct(ofColumn)).toEqual(distinct(alone.values));
          expect(series.rows([column]).values).toEqual(ofColumn);
        }
      }),
    );
  });

  it('keeps both of two rows at one step, as evaluations before and after the last step are', () => {
    const series = new BoundedSeries(1, 2);
    for (const value of [5, 5, 5, 1, 9, 5, 5]) series.addValue(3, value);
    expect([...series.points().values]).toEqual(expect.arrayContaining([1, 9]));
  });

  it('says where a spike was, to the step', () => {
    const series = new BoundedSeries(1, 128);
    for (let step = 0; step < 100_000; step++) {
      series.addValue(step, step === 31_415 ? 1000 : step === 92_653 ? -1000 : Math.sin(step / 5000));
    }
    const { steps, values } = series.points();
    expect(steps[values.indexOf(1000)]).toBe(31_415);
    expect(steps[values.indexOf(-1000)]).toBe(92_653);
    expect(Math.max(...steps.map((step, at) => step - (steps[at - 1] ?? 0)))).toBeLessThan(3 * 1024);
  });

  it('reads each row once, however many there are', () => {
    const rows = 100_000;
    let reads = 0;
    const row = new Proxy([1, 2, 3], {
      get: (target, key): unknown => {
        reads++;
        return Reflect.get(target, key);
      },
    });
    const series = new BoundedSeries(3, 64);
    for (let step = 0; step < rows; step++) series.add(step, row);
    expect(reads).toBe(3 * rows);
    expect(series.rows().steps.length).toBeLessThanOrEqual(130);
  });

  it('begins afresh after clear', () => {
    fc.assert(
      fc.property(anySeries, ({ values, mostParts }) => {
        const series = seriesOf([5, -7, NaN, ...values, 1e9, -1e9], mostParts);
        series.clear();
        expect(series.isEmpty).toBe(true);
        expect(series.newest).toBeUndefined();
        values.forEach((value, step) => {
          series.addValue(step, value);
        });
        expect(series.points()).toEqual(seriesOf(values, mostParts).points());
        expect(series.rows()).toEqual(seriesOf(values, mostParts).rows());
      }),
    );
  });
});

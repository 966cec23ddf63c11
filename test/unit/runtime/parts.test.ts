import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOf, type MatrixView } from '../../../src/runtime/training/cells';
import { chooseSamples, planEvaluations, type RunSize } from '../../../src/runtime/training/evaluationPlan';
import { Envelope } from '../../../src/protocol/envelope';
import { automaticPace, PaceKeeper } from '../../../src/runtime/training/pace';
import { SamplingInterval } from '../../../src/runtime/training/samplingInterval';
import { ScalarSamples } from '../../../src/runtime/training/scalarSamples';
import { SnapshotRing } from '../../../src/runtime/training/snapshotRing';

describe('Envelope', () => {
  it('gives every loss as long as there is room', () => {
    const envelope = new Envelope();
    for (const [step, loss] of [3, 1, 2].entries()) envelope.add(step, loss);
    expect(envelope.take()).toEqual({ steps: Float64Array.of(0, 1, 2), values: Float64Array.of(3, 1, 2) });
    expect(envelope.isEmpty).toBe(true);
  });

  it('ends with what was added last, though it is no peak', () => {
    const envelope = new Envelope(4);
    for (let step = 0; step < 1000; step++) envelope.add(step, step === 999 ? 0 : Math.sin(step));
    const { steps, values } = envelope.points();
    expect([steps.at(-1), values.at(-1)]).toEqual([999, 0]);
    expect(steps.length).toBeLessThanOrEqual(9);
  });

  it('keeps the lowest and the highest of any number of values, in order and in bounds', () => {
    const series = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), {
      minLength: 1,
      maxLength: 5000,
    });
    fc.assert(
      fc.property(series, (values) => {
        const envelope = new Envelope();
        values.forEach((loss, step) => {
          envelope.add(step, loss);
        });
        const taken = envelope.take();
        expect(taken.values.length).toBeLessThanOrEqual(513);
        expect(Math.min(...taken.values)).toBe(Math.min(...values));
        expect(Math.max(...taken.values)).toBe(Math.max(...values));
        expect([...taken.values]).toEqual([...taken.steps].map((step) => values[step]));
        expect([...taken.steps]).toEqual([...new Set(taken.steps)].sort((a, b) => a - b));
      }),
      { numRuns: 30 },
    );
  });

  it.each([0, 333, 500, 501, 999])('does not lose a NaN at step %i', (at) => {
    const envelope = new Envelope(16);
    for (let step = 0; step < 1000; step++) envelope.add(step, step === at ? NaN : 1);
    const { steps, values } = envelope.take();
    expect(steps[values.findIndex(Number.isNaN)]).toBe(at);
  });
});

describe('SnapshotRing', () => {
  function filled(bytes: number, stateBytes: number, expected: number, steps: number): SnapshotRing<number> {
    const ring = new SnapshotRing<number>(bytes);
    ring.start(stateBytes, expected);
    for (let step = 0; step < steps; step++) if (ring.wants(step)) ring.put(step, step);
    ring.put(steps, steps);
    return ring;
  }

  it('always holds the first and the last, evenly spread, within its bytes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 40 }),
        fc.integer({ min: 1, max: 3000 }),
        fc.integer({ min: 1, max: 3000 }),
        (room, expected, steps) => {
          const { steps: kept } = filled(room * 10, 10, expected, steps);
          expect(kept.length).toBeLessThanOrEqual(room);
          expect([kept[0], kept.at(-1)]).toEqual([0, steps]);
          const gaps = kept.slice(1, -1).map((step, place) => step - (kept[place] ?? 0));
          expect(new Set(gaps).size).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('uses the room it has', () => {
    expect(filled(200, 10, 1000, 1000).steps.length).toBeGreaterThan(10);
    expect(filled(200, 10, 10, 1000).steps.length).toBeGreaterThan(8);
  });

  it('gives the latest before a step', () => {
    const ring = filled(100, 10, 100, 100);
    expect(ring.before(0)).toEqual({ step: 0, state: 0 });
    for (const step of [1, 37, 99, 100, 500]) {
      const wanted = Math.max(...ring.steps.filter((kept) => kept <= step));
      expect(ring.before(step)).toEqual({ step: wanted, state: wanted });
    }
  });

  it('keeps the first alone, or none, where there is no room for more', () => {
    expect(filled(10, 10, 100, 100).steps).toEqual([0]);
    expect(filled(9, 10, 100, 100).steps).toEqual([]);
  });
});

describe('cellsOf', () => {
  const matrix = (
    rows: number,
    columns: number,
    at: (row: number, column: number) => number,
  ): MatrixView => ({
    ...{ rows, columns, rowStride: columns, columnStride: 1 },
    data: Float32Array.from({ length: rows * columns }, (_, i) => at(Math.floor(i / columns), i % columns)),
  });

  it('is exact up to 64 by 64', () => {
    const view = matrix(64, 3, (row, column) => row * 10 + column);
    const cells = cellsOf(view, 64);
    expect(cells).toMatchObject({ rows: 64, columns: 3 });
    expect(cells.extremes).toBeUndefined();
    expect([...cells.means]).toEqual([...Array.from(view.data)]);
  });

  it('reads a tensor either way round', () => {
    const { data } = matrix(2, 3, (row, column) => row * 3 + column);
    const turned = cellsOf({ data, rows: 3, columns: 2, rowStride: 1, columnStride: 3 }, 64);
    expect([...turned.means]).toEqual([0, 3, 1, 4, 2, 5]);
  });

  it('gives each cell the mean and the farthest from zero of its own entries', () => {
    const cells = cellsOf(
      matrix(128, 64, (row) => (row % 2 === 0 ? 1 : -5)),
      64,
    );
    expect(cells).toMatchObject({ rows: 64, columns: 64 });
    expect(new Set(cells.means)).toEqual(new Set([-2]));
    expect(new Set(cells.extremes)).toEqual(new Set([-5]));
  });

  it('covers every entry once, whatever the size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 200 }),
        fc.nat(),
        (rows, columns, which) => {
          const marked = which % (rows * columns);
          const cells = cellsOf(
            matrix(rows, columns, (row, column) => (row * columns + column === marked ? NaN : 0)),
            64,
          );
          const shown = cells.extremes ?? cells.means;
          expect([...shown].filter(Number.isNaN)).toHaveLength(1);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('planEvaluations', () => {
  /** Those of the examples, with as many epochs as they have. */
  const sizes = {
    mnist: { totalSteps: 9600, batch: 100, trainSamples: 60_000, testSamples: 10_000 },
    spiral: { totalSteps: 2400, batch: 30, trainSamples: 240, testSamples: 60 },
    iris: { totalSteps: 480, batch: 16, trainSamples: 120, testSamples: 30 },
    digits: { totalSteps: 230, batch: 64, trainSamples: 1437, testSamples: 360 },
    regression: { totalSteps: 1000, batch: 32, trainSamples: 160, testSamples: 40 },
    xor: { totalSteps: 2000, batch: 4, trainSamples: 4, testSamples: 0 },
  };
  /** Of the time of training, all evaluations together: at both ends the choice is measured for itself. */
  const shareOf = (size: RunSize): number => {
    const plan = planEvaluations(size);
    const epochs = size.totalSteps / Math.ceil(size.trainSamples / size.batch);
    const choice = plan.trainSamples + plan.testSamples;
    const forwards = (plan.spans + 1) * choice + 2 * (size.testSamples + plan.finalTrainSamples);
    return forwards / 3 / (epochs * size.trainSamples);
  };

  it.each(Object.entries(sizes))('spreads 50 over %s, in a tenth of its time', (_, size) => {
    expect(planEvaluations(size).spans).toBe(51);
    expect(shareOf(size)).toBeLessThanOrEqual(0.1);
  });

  it('keeps both ends and the number of evaluations in a run too short for a tenth', () => {
    const short = { ...sizes.digits, totalSteps: 69 };
    expect(planEvaluations(short)).toMatchObject({ spans: 51, trainSamples: 8, testSamples: 8 });
    expect(shareOf(short)).toBeGreaterThan(0.1);
    expect(planEvaluations({ ...short, totalSteps: 10 }).spans).toBe(10);
  });

  it('takes all of a small test part', () => {
    expect(planEvaluations(sizes.spiral).testSamples).toBe(60);
  });

  it('chooses samples from the whole part, in order and none twice', () => {
    const part = Int32Array.from({ length: 1000 }, (_, i) => i * 3);
    const chosen = chooseSamples(part, 64);
    expect(new Set(chosen).size).toBe(64);
    expect([...chosen]).toEqual([...chosen].sort((a, b) => a - b));
    expect(chosen.at(-1)).toBeGreaterThan(2900);
  });
});

describe('PaceKeeper', () => {
  it('is due one step at once, then as many as the pace says', () => {
    const keeper = new PaceKeeper();
    keeper.start({ kind: 'stepsPerSecond', value: 10 }, 0, 5, 100);
    expect(keeper.due(0, 5)).toBe(1);
    expect(keeper.due(0, 6)).toBe(0);
    expect(keeper.wait(40, 6)).toBe(60);
    expect(keeper.due(100, 6)).toBe(1);
  });

  it('does not hurry after a time it was kept from running', () => {
    const keeper = new PaceKeeper();
    keeper.start({ kind: 'stepsPerSecond', value: 100 }, 0, 0, 1000);
    expect(keeper.due(60_000, 1)).toBe(1);
    expect(keeper.due(60_000, 2)).toBe(0);
  });

  it('means by automatic what lets a person watch', () => {
    expect(automaticPace(2400, 0.01)).toEqual({ kind: 'watch' });
    expect(automaticPace(2400, 5)).toEqual({ kind: 'full' });
    expect(automaticPace(2400, NaN)).toEqual({ kind: 'watch' });
  });
});

describe('SamplingInterval', () => {
  it('samples every step while that costs under 5 %, else as often as it may', () => {
    const sampling = new SamplingInterval();
    sampling.measuredSteps(100, 10);
    sampling.measuredSample(0.4);
    expect(sampling.interval).toBe(1);
    const dear = new SamplingInterval();
    dear.measuredSteps(10, 10);
    dear.measuredSample(1);
    expect(dear.interval).toBe(50);
    expect(dear.stepsBefore(false)).toBe(0);
    dear.sampled();
    expect(dear.stepsBefore(false)).toBe(49);
    dear.passed(46);
    expect(dear.stepsBefore(false)).toBe(3);
    expect(dear.stepsBefore(true)).toBe(0);
    dear.passed(3);
    expect(dear.stepsBefore(false)).toBe(0);
  });
});

describe('ScalarSamples', () => {
  it('gives copies of all rows, and of many every second and the newest', () => {
    const samples = new ScalarSamples(2);
    const row = Float64Array.of(1, 2);
    samples.add(0, row);
    row.fill(7);
    samples.add(1, row);
    expect(samples.take()).toEqual({ steps: Float64Array.of(0, 1), values: Float64Array.of(1, 2, 7, 7) });
    for (let step = 0; step < 2000; step++) samples.add(step, row.fill(step));
    const { steps, values } = samples.take();
    expect(steps.length).toBeLessThanOrEqual(257);
    expect([steps.at(-1), ...values.slice(-2)]).toEqual([1999, 1999, 1999]);
    const even = [...steps].slice(0, -1);
    expect(new Set(even.slice(1).map((step, place) => step - (even[place] ?? 0))).size).toBe(1);
  });
});

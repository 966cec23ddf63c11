import { describe, expect, it } from 'vitest';
import {
  curvesOf,
  meansOf,
  ofAllLayers,
  valueAt,
  type RunCurves,
} from '../../../../src/recording/comparison/runCurves';
import { recordingOf, rows, table } from './comparedRuns';

function curves(
  ...[changes, series, mostRows = 100]: [...Parameters<typeof recordingOf>, number?]
): RunCurves {
  const run = curvesOf(recordingOf(changes, series), mostRows);
  if (run === undefined) throw new Error('The run has no description.');
  return run;
}

describe('the curves of a recording', () => {
  it('are its losses, evaluations and the scalars of the layers that have parameters', () => {
    const { curves: whole, layers } = curves(
      {},
      {
        losses: rows([3, 2, 1]),
        evaluations: table(
          [
            [4, 0.25, 5, 0.5],
            [2, 0.75, 3, NaN],
          ],
          [0, 3],
        ),
        scalars: table([[1, 2, 3, 4, 5, NaN, NaN, NaN, NaN, NaN]]),
      },
    );
    expect(whole.loss).toEqual(rows([3, 2, 1]));
    expect(whole.trainLoss).toEqual(rows([4, 2], [0, 3]));
    expect(whole.trainAccuracy).toEqual(rows([0.25, 0.75], [0, 3]));
    expect(whole.testLoss).toEqual(rows([5, 3], [0, 3]));
    expect(whole.testAccuracy).toEqual(rows([0.5, NaN], [0, 3]));
    expect(layers).toEqual([{ layer: 'affine1', gradientNorm: rows([1]), updateToWeightRatio: rows([3]) }]);
  });

  it('has none of what was never measured', () => {
    const { curves: whole } = curves({}, { evaluations: table([[1, NaN, NaN, NaN]]) });
    expect(whole.trainLoss.steps.length).toBe(1);
    expect(whole.testLoss.steps.length).toBe(0);
    expect(whole.trainAccuracy.steps.length).toBe(0);
  });

  it('names the first step whose loss is not finite', () => {
    expect(curves({}, { losses: rows([1, 2, NaN, Infinity]) }).firstNotFinite).toBe(2);
    expect(curves({}, { losses: rows([1, -Infinity], [7, 9]) }).firstNotFinite).toBe(9);
    expect(curves({}, { losses: rows([1, 2]) }).firstNotFinite).toBeUndefined();
  });

  it('are bounded: a point is the mean of its part, at the last step of it', () => {
    expect(meansOf(rows([1, 3, 5, 7, 9, 11]), 3)).toEqual(rows([3, 9], [2, 5]));
    expect(meansOf(rows([1, 3, 5, NaN, 7, 7]), 3)).toEqual(rows([3, NaN], [2, 5]));
    expect(meansOf(rows([1, 3]), 2)).toEqual(rows([1, 3]));
    const long = meansOf(rows(Array.from({ length: 10_007 }, (_, step) => step)), 512);
    expect(long.steps.length).toBeGreaterThan(450);
    expect(long.steps.length).toBeLessThanOrEqual(512);
    expect(long.steps.at(-1)).toBe(10_006);
    expect(long.values[0]).toBeCloseTo((long.steps[0] ?? NaN) / 2, 9);
  });

  it('end where they went, though the last row is of one step and those before are lows and highs', () => {
    // What a bounded series keeps of a noise around 1: a row, pairs of lowest and highest, a row.
    for (let pairs = 520; pairs < 560; pairs++) {
      const noise = [1.4, ...Array.from({ length: 2 * pairs }, (_, row) => (row % 2 === 0 ? 0 : 2)), 1.4];
      const { values } = meansOf(rows(noise), 512);
      expect(Math.min(...values)).toBeGreaterThan(0.9);
      expect(Math.max(...values)).toBeLessThan(1.15);
    }
  });

  it('tell what was measured last, not the mean it is part of', () => {
    const losses = rows(Array.from({ length: 1000 }, (_, step) => 1000 - step));
    expect(curves({}, { losses }, 100).figures).toEqual({ loss: 1 });
  });

  it('count epochs from the mini-batch, and where there is none from what was planned', () => {
    const data = { source: 'spiral()', trainSamples: 100, testSamples: 0 };
    expect(curves({ data, settings: { batch: 30 } }).stepsPerEpoch).toBe(4);
    expect(curves({ data, settings: { batch: 'all' } }).stepsPerEpoch).toBe(1);
    expect(curves({ settings: { epochs: 5 }, totalSteps: 50 }).stepsPerEpoch).toBe(10);
    const edits = [{ kind: 'moreSteps' as const, step: 50, steps: 50 }];
    expect(curves({ settings: { epochs: 5 }, totalSteps: 100, edits }).stepsPerEpoch).toBeUndefined();
    expect(curves().stepsPerEpoch).toBeUndefined();
  });

  it('have no name without a run.json', () => {
    const { series, snapshots, damaged } = recordingOf();
    expect(curvesOf({ series, snapshots, damaged }, 100)).toBeUndefined();
  });
});

describe('a measure of all layers', () => {
  it('is the norm of all gradients together, and the largest of the ratios', () => {
    const layers = [rows([3, 1]), rows([4, NaN])];
    expect(ofAllLayers(layers, 'gradientNorm')).toEqual(rows([5, NaN]));
    expect(ofAllLayers(layers, 'updateToWeightRatio')).toEqual(rows([4, NaN]));
  });

  it('leaves out layers that were not measured', () => {
    expect(ofAllLayers([rows([]), rows([2])], 'gradientNorm')).toEqual(rows([2]));
    expect(ofAllLayers([], 'gradientNorm').steps.length).toBe(0);
  });
});

describe('the value at a step', () => {
  it('is that of the last step before it, and there is none outside the run', () => {
    const curve = rows([5, 6, 7], [2, 4, 8]);
    expect([0, 2, 3, 4, 7, 8, 9].map((step) => valueAt(curve, step))).toEqual([
      undefined,
      5,
      5,
      6,
      6,
      7,
      undefined,
    ]);
  });
});

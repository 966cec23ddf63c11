import { describe, expect, test } from 'vitest';
import { RunHistory, scalarIn } from '../../../../src/editor/training/history';
import { layerScalarNames } from '../../../../src/protocol/trainingFrame';
import type { RunSeries } from '../../../../src/protocol/trainingViews';

const none = { steps: new Float64Array(), values: new Float64Array() };
const nothing: RunSeries = { losses: none, evaluations: none, scalars: none, learningRates: none };

function news(series: Partial<RunSeries>): Parameters<RunHistory['absorb']>[0] {
  return { series: { ...nothing, ...series }, restarted: false };
}

describe('the history of a run', () => {
  test('is what its frames told, and begins again where the run does', () => {
    const history = new RunHistory(2);
    const row = Float64Array.from({ length: 2 * layerScalarNames.length }, (_, index) => index);
    const losses = { steps: Float64Array.of(1, 2), values: Float64Array.of(0.9, 0.8) };
    const evaluations = { steps: Float64Array.of(0), values: Float64Array.of(1.1, 0.3, 1.2, 0.2) };
    const learningRates = { steps: Float64Array.of(0), values: Float64Array.of(0.5) };
    history.absorb(
      news({ losses, evaluations, learningRates, scalars: { steps: Float64Array.of(2), values: row } }),
    );
    history.absorb(
      news({ evaluations: { steps: Float64Array.of(2), values: Float64Array.of(0.7, NaN, 0.8, NaN) } }),
    );
    expect(history.lastLoss).toBe(0.8);
    expect(history.newestScalars).toEqual({ step: 2, row });
    expect(history.read()).toEqual({
      losses,
      evaluations: {
        steps: Float64Array.of(0, 2),
        values: Float64Array.of(1.1, 0.3, 1.2, 0.2, 0.7, NaN, 0.8, NaN),
      },
      scalars: { steps: Float64Array.of(2), values: row },
      learningRates,
    });
    expect(history.scalarsOf([1, 0], 'gradientNorm')).toEqual({
      steps: Float64Array.of(2),
      values: Float64Array.of(layerScalarNames.length, 0),
    });
    history.absorb({ series: nothing, restarted: true });
    expect(history.lastLoss).toBeUndefined();
    expect(history.newestScalars).toBeUndefined();
    expect(history.read()).toEqual(nothing);
  });

  test('goes on over an edit: curves stay, each with its layer, and a new layer begins without', () => {
    const before = new RunHistory(2);
    const width = layerScalarNames.length;
    const rows = Float64Array.from({ length: 2 * 2 * width }, (_, index) => index);
    const losses = { steps: Float64Array.of(1, 2), values: Float64Array.of(0.9, 0.8) };
    before.absorb(news({ losses, scalars: { steps: Float64Array.of(1, 2), values: rows } }));
    const after = new RunHistory(3);
    after.continue(before, [1, undefined, 0]);
    expect(after.read().losses).toEqual(losses);
    const { steps, values } = after.scalarsOf([0, 1, 2], 'gradientNorm');
    expect(steps).toEqual(Float64Array.of(1, 2));
    expect(values).toEqual(Float64Array.of(width, NaN, 0, 3 * width, NaN, 2 * width));
    after.absorb(news({ losses: { steps: Float64Array.of(3), values: Float64Array.of(0.7) } }));
    expect(after.read().losses.values).toEqual(Float64Array.of(0.9, 0.8, 0.7));
  });

  test('keeps a bounded number of evaluations, however long it goes on, and no spike gets lost', () => {
    const history = new RunHistory(1);
    for (let step = 0; step < 20_000; step++) {
      const values = Float64Array.of(1, NaN, step === 7777 ? 50 : 2, NaN);
      history.absorb(news({ evaluations: { steps: Float64Array.of(step), values } }));
    }
    const { steps, values } = history.read().evaluations;
    expect(steps.length).toBeLessThanOrEqual(1026);
    expect([steps[0], steps.at(-1)]).toEqual([0, 19_999]);
    expect(values.filter((value, at) => at % 4 === 2 && value === 50)).toHaveLength(1);
  });

  test('takes a bounded part of the memory for the scalars of a wide network too', () => {
    const layers = 200;
    const history = new RunHistory(layers);
    const row = new Float64Array(layers * layerScalarNames.length);
    for (let step = 0; step < 5000; step++) {
      history.absorb(news({ scalars: { steps: Float64Array.of(step), values: row } }));
    }
    expect(history.read().scalars.steps.length).toBeLessThanOrEqual(2 * 262 + 2);
  });

  test('has no number where a layer has none', () => {
    const row = [NaN, 1, 2, 3, 4, 5, 6, NaN, 8, 9];
    expect(scalarIn(row, 0, 'gradientNorm')).toBeUndefined();
    expect(scalarIn(row, 1, 'meanAbsoluteGradient')).toBe(6);
    expect(scalarIn([], 0, 'gradientNorm')).toBeUndefined();
  });
});

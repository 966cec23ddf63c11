import { describe, expect, test } from 'vitest';
import { layerScalarNames } from '../../../../src/protocol/trainingFrame';
import type { TrainingFrame } from '../../../../src/protocol/trainingFrame';
import { RowEnvelope } from '../../../../src/editor/training/rowEnvelope';
import { RunHistory, scalarIn } from '../../../../src/editor/training/history';

describe('an envelope of rows', () => {
  test('keeps every row while there are few', () => {
    const envelope = new RowEnvelope(2, 8);
    envelope.append([1, 2], [10, 11, 20, 21]);
    envelope.append([3], [30, 31]);
    expect([...envelope.steps]).toEqual([1, 2, 3]);
    expect([...envelope.values]).toEqual([10, 11, 20, 21, 30, 31]);
    expect(envelope.last).toEqual([30, 31]);
    expect(envelope.column(1)).toEqual([11, 21, 31]);
  });

  test('loses no spike of a hundred thousand rows, nor about where it was, and treats all of them alike', () => {
    const envelope = new RowEnvelope(1, 128);
    for (let step = 0; step < 100_000; step++) {
      envelope.append([step], [step === 31_415 ? 1000 : step === 92_653 ? -1000 : Math.sin(step / 5000)]);
    }
    const [steps, values] = [[...envelope.steps], [...envelope.values]];
    expect(steps.length).toBeLessThanOrEqual(256);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(Math.abs((steps[values.indexOf(1000)] ?? 0) - 31_415)).toBeLessThan(1024);
    expect(Math.abs((steps[values.indexOf(-1000)] ?? 0) - 92_653)).toBeLessThan(1024);
    expect(Math.max(...steps.map((step, index) => step - (steps[index - 1] ?? 0)))).toBeLessThan(1024);
    expect(envelope.last).toEqual([Math.sin(99_999 / 5000)]);
  });

  test('keeps the extremes of every column in their order', () => {
    const envelope = new RowEnvelope(2, 2);
    envelope.append([1, 2, 3, 4], [5, 0, 9, 0, 1, 7, 6, -2]);
    // Rows 1 and 2 were put together when row 3 came, rows 3 and 4 when row 4 did.
    expect([...envelope.steps]).toEqual([1, 2, 3, 4]);
    expect(envelope.column(0)).toEqual([5, 9, 1, 6]);
    expect(envelope.column(1)).toEqual([0, 0, 7, -2]);
    envelope.append([5], [0, 0]);
    expect([...envelope.steps]).toEqual([1, 4, 5]);
    expect(envelope.column(0)).toEqual([9, 1, 0]);
    expect(envelope.column(1)).toEqual([7, -2, 0]);
  });

  test('keeps what is not a number', () => {
    const envelope = new RowEnvelope(1, 2);
    envelope.append([1, 2, 3, 4, 5], [1, NaN, 2, 3, 4]);
    expect(envelope.column(0)).toEqual([NaN, NaN, 4]);
  });
});

function frame(part: Partial<TrainingFrame>): TrainingFrame {
  return {
    status: { step: 0, scheduledLearningRate: 0.1 },
    losses: { steps: new Float64Array(), values: new Float64Array() },
    evaluations: new Float64Array(),
    scalars: { steps: new Float64Array(), values: new Float64Array() },
    restarted: false,
    ...part,
  } as TrainingFrame;
}

describe('the history of a run', () => {
  test('is what its frames told, and begins again where the run does', () => {
    const history = new RunHistory(2);
    const row = Float64Array.from({ length: 2 * layerScalarNames.length }, (_, index) => index);
    history.absorb(
      frame({
        losses: { steps: Float64Array.of(1, 2), values: Float64Array.of(0.9, 0.8) },
        evaluations: Float64Array.of(0, 1.1, 0.3, 1.2, 0.2),
        scalars: { steps: Float64Array.of(2), values: row },
      }),
    );
    history.absorb(frame({ evaluations: Float64Array.of(2, 0.7, NaN, 0.8, NaN) }));
    expect(history.lastLoss).toBe(0.8);
    expect(history.losses).toEqual({ steps: Float64Array.of(1, 2), values: Float64Array.of(0.9, 0.8) });
    expect(history.lastEvaluation('testLoss')).toBe(0.8);
    expect(history.lastEvaluation('testAccuracy')).toBe(0.2);
    expect(history.scalarsOf(1, 'gradientNorm')).toEqual([layerScalarNames.length]);
    history.absorb(frame({ restarted: true }));
    expect(history.lastLoss).toBeUndefined();
    expect([...history.evaluations]).toEqual([]);
    expect(history.lastEvaluation('testLoss')).toBeUndefined();
  });

  test('keeps a bounded number of evaluations, however long it goes on, and no spike gets lost', () => {
    const history = new RunHistory(1);
    for (let step = 0; step < 20_000; step++) {
      history.absorb(frame({ evaluations: Float64Array.of(step, 1, NaN, step === 7777 ? 50 : 2, NaN) }));
    }
    const rows = history.evaluations;
    expect(rows.length / 5).toBeLessThanOrEqual(1024);
    expect(rows[0]).toBe(0);
    expect(rows.filter((_, at) => at % 5 === 3 && rows[at] === 50)).toHaveLength(1);
    expect(history.lastEvaluation('testLoss')).toBe(2);
    expect(history.lastEvaluation('testAccuracy')).toBeUndefined();
  });

  test('has the learning rate from before the first frame on, once for each step', () => {
    const history = new RunHistory(2, { step: 0, scheduledLearningRate: 0.5 });
    const at = (step: number, scheduledLearningRate: number): TrainingFrame =>
      frame({ status: { step, scheduledLearningRate } as TrainingFrame['status'] });
    history.absorb(at(150, 0.25));
    history.absorb(at(150, 0.25));
    expect(history.learningRates).toEqual({
      steps: Float64Array.of(0, 150),
      values: Float64Array.of(0.5, 0.25),
    });
  });

  test('has no number where a layer has none', () => {
    const row = [NaN, 1, 2, 3, 4, 5, 6, NaN, 8, 9];
    expect(scalarIn(row, 0, 'gradientNorm')).toBeUndefined();
    expect(scalarIn(row, 1, 'meanAbsoluteGradient')).toBe(6);
    expect(scalarIn([], 0, 'gradientNorm')).toBeUndefined();
  });
});

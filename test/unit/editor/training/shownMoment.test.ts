import { describe, expect, it } from 'vitest';
import { RunHistory } from '../../../../src/editor/training/history';
import { momentOf } from '../../../../src/editor/training/shownMoment';
import { layerScalarNames, type TrainingStatus } from '../../../../src/protocol/trainingFrame';

const status: TrainingStatus = {
  state: 'paused',
  step: 4,
  firstStep: 1,
  totalSteps: 30,
  stepsPerEpoch: 3,
  epochsCountedFrom: { step: 0, epoch: 0 },
  epoch: 2,
  epochs: 10,
  stepsPerSecond: 0,
  learningRate: 0.1,
  scheduledLearningRate: 0.1,
  isBetween: true,
  pace: { kind: 'full' },
};

/** One layer, whose every scalar is this number. */
function scalarsOf(value: number): Float64Array {
  return new Float64Array(layerScalarNames.length).fill(value);
}

function history(): RunHistory {
  const reported = new RunHistory(1);
  const none = { steps: new Float64Array(), values: new Float64Array() };
  const at = Float64Array.of(3);
  const losses = { steps: at, values: Float64Array.of(0.5) };
  const scalars = { steps: at, values: scalarsOf(0.25) };
  const series = { losses, scalars, evaluations: none, learningRates: none };
  reported.absorb({ series, restarted: false });
  return reported;
}

describe('momentOf', () => {
  it('is absent before there is a run', () => {
    const before = { status: undefined, pass: undefined, history: new RunHistory(1), shownStep: undefined };
    expect(momentOf(before)).toBeUndefined();
  });

  it('has the newest numbers that the run reported', () => {
    expect(momentOf({ status, pass: undefined, history: history(), shownStep: undefined })).toMatchObject({
      step: 4,
      epoch: 2,
      loss: 0.5,
      scalars: scalarsOf(0.25),
      measuredAt: 3,
    });
  });

  it('has the numbers of a pass that no update was made with yet', () => {
    const pass = { loss: Float64Array.of(0.125), scalars: scalarsOf(0.75) };
    const moment = momentOf({ status, pass, history: history(), shownStep: undefined });
    expect(moment).toMatchObject({ step: 4, loss: 0.125, scalars: scalarsOf(0.75) });
    expect(moment?.measuredAt).toBeUndefined();
  });

  it('is the step that is looked back at, whatever else is there', () => {
    const pass = { loss: Float64Array.of(0.125), scalars: scalarsOf(0.75) };
    const shownStep = { step: 2, loss: 2, scalars: scalarsOf(8), views: { pictures: [] } };
    expect(momentOf({ status, pass, history: history(), shownStep })).toMatchObject({
      step: 2,
      epoch: 1,
      stepsDone: 4,
      loss: 2,
      scalars: scalarsOf(8),
      lookedBackAt: shownStep,
    });
  });
});

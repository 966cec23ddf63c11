import { describe, expect, it } from 'vitest';
import {
  lowerLearningRate,
  lowerWeightDecay,
  raiseLearningRate,
} from '../../../../src/engine/health/remedies';
import type { WatchedRun } from '../../../../src/engine/health/observations';
import { run } from './stream';

const training = (changes: Partial<WatchedRun['training']>): WatchedRun => ({
  ...run,
  training: { ...run.training, ...changes },
});

describe('how far a remedy goes', () => {
  it.each([
    ['a tenth', { learningRate: 0.05, usualLearningRate: 0.01 }, 0.005],
    ['to one digit', { learningRate: 0.037, usualLearningRate: 0.01 }, 0.004],
    ['to what is usual from far above it', { learningRate: 5, usualLearningRate: 0.01 }, 0.01],
  ])('lowers the learning rate: %s', (_, changes, learningRate) => {
    expect(lowerLearningRate(training(changes)).changes).toEqual([{ kind: 'setLearningRate', learningRate }]);
  });

  it.each([
    ['by as much as updates are too small', 1e-5, 0.0001, [0.01]],
    ['ten times at least', 0.5, 0.0001, [0.001]],
    ['to ten times the usual one at most', 1e-9, 0.05, [0.1]],
    ['not at all where it is there', 1e-9, 0.1, []],
  ])('raises the learning rate: %s', (_, ratio, from, to) => {
    const remedies = raiseLearningRate(training({ learningRate: from, usualLearningRate: 0.01 }), ratio);
    expect(remedies.flatMap(({ changes }) => changes)).toEqual(
      to.map((learningRate) => ({ kind: 'setLearningRate', learningRate })),
    );
  });

  it.each([
    [10, 1e-4],
    [2e-4, 2e-5],
  ])('lowers a weight decay of %d to %d', (weightDecay, amount) => {
    expect(lowerWeightDecay(training({ weightDecay })).changes).toEqual([{ kind: 'setWeightDecay', amount }]);
  });
});

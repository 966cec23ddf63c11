import { describe, expect, it } from 'vitest';
import {
  chooseSamples,
  planEvaluations,
  type RunSize,
} from '../../../../src/runtime/training/evaluationPlan';

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

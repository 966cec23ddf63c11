import { describe, expect, it } from 'vitest';
import { LossTrend, WhileLossDoesNotFall } from '../../../../src/engine/health/lossTrend';
import { play } from './stream';

describe('the trend of the loss', () => {
  it.each([
    [3, 10],
    [10, 10],
    [200, 200],
  ])('is a mean over an epoch of %d steps, and over ten at least', (stepsPerEpoch, window) => {
    const trend = new LossTrend(stepsPerEpoch);
    for (let step = 0; step < 50 * window; step++) trend.add(1);
    for (let step = 0; step < window; step++) trend.add(0);
    // After as many steps as its window is long, an exponential mean has 1/e of what was before.
    expect(trend.smoothed).toBeCloseTo((1 - 1 / window) ** window, 12);
  });

  it('is a plain mean of two losses at its start', () => {
    const trend = new LossTrend(100);
    trend.add(1);
    expect(trend.smoothed).toBeCloseTo(1, 12);
    trend.add(3);
    expect(trend.smoothed).toBeCloseTo((0.99 * 1 + 3) / 1.99, 12);
    expect(trend.start).toBe(1);
  });

  it('keeps the first loss where a better estimate of it is no number', () => {
    const trend = new LossTrend(20);
    trend.add(2);
    trend.startFrom(NaN);
    expect(trend.start).toBe(2);
    trend.startFrom(4);
    expect(trend.share).toBeCloseTo(0.5, 12);
  });
});

describe('a loss that does not fall', () => {
  it.each([
    ['stays', 1, true],
    ['falls by less than the share', 0.9995, true],
    ['falls by more', 0.99, false],
    ['rises', 1.01, true],
  ])('meanwhile: it %s', (_, to, holds) => {
    const trend = new LossTrend(1);
    trend.add(1);
    const stuck = new WhileLossDoesNotFall(trend, 1e-3, 1);
    expect(stuck.holds(0, true)).toBe(true);
    for (let step = 0; step < 400; step++) trend.add(to);
    expect(stuck.holds(0, true)).toBe(holds);
  });
});

describe('overfitting', () => {
  const testLoss = (step: number): number => (step < 100 ? 1 - step / 200 : 0.5 + (step - 100) / 500);

  it.each([
    ['falls', (step: number) => 1 / (1 + step / 50), true],
    ['rises with it', (step: number) => testLoss(step) * 0.9, false],
  ] as const)(
    'is told where the test loss rises and the training loss %s: %s',
    (_, trainLoss, isOverfitting) => {
      const { findings } = play({
        evaluation: (step) => ({ trainLoss: trainLoss(step), testLoss: testLoss(step) }),
      });
      expect(findings.some(({ rule }) => rule === 'overfitting')).toBe(isOverfitting);
    },
  );
});

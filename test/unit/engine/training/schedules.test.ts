import { describe, expect, it } from 'vitest';
import { scheduleNamed } from '../../../../src/engine/training/schedules';

const rates = (warmup: number, to: number, count: number): readonly (number | undefined)[] =>
  Array.from({ length: count }, (_, step) =>
    scheduleNamed('Cosine')?.learningRate(1, { step, from: 0, to }, { warmup, final: 0.25 }),
  );

describe('Cosine', () => {
  it('rises in equal parts from the first step on, and then begins its wave at the full rate', () => {
    expect(rates(4, 12, 5)).toEqual([0.25, 0.5, 0.75, 1, 1]);
  });

  it('is at its final rate where nothing is left after the warm-up', () => {
    expect(rates(2, 2, 4)).toEqual([0.5, 1, 0.25, 0.25]);
  });
});

import { describe, expect, it } from 'vitest';
import { epochOf } from '../../../src/protocol/epoch';

describe('epochOf', () => {
  it('counts from 1 the epoch a step is in; 0 is only before the first', () => {
    const count = { stepsPerEpoch: 7, epochsCountedFrom: { step: 0, epoch: 0 } };
    const steps = [0, 1, 6, 7, 8, 14, 15];
    expect(steps.map((step) => epochOf(step, count))).toEqual([0, 1, 1, 1, 2, 2, 3]);
  });

  it('goes on from the epoch at which an edit changed how many steps make one', () => {
    const count = { stepsPerEpoch: 2, epochsCountedFrom: { step: 10, epoch: 3 } };
    expect([9, 10, 11, 12, 13].map((step) => epochOf(step, count))).toEqual([3, 3, 4, 4, 5]);
  });
});

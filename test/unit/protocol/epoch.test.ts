import { describe, expect, it } from 'vitest';
import { epochOf } from '../../../src/protocol/epoch';

describe('epochOf', () => {
  it('counts from 1 the epoch a step is in; 0 is only before the first', () => {
    const steps = [0, 1, 6, 7, 8, 14, 15];
    expect(steps.map((step) => epochOf(step, 7))).toEqual([0, 1, 1, 1, 2, 2, 3]);
  });
});

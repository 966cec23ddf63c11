import { describe, expect, it } from 'vitest';
import { SamplingInterval } from '../../../../src/runtime/training/stepping';

describe('SamplingInterval', () => {
  it('samples every step while that costs under 5 %, else as often as it may', () => {
    const sampling = new SamplingInterval();
    sampling.measuredSteps(100, 10);
    sampling.measuredSample(0.4);
    expect(sampling.interval).toBe(1);
    const dear = new SamplingInterval();
    dear.measuredSteps(10, 10);
    dear.measuredSample(1);
    expect(dear.interval).toBe(50);
    expect(dear.stepsBefore(false)).toBe(0);
    dear.sampled();
    expect(dear.stepsBefore(false)).toBe(49);
    dear.passed(46);
    expect(dear.stepsBefore(false)).toBe(3);
    expect(dear.stepsBefore(true)).toBe(0);
    dear.passed(3);
    expect(dear.stepsBefore(false)).toBe(0);
  });
});

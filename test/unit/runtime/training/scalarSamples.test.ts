import { describe, expect, it } from 'vitest';
import { ScalarSamples } from '../../../../src/runtime/training/scalarSamples';

describe('ScalarSamples', () => {
  it('gives copies of all rows, and of many every second and the newest', () => {
    const samples = new ScalarSamples(2);
    const row = Float64Array.of(1, 2);
    samples.add(0, row);
    row.fill(7);
    samples.add(1, row);
    expect(samples.take()).toEqual({ steps: Float64Array.of(0, 1), values: Float64Array.of(1, 2, 7, 7) });
    for (let step = 0; step < 2000; step++) samples.add(step, row.fill(step));
    const { steps, values } = samples.take();
    expect(steps.length).toBeLessThanOrEqual(257);
    expect([steps.at(-1), ...values.slice(-2)]).toEqual([1999, 1999, 1999]);
    const even = [...steps].slice(0, -1);
    expect(new Set(even.slice(1).map((step, place) => step - (even[place] ?? 0))).size).toBe(1);
  });
});

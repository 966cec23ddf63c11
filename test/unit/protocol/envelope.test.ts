import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Envelope } from '../../../src/protocol/envelope';

describe('Envelope', () => {
  it('gives every loss as long as there is room', () => {
    const envelope = new Envelope();
    for (const [step, loss] of [3, 1, 2].entries()) envelope.add(step, loss);
    expect(envelope.take()).toEqual({ steps: Float64Array.of(0, 1, 2), values: Float64Array.of(3, 1, 2) });
    expect(envelope.isEmpty).toBe(true);
  });

  it('ends with what was added last, though it is no peak', () => {
    const envelope = new Envelope(4);
    for (let step = 0; step < 1000; step++) envelope.add(step, step === 999 ? 0 : Math.sin(step));
    const { steps, values } = envelope.points();
    expect([steps.at(-1), values.at(-1)]).toEqual([999, 0]);
    expect(steps.length).toBeLessThanOrEqual(9);
  });

  it('keeps the lowest and the highest of any number of values, in order and in bounds', () => {
    const series = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), {
      minLength: 1,
      maxLength: 5000,
    });
    fc.assert(
      fc.property(series, (values) => {
        const envelope = new Envelope();
        values.forEach((loss, step) => {
          envelope.add(step, loss);
        });
        const taken = envelope.take();
        expect(taken.values.length).toBeLessThanOrEqual(513);
        expect(Math.min(...taken.values)).toBe(Math.min(...values));
        expect(Math.max(...taken.values)).toBe(Math.max(...values));
        expect([...taken.values]).toEqual([...taken.steps].map((step) => values[step]));
        expect([...taken.steps]).toEqual([...new Set(taken.steps)].sort((a, b) => a - b));
      }),
      { numRuns: 30 },
    );
  });

  it.each([0, 333, 500, 501, 999])('does not lose a NaN at step %i', (at) => {
    const envelope = new Envelope(16);
    for (let step = 0; step < 1000; step++) envelope.add(step, step === at ? NaN : 1);
    const { steps, values } = envelope.take();
    expect(steps[values.findIndex(Number.isNaN)]).toBe(at);
  });
});

import { describe, expect, test } from 'vitest';
import { WalkOrder } from '../../../src/protocol/walkOrder';

/** x and a go into u, x and u into the target t. */
const order = new WalkOrder([
  { phase: 'forward', node: 2 },
  { phase: 'forward', node: 3 },
  { phase: 'backward', node: 3 },
  { phase: 'backward', node: 2 },
]);

describe('a walk', () => {
  test('knows what the file gives from the start, and the rest when it has been there', () => {
    expect(order.isReached('forward', 0, 0)).toBe(true);
    expect(order.isReached('forward', 2, 0)).toBe(false);
    expect(order.isReached('forward', 2, 1)).toBe(true);
  });

  test('knows a gradient when every use has sent its share', () => {
    const x = [2, 3];
    expect([0, 1, 2, 3, 4].map((steps) => order.isGradientReached(x, steps))).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
    // Of the target, with which backpropagation begins, nothing is waited for.
    expect([1, 2].map((steps) => order.isGradientReached([], steps))).toEqual([false, true]);
  });
});

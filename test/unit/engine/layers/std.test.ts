import { describe, expect, it } from 'vitest';
import { compile } from '../../../../src/engine/graph/compile';
import { GraphBuilder } from '../graph/graphBuilder';

describe('the standard deviation of equal numbers', () => {
  // Their sum, divided by how many they are, is another number in the last place.
  it.each([
    [0.1, 3],
    [0.7, 7],
    [-1.1, 11],
    [0.1 + 0.2, 10],
  ])('is 0, and so is its derivative: %d, %d times', (number, times) => {
    for (const layer of ['Std', 'Var']) {
      const b = new GraphBuilder();
      const x = b.vector('x', ...new Array<number>(times).fill(number));
      const target = b.layer(layer, [x]);
      const plan = compile(b.graph);
      plan.forward();
      plan.backward(target);
      expect(plan.value(target).data[0]).toBe(0);
      expect(Array.from(plan.gradient(x)?.data ?? [], Math.abs)).toEqual(new Array(times).fill(0));
    }
  });
});

describe('the standard deviation of numbers that lie close together', () => {
  it('has slopes that add up to 0: to shift all of them changes nothing', () => {
    const b = new GraphBuilder();
    const x = b.vector('x', -2, -2 + 3e-8, -2 - 1e-8, -2 + 7e-9);
    const target = b.layer('Std', [x]);
    const plan = compile(b.graph);
    plan.forward();
    plan.backward(target);
    const slopes = Array.from(plan.gradient(x)?.data ?? []);
    expect(Math.max(...slopes.map(Math.abs))).toBeGreaterThan(0.1);
    expect(Math.abs(slopes.reduce((sum, slope) => sum + slope, 0))).toBeLessThan(1e-15);
  });
});

import { expect, it } from 'vitest';
import { compile } from '../../../../src/engine/graph/compile';
import { GraphBuilder } from '../graph/graphBuilder';

it.each([
  ['low', NaN, 2, [0, 1, 0]],
  ['high', 0, NaN, [0, 0, 1]],
])('a bound that is NaN is what clip gives, and gets its gradient: %s', (_, low, high, gradients) => {
  const b = new GraphBuilder();
  const operands = [b.number('x', 1), b.number('low', low), b.number('high', high)];
  const target = b.layer('Clip', operands);
  const plan = compile(b.graph);
  plan.forward();
  plan.backward(target);
  expect(plan.value(target).data[0]).toBeNaN();
  expect(operands.map((operand) => plan.gradient(operand)?.data[0])).toEqual(gradients);
});

import { expect, it } from 'vitest';
import { compile } from '../../../../src/engine/graph/compile';
import { GraphBuilder } from '../graph/graphBuilder';

/** NaN wins over every number, and several of them share the gradient as other ties do. */
it.each([
  [
    [1, NaN, 3],
    [0, 1, 0],
  ],
  [
    [NaN, NaN, 3],
    [0.5, 0.5, 0],
  ],
  [
    [3, 1, 3],
    [0.5, 0, 0.5],
  ],
])('the gradient of max of %j goes to what won', (values, expected) => {
  const builder = new GraphBuilder();
  const x = builder.data({ shape: [3], values }, 'x');
  const y = builder.layer('Max', [x], {});
  const plan = compile(builder.graph);
  plan.forward();
  plan.backward(y);
  expect(plan.gradient(x)?.data).toEqual(Float64Array.from(expected));
});

import { describe, expect, it } from 'vitest';
import { compile } from '../../../../src/engine/graph/compile';
import type { NodeId } from '../../../../src/engine/graph/graph';
import type { Plan } from '../../../../src/engine/graph/plan';
import { GraphBuilder } from './graphBuilder';

/** The numbers of the chapter on backpropagation, bit for bit what its Python prints. */
function pass(builder: GraphBuilder, target: NodeId, gradOutput?: NodeId): Plan {
  const plan = compile(builder.graph);
  plan.forward();
  plan.backward(target, gradOutput);
  return plan;
}

function gradient(plan: Plan, node: NodeId): readonly number[] {
  return [...(plan.gradient(node)?.data ?? [])];
}

describe('the multiply layer: apples and tax', () => {
  it.each([
    { apples: 2, price: 220.00000000000003, grads: [2.2, 110.00000000000001, 200] },
    { apples: 5, price: 550, grads: [5.5, 110.00000000000001, 500] },
  ])('$apples apples', ({ apples, price, grads }) => {
    const b = new GraphBuilder();
    const [apple, count, tax] = [b.number('apple', 100), b.number('apple_num', apples), b.number('tax', 1.1)];
    const total = b.layer('Mul', [b.layer('Mul', [apple, count]), tax]);
    const plan = pass(b, total);

    expect([...plan.value(total).data]).toEqual([price]);
    expect([apple, count, tax].map((node) => gradient(plan, node))).toEqual(grads.map((g) => [g]));
  });
});

describe('the add layer: apples and oranges', () => {
  it('gives exactly the numbers of IEEE arithmetic', () => {
    const b = new GraphBuilder();
    const apple = b.number('apple', 100);
    const appleNum = b.number('apple_num', 2);
    const orange = b.number('orange', 150);
    const orangeNum = b.number('orange_num', 3);
    const tax = b.number('tax', 1.1);
    const all = b.layer('Add', [b.layer('Mul', [apple, appleNum]), b.layer('Mul', [orange, orangeNum])]);
    const price = b.layer('Mul', [all, tax]);
    const plan = pass(b, price);

    expect([...plan.value(price).data]).toEqual([715.0000000000001]);
    expect([appleNum, apple, orange, orangeNum, tax].map((node) => gradient(plan, node)[0])).toEqual([
      110.00000000000001, 2.2, 3.3000000000000003, 165, 650,
    ]);
    expect(gradient(plan, all)).toEqual([1.1]);
  });
});

describe('the ReLU layer', () => {
  it('keeps a mask that is true where x <= 0, and blocks both ways', () => {
    const b = new GraphBuilder();
    const x = b.matrix('x', [1, -0.5], [-2, 3]);
    const upstream = b.matrix('dout', [5, 6], [7, 8]);
    const y = b.layer('ReLU', [x]);
    const plan = pass(b, y, upstream);

    expect(plan.savedForBackward(y)['mask']).toEqual({ shape: [2, 2], data: Uint8Array.of(0, 1, 1, 0) });
    expect([...plan.value(y).data]).toEqual([1, 0, 0, 3]);
    expect(gradient(plan, x)).toEqual([5, 0, 0, 8]);
    expect(gradient(plan, y), 'gradOutput is not overwritten').toEqual([5, 6, 7, 8]);
  });

  it('blocks at 0, and lets NaN through', () => {
    const b = new GraphBuilder();
    const x = b.vector('x', 0, -0, NaN);
    const y = b.layer('ReLU', [x]);
    const plan = pass(b, y, b.vector('dout', 1, 1, 1));

    expect([...plan.value(y).data]).toEqual([0, 0, NaN]);
    expect(gradient(plan, x)).toEqual([0, 0, 1]);
  });
});

describe('the Sigmoid layer', () => {
  it('multiplies dout by (1 - y) and y, in that order', () => {
    const b = new GraphBuilder();
    const x = b.vector('x', -1.5, 0.3, 2);
    const y = b.layer('Sigmoid', [x]);
    const plan = pass(b, y, b.vector('dout', 0.7, -1.3, 2.9));

    const out = [-1.5, 0.3, 2].map((value) => 1 / (1 + Math.exp(-value)));
    expect([...plan.value(y).data]).toEqual(out);
    expect(gradient(plan, x)).toEqual(out.map((o, i) => ([0.7, -1.3, 2.9][i] ?? 0) * (1 - o) * o));
  });
});

describe('the Affine layer', () => {
  it('sums the bias gradient over the batch: [5, 7, 9]', () => {
    const b = new GraphBuilder();
    const x = b.matrix('X', [1, 2], [3, 4]);
    const W = b.matrix('W', [0.5, -1, 2], [1, 0, -0.5]);
    const bias = b.vector('b', 1, 2, 3);
    const y = b.layer('Affine', [x, W, bias]);
    const plan = pass(b, y, b.matrix('dout', [1, 2, 3], [4, 5, 6]));

    expect([...plan.value(y).data]).toEqual([3.5, 1, 4, 6.5, -1, 7]);
    expect(gradient(plan, bias)).toEqual([5, 7, 9]);
    expect(gradient(plan, W)).toEqual([13, 17, 21, 18, 24, 30]); // xᵀ · dout
    expect(gradient(plan, x)).toEqual([4.5, -0.5, 9, 1]); // dout · Wᵀ
  });

  it('is x @ W + b, bit for bit', () => {
    const b = new GraphBuilder();
    const x = b.matrix('X', [0.1, 0.7, -0.3], [1.1, -2.3, 0.9]);
    const W = b.matrix('W', [0.2, -0.4], [0.7, 0.3], [-0.9, 0.6]);
    const bias = b.vector('b', 0.1, 0.2);
    const short = b.layer('Affine', [x, W, bias]);
    const long = b.layer('Add', [b.layer('MatMul', [x, W]), bias]);
    const plan = compile(b.graph);
    plan.forward();
    expect(plan.value(short)).toEqual(plan.value(long));
  });
});

describe('the Softmax-with-loss layer', () => {
  const scores = [
    [0.3, 2.9, 4.0],
    [0.2, -0.6, 1.2],
  ];

  it.each(['labels', 'one-hot rows'])('has the gradient (y - t)/batch for %s', (form) => {
    const b = new GraphBuilder();
    const x = b.matrix('x', ...scores);
    const t = form === 'labels' ? b.vector('t', 2, 0) : b.matrix('t', [0, 0, 1], [1, 0, 0]);
    const loss = b.layer('SoftmaxWithLoss', [x, t]);
    const plan = pass(b, loss);

    const y = plan.savedForBackward(loss)['y']?.data ?? [];
    const oneHot = [0, 0, 1, 1, 0, 0];
    expect(gradient(plan, x)).toEqual(oneHot.map((target, i) => ((y[i] ?? 0) - target) / 2));
    expect(plan.value(loss).data[0]).toBeCloseTo(-(Math.log(y[2] ?? 0) + Math.log(y[3] ?? 0)) / 2, 14);
    expect(plan.gradient(t), 'given targets have no gradient').toBeUndefined();
  });

  it('takes the upstream gradient into account', () => {
    const b = new GraphBuilder();
    const x = b.matrix('x', ...scores);
    const loss = b.layer('SoftmaxWithLoss', [x, b.vector('t', 2, 0)]);
    const tenfold = b.layer('Mul', [loss, b.number('ten', 10)]);
    const one = gradient(pass(b, loss), x);
    const ten = gradient(pass(b, tenfold), x);
    expect(ten).toEqual(one.map((g) => g * 10));
  });
});

describe('softmax of the book', () => {
  it('does not overflow', () => {
    const b = new GraphBuilder();
    const y = b.layer('Softmax', [b.vector('a', 1010, 1000, 990)]);
    const plan = compile(b.graph);
    plan.forward();
    const e = [0, -10, -20].map(Math.exp);
    const sum = e.reduce((total, value) => total + value, 0);
    expect([...plan.value(y).data]).toEqual(e.map((value) => value / sum));
  });
});

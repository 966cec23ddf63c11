import { afterEach, describe, expect, it, vi } from 'vitest';
import { compile, exceedsPlan, maximumPlanEntries } from '../../../../src/engine/graph/compile';
import type { Graph } from '../../../../src/engine/graph/graph';
import type { Plan } from '../../../../src/engine/graph/plan';
import { referenceArena } from '../../../../src/engine/kernels/reference';
import { GraphBuilder } from './graphBuilder';

function numbers(tensor: { readonly data: ArrayLike<number> } | undefined): readonly number[] | undefined {
  return tensor && Array.from(tensor.data);
}

/** One of everything that has buffers of its own. */
function everything(): { readonly graph: Graph; readonly loss: number; readonly images: number } {
  const b = new GraphBuilder();
  const images = b.data(
    { shape: [2, 1, 5, 5], values: Array.from({ length: 50 }, (_, i) => Math.sin(i)) },
    'x',
  );
  const filters = b.data({ shape: [2, 1, 2, 2], values: [1, -1, 0.5, 2, 0, 1, -2, 0.3] }, 'K');
  const conv = b.layer('Conv', [images, filters, b.vector('c', 0.1, -0.1)]);
  const pooled = b.layer('MaxPool', [b.layer('ReLU', [conv])], { size: 2 });
  const W = b.data({ shape: [8, 3], values: Array.from({ length: 24 }, (_, i) => Math.cos(i)) }, 'W');
  const scores = b.layer('Affine', [pooled, W, b.vector('b', 1, 2, 3)]);
  const squashed = b.layer('Mul', [b.layer('Tanh', [scores]), b.vector('scale', 1, 2, 3)]);
  const shares = b.layer('Softmax', [b.layer('Concat', [squashed, scores], { axis: 1 })]);
  const mixed = b.layer('MatMul', [
    shares,
    b.data({ shape: [6, 3], values: new Array<number>(18).fill(0.5) }, 'M'),
  ]);
  const loss = b.layer('SoftmaxWithLoss', [b.layer('Add', [mixed, scores]), b.vector('t', 0, 2)]);
  return { graph: b.graph, loss, images };
}

describe('a gradient that is a value', () => {
  /** `loss = Σ w³`, and `w − k ∂loss/∂w` with its own sum. */
  function step(): {
    readonly plan: Plan;
    readonly w: number;
    readonly gradient: number;
    readonly moved: number;
  } {
    const b = new GraphBuilder();
    const w = b.vector('w', 1, -2);
    const loss = b.layer('Sum', [b.layer('Mul', [b.layer('Mul', [w, w]), w])]);
    const gradient = b.gradient(w, { target: loss });
    const moved = b.layer('Sum', [b.layer('Sub', [w, b.layer('Mul', [gradient, b.number('k', 0.5)])])]);
    return { plan: compile(b.graph), w, gradient, moved };
  }

  it('has its numbers after forward, and leaves no walk behind', () => {
    const { plan, gradient, moved } = step();
    plan.forward();
    expect(numbers(plan.value(gradient))).toEqual([3, 12]);
    expect(numbers(plan.value(moved))).toEqual([-8.5]);
    expect([plan.pass, plan.gradient(gradient)]).toEqual([undefined, undefined]);
  });

  it('is a number to everything behind it: its own gradient goes no further', () => {
    const { plan, w, gradient, moved } = step();
    plan.forward();
    plan.backward(moved);
    expect(numbers(plan.gradient(w))).toEqual([1, 1]);
    expect(numbers(plan.gradient(gradient))).toEqual([-0.5, -0.5]);
    // Values stay where they are, whatever is walked.
    expect(numbers(plan.value(gradient))).toEqual([3, 12]);
  });

  it('stays what it is where only what depends on a number is computed again', () => {
    const { plan, w, gradient, moved } = step();
    plan.forward();
    plan.value(w).data[0] = 5;
    plan.forwardFrom(w);
    expect(numbers(plan.value(gradient))).toEqual([3, 12]);
    expect(numbers(plan.value(moved))).toEqual([-4.5]);
    plan.forward();
    expect(numbers(plan.value(gradient))).toEqual([75, 12]);
  });

  it('is 0 where the walk does not come by, also of what is computed later', () => {
    const b = new GraphBuilder();
    const [x, other] = [b.number('x', 3), b.number('other', 4)];
    const loss = b.layer('Mul', [x, x]);
    const later = b.layer('Exp', [other]);
    const found = [x, other, later].map((of) => b.gradient(of, { target: loss }));
    const plan = compile(b.graph);
    plan.forward();
    expect(found.map((node) => numbers(plan.value(node)))).toEqual([[6], [0], [0]]);
  });

  it.each([
    ['of a node behind it', { of: 2, pass: { target: 0 } }],
    ['by a walk from behind it', { of: 0, pass: { target: 2 } }],
    ['of another shape', { of: 0, pass: { target: 0 }, shape: [3] }],
  ])('is refused %s', (_, node) => {
    const data = { kind: 'data', shape: [], values: Float64Array.of(1) } as const;
    const graph: Graph = { nodes: [data, { kind: 'gradient', shape: [], ...node }, data] };
    expect(() => compile(graph)).toThrow(RangeError);
  });
});

describe('gradients', () => {
  it('are summed where a value is used twice', () => {
    const b = new GraphBuilder();
    const x = b.number('x', 3);
    const square = b.layer('Mul', [x, x]);
    const target = b.layer('Add', [square, x]);
    const plan = compile(b.graph);
    plan.forward();
    plan.backward(target);
    expect(numbers(plan.gradient(x))).toEqual([7]);
  });

  it('are the same after a second backward: nothing is left over from the first', () => {
    const { graph, loss, images } = everything();
    const plan = compile(graph);
    plan.forward();
    plan.backward(loss);
    const first = numbers(plan.gradient(images));
    plan.forward();
    plan.backward(loss);
    expect(numbers(plan.gradient(images))).toEqual(first);
  });

  it('start from the upstream gradient that is given', () => {
    const b = new GraphBuilder();
    const x = b.vector('x', 1, 2);
    const y = b.layer('Mul', [x, b.number('k', 3)]);
    const upstream = b.vector('dout', 10, -1);
    const plan = compile(b.graph);
    plan.forward();
    plan.backward(y, upstream);
    expect(numbers(plan.gradient(x))).toEqual([30, -3]);
    expect(numbers(plan.gradient(y))).toEqual([10, -1]);
    expect(plan.gradient(upstream)).toBeUndefined();
    expect(plan.pass).toEqual({ target: y, gradOutput: upstream });
  });

  it('of several targets in one plan do not mix', () => {
    const b = new GraphBuilder();
    const [x, y] = [b.number('x', 2), b.number('y', 5)];
    const product = b.layer('Mul', [x, y]);
    const square = b.layer('Pow', [x, b.data({ shape: [], values: [2] })]);
    const plan = compile(b.graph);
    plan.forward();

    plan.backward(product);
    expect([x, y, square].map((node) => numbers(plan.gradient(node)))).toEqual([[5], [2], undefined]);
    plan.backward(square);
    expect([x, y, product].map((node) => numbers(plan.gradient(node)))).toEqual([[4], undefined, undefined]);
    plan.backward(product);
    expect([x, y, square].map((node) => numbers(plan.gradient(node)))).toEqual([[5], [2], undefined]);
  });

  it('of data itself are the upstream gradient', () => {
    const b = new GraphBuilder();
    const x = b.number('x', 2);
    const plan = compile(b.graph);
    plan.forward();
    plan.backward(x);
    expect(numbers(plan.gradient(x))).toEqual([1]);
  });

  it('carry NaN and infinity on', () => {
    const b = new GraphBuilder();
    const x = b.vector('x', 0, 4);
    const root = b.layer('Sum', [b.layer('Sqrt', [x])]);
    const nothing = b.layer('Mul', [root, b.number('nan', NaN)]);
    const plan = compile(b.graph);
    plan.forward();
    plan.backward(root);
    expect(numbers(plan.gradient(x))).toEqual([Infinity, 0.25]);
    plan.backward(nothing);
    expect(numbers(plan.gradient(x))).toEqual([NaN, NaN]);
  });
});

describe('a target of a loss', () => {
  it('that is given has no gradient, one that is computed has its own', () => {
    const b = new GraphBuilder();
    const [x, given, base] = [b.vector('x', 1, 2), b.vector('t', 3, 5), b.vector('base', 1, 1)];
    const computed = b.layer('Add', [base, base]);
    const first = b.layer('MeanSquaredError', [x, given]);
    const second = b.layer('MeanSquaredError', [x, computed]);
    const plan = compile(b.graph);
    plan.forward();
    plan.backward(first);
    expect(plan.gradient(given)).toBeUndefined();
    expect(numbers(plan.gradient(x))).toEqual([-2, -3]);
    plan.backward(second);
    expect(numbers(plan.gradient(computed))).toEqual([1, 0]);
    expect(numbers(plan.gradient(base))).toEqual([2, 0]);
  });

  it('that is given and used elsewhere too has the whole gradient where that use is on the way', () => {
    const b = new GraphBuilder();
    const [x, t] = [b.number('x', 1), b.number('t', 4)];
    const loss = b.layer('MeanSquaredError', [x, t]);
    const both = b.layer('Add', [loss, t]);
    const plan = compile(b.graph);
    plan.forward();
    plan.backward(loss);
    expect(plan.gradient(t), 'here it is only compared with').toBeUndefined();
    plan.backward(both);
    expect(numbers(plan.gradient(t))).toEqual([7]);
  });

  it('of labels has none, even where they are computed', () => {
    const b = new GraphBuilder();
    const base = b.number('base', 1);
    const labels = b.layer('Stack', [b.layer('Mul', [base, b.number('zero', 0)]), base]);
    const loss = b.layer('SoftmaxWithLoss', [b.matrix('x', [1, 2], [3, 5]), labels]);
    const plan = compile(b.graph);
    plan.forward();
    plan.backward(loss);
    expect(plan.value(loss).data[0]).toBeGreaterThan(0);
    expect([labels, base].map((node) => plan.gradient(node))).toEqual([undefined, undefined]);
  });
});

describe('an exponent', () => {
  it('written as a number has no gradient, a named one has', () => {
    const b = new GraphBuilder();
    const x = b.vector('x', -2, 3);
    const written = b.data({ shape: [], values: [2] });
    const named = b.number('n', 2);
    const [first, second] = [b.layer('Pow', [x, written]), b.layer('Pow', [x, named])];
    const upstream = b.vector('dout', 1, 1);
    const plan = compile(b.graph);
    plan.forward();
    plan.backward(first, upstream);
    expect(numbers(plan.gradient(x))).toEqual([-4, 6]);
    expect(plan.gradient(written)).toBeUndefined();
    plan.backward(second, upstream);
    expect(numbers(plan.gradient(named)), 'the log of −2 is no number').toEqual([NaN]);
  });
});

describe('a plan', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  it('allocates nothing in a step', () => {
    const { graph, loss } = everything();
    let asked = 0;
    const plan = compile(graph, {
      arena: {
        ...referenceArena,
        numbers: (precision, length) => (asked++, referenceArena.numbers(precision, length)),
        mask: (length) => (asked++, referenceArena.mask(length)),
      },
    });
    plan.forward();
    plan.backward(loss);
    expect(asked, 'buffers were asked for when compiling').toBeGreaterThan(graph.nodes.length);

    asked = 0;
    const made: string[] = [];
    const constructors = [Float64Array, Float32Array, Int32Array, Uint8Array, ArrayBuffer];
    for (const type of constructors) {
      const counted = new Proxy(type, {
        construct(original, args: unknown[]) {
          made.push(type.name);
          return Reflect.construct(original, args) as object;
        },
      });
      vi.stubGlobal(type.name, counted);
    }
    // What makes a typed array without naming its constructor.
    const typedArray = Object.getPrototypeOf(Float64Array.prototype) as Float64Array;
    const views = (['subarray', 'slice', 'map', 'filter'] as const).map((method) =>
      vi.spyOn(typedArray, method),
    );
    plan.forward();
    plan.backward(loss);
    const called = views.map((view) => view.mock.calls.length);
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
    expect({ made, asked, called }).toEqual({ made: [], asked: 0, called: [0, 0, 0, 0] });
  });

  it('sets all gradients to zero with one fill', () => {
    const { graph, loss } = everything();
    const plan = compile(graph);
    plan.forward();
    plan.backward(loss);
    const fill = vi.spyOn(Object.getPrototypeOf(Float64Array.prototype) as Float64Array, 'fill');
    plan.backward(loss);
    const zeros = fill.mock.calls.filter(([value]) => value === 0).length;
    fill.mockRestore();
    expect(zeros).toBe(1);
  });

  it('computes only what depends on a changed value again', () => {
    const b = new GraphBuilder();
    const [x, y] = [b.number('x', 2), b.number('y', 5)];
    const double = b.layer('Add', [x, x]);
    const product = b.layer('Mul', [double, y]);
    const other = b.layer('Exp', [y]);
    const plan = compile(b.graph);
    plan.forward();
    plan.value(x).data[0] = 3;
    plan.value(other).data[0] = -1;
    plan.forwardFrom(x);
    expect([double, product, other].map((node) => numbers(plan.value(node)))).toEqual([[6], [30], [-1]]);
  });

  it('runs in float32 where asked', () => {
    const { graph, loss, images } = everything();
    const [single, double] = [compile(graph, { precision: 'float32' }), compile(graph)];
    for (const plan of [single, double]) {
      plan.forward();
      plan.backward(loss);
    }
    expect(single.value(loss).data).toBeInstanceOf(Float32Array);
    const exact = numbers(double.gradient(images)) ?? [];
    numbers(single.gradient(images))?.forEach((value, i) => {
      expect(value).toBeCloseTo(exact[i] ?? NaN, 5);
    });
  });

  it('leaves the numbers of the graph alone', () => {
    const b = new GraphBuilder();
    const x = b.number('x', 2);
    const plan = compile(b.graph);
    plan.value(x).data[0] = 7;
    expect(b.graph.nodes[x]).toMatchObject({ values: Float64Array.of(2) });
  });

  it.each([
    ['an unknown layer', { kind: 'layer', layer: 'Afine', settings: {}, inputs: [0], shape: [] }],
    ['an input that comes later', { kind: 'layer', layer: 'ReLU', settings: {}, inputs: [1], shape: [] }],
    [
      'a shape its layer does not give',
      { kind: 'layer', layer: 'ReLU', settings: {}, inputs: [0], shape: [2] },
    ],
    ['numbers that do not fill the shape', { kind: 'data', shape: [2], values: Float64Array.of(1) }],
  ] as const)('refuses %s', (_, node) => {
    const first = { kind: 'data', shape: [], values: Float64Array.of(1) } as const;
    expect(() => compile({ nodes: [first, node] })).toThrow(RangeError);
  });

  it('refuses backward before forward, and without the upstream gradient a matrix needs', () => {
    const b = new GraphBuilder();
    const x = b.matrix('x', [1, 2]);
    const plan = compile(b.graph);
    expect(() => {
      plan.backward(x);
    }).toThrow('forward');
    plan.forward();
    expect(() => {
      plan.backward(x);
    }).toThrow('upstream');
  });

  it('says when all values together are too much', () => {
    const shape = [maximumPlanEntries / 4];
    const node = { kind: 'layer', layer: 'ReLU', settings: {}, inputs: [0], shape } as const;
    expect(exceedsPlan({ nodes: [node, node, node, node] })).toBeUndefined();
    expect(exceedsPlan({ nodes: [node, node, node, node, node] })).toBeDefined();
  });

  it('has no gradient before the first backward', () => {
    const b = new GraphBuilder();
    const x = b.number('x', 1);
    const plan = compile(b.graph);
    plan.forward();
    expect([plan.gradient(x), plan.pass]).toEqual([undefined, undefined]);
  });
});

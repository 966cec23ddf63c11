import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  checkGradients,
  checkGradientsOf,
  type CheckedValue,
  type GradientCheck,
} from '../../../../src/engine/explain/gradientCheck';
import { compile } from '../../../../src/engine/graph/compile';
import type { NodeId } from '../../../../src/engine/graph/graph';
import type { Layer } from '../../../../src/engine/layers/support/layer';
import { layerNamed } from '../../../../src/engine/layers/layerTable';
import { GraphBuilder } from '../graph/graphBuilder';

const planted = vi.hoisted(() => new Map<string, Layer>());

vi.mock(import('../../../../src/engine/layers/layerTable'), async (importOriginal) => {
  const table = await importOriginal();
  return { ...table, layerNamed: (name) => planted.get(name) ?? table.layerNamed(name) };
});

afterEach(() => {
  planted.clear();
});

/** Plants a mistake: the layer's backward hands on `factor` times the right gradient. */
function spoil(name: string, factor: number): void {
  const right = layerNamed(name);
  if (right === undefined) throw new Error(`There is no layer ${name}.`);
  planted.set(name, {
    ...right,
    bind(binding) {
      const data = binding.gradOutput.data.slice();
      const bound = right.bind({ ...binding, gradOutput: { ...binding.gradOutput, data } });
      return {
        ...bound,
        backward() {
          data.set(binding.gradOutput.data.map((value) => value * factor));
          bound.backward();
        },
      };
    },
  });
}

function checkTo(builder: GraphBuilder, target: NodeId): GradientCheck {
  return checkGradients(builder.graph, { target });
}

function valueOf(check: GradientCheck, name: string): CheckedValue {
  const found = check.values.find((value) => value.name === name);
  if (found === undefined) throw new Error(`${name} was not checked.`);
  return found;
}

/** softmax_with_loss(relu(x @ W + b), t), away from every kink. */
function network(): { readonly b: GraphBuilder; readonly loss: number } {
  const b = new GraphBuilder();
  const x = b.matrix('x', [1, -0.5], [-2, 3]);
  const W = b.matrix('W', [0.2, -0.4, 0.1], [0.7, 0.3, 0.5]);
  const h = b.layer('Affine', [x, W, b.vector('b', 0.1, 0.2, 0.3)]);
  const loss = b.layer('SoftmaxWithLoss', [b.layer('ReLU', [h]), b.vector('t', 1, 0)]);
  return { b, loss };
}

describe('the gradient check', () => {
  it('agrees with right gradients, for every named value that has one', () => {
    const { b, loss } = network();
    const check = checkGradients(b.graph, { target: loss });
    expect(check.verdict).toBe('agrees');
    expect(
      check.values.map(({ name, checked, size, verdict }) => ({ name, checked, size, verdict })),
    ).toEqual([
      { name: 'x', checked: 4, size: 4, verdict: 'agrees' },
      { name: 'W', checked: 6, size: 6, verdict: 'agrees' },
      { name: 'b', checked: 3, size: 3, verdict: 'agrees' },
    ]);
    for (const { meanAbsoluteDifference, worst } of check.values) {
      expect(meanAbsoluteDifference).toBeLessThan(1e-9);
      expect(worst.relativeError).toBeLessThan(1e-7);
    }
  });

  it('agrees with the chapter’s shopping, although its numbers are large', () => {
    const b = new GraphBuilder();
    const [apple, count, tax] = [
      b.number('apple', 60_000),
      b.number('apple_num', 2000),
      b.number('tax', 1.1),
    ];
    const price = b.layer('Mul', [b.layer('Mul', [apple, count]), tax]);
    expect(checkGradients(b.graph, { target: price }).verdict).toBe('agrees');
  });

  it('takes an upstream gradient, and holds it fixed where it depends on what is varied', () => {
    const b = new GraphBuilder();
    const x = b.vector('x', 0.3, -1.2);
    const y = b.layer('Exp', [x]);
    const upstream = b.layer('Mul', [x, x]);
    const check = checkGradients(b.graph, { target: y, gradOutput: upstream });
    expect(check.verdict).toBe('agrees');
    expect(valueOf(check, 'x').worst.analytic).toBeCloseTo(valueOf(check, 'x').worst.numeric, 8);
  });

  it('finds a wrong gradient wrong, and shows the worst entry', () => {
    spoil('Sigmoid', 1.5);
    const b = new GraphBuilder();
    const x = b.vector('x', 0.1, 2);
    const untouched = b.vector('z', 1, 1);
    const y = b.layer('Add', [b.layer('Sigmoid', [x]), untouched]);
    const gradOutput = b.vector('dout', 1, 1);
    const check = checkGradients(b.graph, { target: y, gradOutput });

    expect(check.verdict).toBe('wrong');
    expect(valueOf(check, 'z').verdict).toBe('agrees');
    const { verdict, worst, meanAbsoluteDifference } = valueOf(check, 'x');
    expect(verdict).toBe('wrong');
    expect(worst.relativeError).toBeCloseTo(0.5 / 2.5, 6);
    expect(worst.reason).toBeUndefined();
    const slopes = [0.1, 2].map((v) => 1 / (1 + Math.exp(-v))).map((s) => s * (1 - s));
    expect(meanAbsoluteDifference).toBeCloseTo((0.5 * ((slopes[0] ?? 0) + (slopes[1] ?? 0))) / 2, 8);
  });

  it('finds a wrong gradient wrong where numbers are so large that x ± 1e-5 drowns', () => {
    spoil('Neg', 2);
    const b = new GraphBuilder();
    const target = b.layer('Neg', [b.number('x', 3e9)]);
    expect(checkGradients(b.graph, { target }).verdict).toBe('wrong');
  });

  it.each([
    [1 + 1e-9, 'agrees'],
    [1 + 1e-5, 'cannot tell'],
    [1.05, 'wrong'],
  ] as const)('judges a gradient that is %d times the right one: %s', (factor, verdict) => {
    spoil('Tanh', factor);
    const b = new GraphBuilder();
    const target = b.layer('Sum', [b.layer('Tanh', [b.vector('x', 0.1, 0.2)])]);
    const check = checkGradients(b.graph, { target });
    expect(check.verdict).toBe(verdict);
  });

  it.each(['ReLU', 'LeakyReLU'])(
    'says that a kink was crossed at the corner of %s, and does not call it wrong',
    (layer) => {
      const b = new GraphBuilder();
      const target = b.layer('Sum', [b.layer(layer, [b.vector('x', 1, 0, -1)])]);
      const { verdict, worst } = valueOf(checkGradients(b.graph, { target }), 'x');
      expect(verdict).toBe('corner');
      expect(worst).toMatchObject({ entry: 1, reason: 'corner' });
    },
  );

  it('sees corners that cancel in the slopes on both sides', () => {
    const b = new GraphBuilder();
    const x = b.number('x', 0);
    // Both are blocked at 0, and together they have slope 1 on both sides.
    const target = b.layer('Sub', [b.layer('ReLU', [x]), b.layer('ReLU', [b.layer('Neg', [x])])]);
    const { verdict, worst } = valueOf(checkGradients(b.graph, { target }), 'x');
    expect(verdict).toBe('corner');
    expect(worst).toMatchObject({ analytic: 0, reason: 'corner' });
    expect(worst.numeric).toBeCloseTo(1, 9);
  });

  it('does not take a mistake for a corner that is too small to explain it', () => {
    spoil('Neg', 2);
    const b = new GraphBuilder();
    const x = b.number('x', 0);
    const corner = b.layer('Mul', [b.layer('ReLU', [x]), b.number('k', 1e-3)]);
    const target = b.layer('Add', [b.layer('Neg', [x]), corner]);
    const { verdict, worst } = valueOf(checkGradients(b.graph, { target }), 'x');
    expect([verdict, worst.reason]).toEqual(['wrong', undefined]);
  });

  it('does not take a mistake beside a smooth bend for a kink', () => {
    spoil('Exp', 2);
    const b = new GraphBuilder();
    const target = b.layer('Exp', [b.number('x', 3)]);
    const { worst, verdict } = valueOf(checkGradients(b.graph, { target }), 'x');
    expect([verdict, worst.reason]).toEqual(['wrong', undefined]);
  });

  it('says where a function is not finite on one side', () => {
    const b = new GraphBuilder();
    const target = b.layer('Sqrt', [b.number('x', 0)]);
    const { worst, verdict } = valueOf(checkGradients(b.graph, { target }), 'x');
    expect(verdict).toBe('corner');
    expect(worst).toMatchObject({ analytic: Infinity, relativeError: NaN, reason: 'edge' });
  });

  it('cannot tell of a gradient that drowns in the rounding of what stands beside it', () => {
    const b = new GraphBuilder();
    const x = b.number('x', 0.7);
    const target = b.layer('Add', [b.layer('Mul', [x, b.number('k', 1e-9)]), b.number('c', 1e4)]);
    const { verdict, worst } = valueOf(checkGradients(b.graph, { target }), 'x');
    expect([verdict, worst.reason]).toEqual(['cannot tell', 'rounding']);
    expect(worst.noise).toBeGreaterThan(1e-12);
  });

  it('does not let a large constant hide a factor of 2', () => {
    const make = (): GradientCheck => {
      const b = new GraphBuilder();
      const x = b.matrix('x', [0.3, -0.2, 0.1]);
      const loss = b.layer('SoftmaxWithLoss', [x, b.vector('t', 1)]);
      return checkTo(b, b.layer('Add', [loss, b.number('c', 1e10)]));
    };
    expect(valueOf(make(), 'x')).toMatchObject({ verdict: 'cannot tell', worst: { reason: 'rounding' } });
    spoil('SoftmaxWithLoss', 2);
    expect(['cannot tell', 'wrong']).toContain(valueOf(make(), 'x').verdict);
  });

  it.each([
    ['x ** 3 at 1e-7', 1e-7, (b: GraphBuilder, x: NodeId) => b.layer('Pow', [x, b.number('three', 3)])],
    ['1 / x at 1e-6', 1e-6, (b: GraphBuilder, x: NodeId) => b.layer('Div', [b.number('one', 1), x])],
    ['−log(x) at 2e-5', 2e-5, (b: GraphBuilder, x: NodeId) => b.layer('Neg', [b.layer('Log', [x])])],
    ['exp(x) at 700', 700, (b: GraphBuilder, x: NodeId) => b.layer('Exp', [x])],
    ['x * x at 1e150', 1e150, (b: GraphBuilder, x: NodeId) => b.layer('Mul', [x, x])],
    ['sqrt(x) at 1e-12', 1e-12, (b: GraphBuilder, x: NodeId) => b.layer('Sqrt', [x])],
  ])('takes a step of the size of the number: %s', (_, at, build) => {
    const check = (): GradientCheck => {
      const b = new GraphBuilder();
      return checkTo(b, build(b, b.number('x', at)));
    };
    expect(valueOf(check(), 'x').verdict).toBe('agrees');
    for (const layer of ['Pow', 'Div', 'Log', 'Exp', 'Mul', 'Sqrt']) spoil(layer, 1.1);
    expect(valueOf(check(), 'x').verdict).toBe('wrong');
  });

  const one = (b: GraphBuilder): NodeId => b.number('one', 1);
  const sine = (b: GraphBuilder, x: NodeId): NodeId => b.layer('Sin', [x]);
  const sineOfSquare = (b: GraphBuilder, x: NodeId): NodeId => b.layer('Sin', [b.layer('Mul', [x, x])]);
  const sineOfInverse = (b: GraphBuilder, x: NodeId): NodeId => b.layer('Sin', [b.layer('Div', [one(b), x])]);
  const sineOfInverseSquare = (b: GraphBuilder, x: NodeId): NodeId =>
    b.layer('Sin', [b.layer('Div', [one(b), b.layer('Mul', [x, x])])]);
  const fastTangent = (b: GraphBuilder, x: NodeId): NodeId => {
    const inner = b.layer('Mul', [b.number('k', 1e7), x]);
    return b.layer('Div', [b.layer('Sin', [inner]), b.layer('Cos', [inner])]);
  };
  const farSigmoid = (b: GraphBuilder, x: NodeId): NodeId =>
    b.layer('Sigmoid', [b.layer('Sub', [x, b.number('c', 999_999_999)])]);
  const drownedSine = (b: GraphBuilder, x: NodeId): NodeId =>
    b.layer('Add', [b.layer('Sin', [b.layer('Mul', [b.number('k', 1e7), x])]), b.number('c', 1e16)]);

  it.each([
    ['sin(x) at 1e8', 1e8, sine, true],
    ['sin(x) at 2e7', 2e7, sine, true],
    ['sin(x) at 1e10', 1e10, sine, true],
    ['sin(x) at 1e16, where no smaller step is left', 1e16, sine, false],
    ['sin(x²) at 10000', 1e4, sineOfSquare, false],
    ['sin(1 / x²) at 2e-5', 2e-5, sineOfInverseSquare, false],
    ['sin(1 / x²) at 3e-5', 3e-5, sineOfInverseSquare, false],
    ['sin(1 / x²) at 7e-5', 7e-5, sineOfInverseSquare, false],
    ['sin(1 / x²) at 1e-4', 1e-4, sineOfInverseSquare, false],
    ['sin(1 / x) at 1e-7', 1e-7, sineOfInverse, false],
    ['tan(1e7 x) at 3', 3, fastTangent, false],
    ['a sigmoid of a difference of large numbers', 1e9, farSigmoid, true],
    ['a sine in the rounding of what stands beside it', 1, drownedSine, false],
  ])('takes no step for small that spans many periods: %s', (_, at, build, isSeen) => {
    const check = (): CheckedValue => {
      const b = new GraphBuilder();
      return valueOf(checkTo(b, build(b, b.number('x', at))), 'x');
    };
    expect(isSeen ? ['agrees'] : ['agrees', 'cannot tell']).toContain(check().verdict);
    for (const layer of ['Sin', 'Sigmoid']) spoil(layer, 2);
    expect(isSeen ? ['wrong'] : ['wrong', 'cannot tell']).toContain(check().verdict);
  });

  it('does not agree with a gradient of 0 where the first look loses in rounding what moves', () => {
    spoil('MeanSquaredError', 0);
    const b = new GraphBuilder();
    const x = b.number('x', 5e-7);
    const target = b.layer('MeanSquaredError', [b.layer('Mul', [x, x]), b.number('t', 0.1)]);
    expect(valueOf(checkTo(b, target), 'x').verdict).not.toBe('agrees');
  });

  it('calls a jump a jump', () => {
    const check = (): CheckedValue => {
      const b = new GraphBuilder();
      const x = b.number('x', 3);
      const isAbove = b.layer('Greater', [x, b.number('three', 3)]);
      const target = b.layer('Where', [isAbove, x, b.layer('Mul', [x, b.number('two', 2)])]);
      return valueOf(checkTo(b, target), 'x');
    };
    expect(check()).toMatchObject({ verdict: 'corner', worst: { analytic: 2, reason: 'jump' } });
    spoil('Mul', 2);
    expect(check().verdict).toBe('wrong');
  });

  it.each([
    ['abs', 0, (b: GraphBuilder, x: NodeId) => b.layer('Abs', [x])],
    ['maximum', 2, (b: GraphBuilder, x: NodeId) => b.layer('Maximum', [x, b.number('two', 2)])],
    ['minimum', 2, (b: GraphBuilder, x: NodeId) => b.layer('Minimum', [x, b.number('two', 2)])],
    [
      'a chain whose slopes on both sides are equal',
      2,
      (b: GraphBuilder, x: NodeId) => {
        const two = b.number('two', 2);
        return b.layer('Maximum', [b.layer('Minimum', [x, two]), two]);
      },
    ],
  ])('knows a corner by what backward gives on both sides: %s', (_, at, build) => {
    const b = new GraphBuilder();
    const { verdict, worst } = valueOf(checkTo(b, build(b, b.number('x', at))), 'x');
    // Half of the two slopes is what central differences give as well.
    if (worst.relativeError < 1e-7) expect(verdict).toBe('agrees');
    else expect([verdict, worst.reason]).toEqual(['corner', 'corner']);
  });

  it('finds a mistake at a corner, where it is one on a side', () => {
    spoil('LeakyReLU', 2);
    const b = new GraphBuilder();
    const target = b.layer('LeakyReLU', [b.number('x', 0)]);
    expect(valueOf(checkGradients(b.graph, { target }), 'x').verdict).toBe('wrong');
  });

  it('finds a mistake that is by chance the mean of the slopes on both sides of a corner', () => {
    const check = (): CheckedValue => {
      const b = new GraphBuilder();
      const clipped = b.layer('Clip', [b.number('x', 1.5), b.number('low', 0), b.number('high', 1.5)]);
      return valueOf(checkTo(b, b.layer('Log1p', [clipped])), 'x');
    };
    // Below the bound the slope is 0.4, above it 0, and backward gives 0.4 at it.
    expect(check().verdict).toBe('corner');
    spoil('Log1p', 0.5);
    const { verdict, worst } = check();
    expect(verdict).toBe('wrong');
    expect(worst.relativeError).toBeGreaterThan(0.3);
  });

  it.each([
    ['of equal numbers', [1, 1, 1, 1]],
    ['of one number, which no move makes unequal', [5]],
  ])('calls the NaN of a standard deviation %s a corner', (_, values) => {
    const b = new GraphBuilder();
    const x = b.vector('x', ...values);
    const difference = b.layer('Sub', [x, b.layer('Mean', [x])]);
    const target = b.layer('Sqrt', [b.layer('Mean', [b.layer('Mul', [difference, difference])])]);
    const { verdict, worst } = valueOf(checkGradients(b.graph, { target }), 'x');
    expect([verdict, worst.analytic, worst.reason]).toEqual(['corner', NaN, 'steep']);
  });

  it('finds a NaN wrong that no corner accounts for', () => {
    spoil('Mul', NaN);
    const b = new GraphBuilder();
    const x = b.number('x', 3);
    expect(valueOf(checkTo(b, b.layer('Mul', [x, x])), 'x').verdict).toBe('wrong');
  });

  it.each([
    ['the function', 'Log', 0],
    ['a value on its way', 'Exp', 1000],
  ])('cannot tell where %s is not a number', (_, layer, at) => {
    const b = new GraphBuilder();
    const made = b.layer(layer, [b.number('x', at)]);
    const target = b.layer('Div', [b.number('one', 1), made]);
    const { verdict, worst } = valueOf(checkGradients(b.graph, { target }), 'x');
    expect([verdict, worst.reason]).toEqual(['cannot tell', 'notFinite']);
  });

  it('leaves values and gradients as they were, also where it looked on both sides of a corner', () => {
    const b = new GraphBuilder();
    const target = b.layer('Sum', [b.layer('ReLU', [b.vector('x', 1, 0, -1)])]);
    const plan = compile(b.graph);
    plan.forward();
    plan.backward(target);
    const numbers = (): readonly number[] =>
      [...b.graph.nodes.keys()].flatMap((id) => [...plan.value(id).data, ...(plan.gradient(id)?.data ?? [])]);
    const before = numbers();
    expect(checkGradientsOf(plan, { target }).verdict).toBe('corner');
    expect(numbers()).toEqual(before);
  });

  it('samples large values with a seed, and says what share it checked', () => {
    const b = new GraphBuilder();
    const values = Array.from({ length: 1000 }, (_, i) => Math.sin(i));
    const x = b.data({ shape: [1000], values }, 'x');
    // An entry whose gradient is wrong shows which entries were looked at.
    const target = b.layer('Sum', [b.layer('Mul', [x, x])]);
    const check = (seed: number): CheckedValue =>
      valueOf(checkGradients(b.graph, { target }, { entriesPerValue: 50, seed }), 'x');
    expect(check(0)).toMatchObject({ checked: 50, size: 1000, verdict: 'agrees' });
    expect(check(0)).toEqual(check(0));
    expect(check(1).meanAbsoluteDifference).not.toBe(check(0).meanAbsoluteDifference);
  });

  it('has nothing to say about what has no entries, no name, or no gradient', () => {
    const b = new GraphBuilder();
    const empty = b.data({ shape: [0], values: [] }, 'empty');
    const unnamed = b.data({ shape: [], values: [2] });
    const apart = b.number('apart', 1);
    const target = b.layer('Mul', [b.layer('Sum', [empty]), unnamed]);
    expect(checkGradients(b.graph, { target })).toEqual({ values: [], verdict: 'cannot tell' });
    expect(apart).toBe(2);
  });
});

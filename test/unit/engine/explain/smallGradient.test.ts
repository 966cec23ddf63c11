import type { Cause } from '../../../../src/engine/explain/causes';
import { describe, expect, it } from 'vitest';
import type { NodeId } from '../../../../src/engine/graph/graph';
import { formatMessage } from '../../../../src/engine/message';
import { explainPass, type Explanation } from '../../../../src/engine/explain/explainEntry';
import { GraphBuilder } from '../graph/graphBuilder';

/** A cause as `kind@node: sentence`, its own causes indented below it. */
function linesOf(causes: readonly Cause[], indent = ''): readonly string[] {
  return causes.flatMap(({ kind, node, message, causes: deeper }) => [
    `${indent}${kind}@${node}: ${formatMessage(message)}`,
    ...linesOf(deeper, `${indent}  `),
  ]);
}

function why(b: GraphBuilder, target: NodeId, node: NodeId, entry = 0, gradOutput?: NodeId): Explanation {
  const pass = gradOutput === undefined ? { target } : { target, gradOutput };
  return explainPass(b.graph, pass, { node, entry, of: 'gradient' });
}

describe('why a gradient is zero', () => {
  it('blocked by a ReLU, with the x that was not above 0', () => {
    const b = new GraphBuilder();
    const x = b.vector('x', 2, -0.3);
    const relu = b.layer('ReLU', [x]);
    const target = b.layer('Sum', [relu]);
    const { oddity, number, causes } = why(b, target, x, 1);
    expect([oddity, number]).toEqual(['zero', 0]);
    expect(linesOf(causes)).toEqual([`blocked@${relu}: Blocked by this ReLU: its x is -0.3, not above 0.`]);
    expect(causes[0]).toMatchObject({ node: relu, entry: 1, omitted: 0 });
  });

  it('of an earlier walk, where it is a value, in the words of that walk', () => {
    const b = new GraphBuilder();
    const x = b.vector('x', 2, -0.3);
    const relu = b.layer('ReLU', [x]);
    const first = b.layer('Sum', [relu]);
    const gradient = b.gradient(x, { target: first });
    const target = b.layer('Sum', [b.layer('Mul', [x, gradient])]);
    const asked = { node: gradient, entry: 1, of: 'value' } as const;
    const { oddity, number, causes, ...subject } = explainPass(b.graph, { target }, asked);
    expect([oddity, number, subject.node, subject.of]).toEqual(['zero', 0, gradient, 'value']);
    expect(linesOf(causes)).toEqual([`blocked@${relu}: Blocked by this ReLU: its x is -0.3, not above 0.`]);
    // Further down it ends the chain.
    const product = explainPass(b.graph, { target }, { node: gradient + 1, entry: 1, of: 'value' });
    expect(linesOf(product.causes)).toEqual([
      `multipliedByZero@${gradient + 1}: This Mul multiplies by a zero.`,
      `  given@${gradient}: This gradient, which an earlier backward brought, is 0.`,
    ]);
  });

  it('left out by an index, not taken by where, blocked by clip', () => {
    const b = new GraphBuilder();
    const [x, low, high] = [b.vector('x', 2, -0.3, 5), b.number('low', 0), b.number('high', 1)];
    const condition = b.layer('Greater', [x, low]);
    const picked = b.layer('Index', [x], { index: ['[0, 2]'] });
    const clipped = b.layer('Clip', [x, low, high]);
    const chosen = b.layer('Where', [condition, low, x]);
    const target = (of: NodeId): NodeId => b.layer('Sum', [of]);
    expect(linesOf(why(b, target(picked), x, 1).causes)).toEqual([
      `unused@${picked}: Left out: [[0, 2]] does not pick this entry.`,
    ]);
    expect(linesOf(why(b, target(clipped), x, 1).causes)).toEqual([
      `blocked@${clipped}: Blocked by this clip: its x is -0.3, below 0.`,
    ]);
    expect(linesOf(why(b, target(clipped), x, 2).causes)).toEqual([
      `blocked@${clipped}: Blocked by this clip: its x is 5, above 1.`,
    ]);
    expect(linesOf(why(b, target(chosen), x, 0).causes)).toEqual([
      `notChosen@${chosen}: Not taken: the condition holds here, so where takes a, 0.`,
    ]);
  });

  it('decided by a comparison: no gradient at all', () => {
    const b = new GraphBuilder();
    const x = b.vector('x', 2, -1);
    const m = b.layer('Less', [x, b.number('bound', 0)]);
    const { causes } = why(b, b.layer('Sum', [m]), x);
    expect(linesOf(causes)).toEqual([
      `given@${x}: A comparison is 0 or 1: a small change of what it compares changes nothing.`,
    ]);
  });

  it('multiplied by a zero, with the entry that is zero', () => {
    const b = new GraphBuilder();
    const [x, y] = [b.vector('x', 2, 3), b.vector('y', 5, 0)];
    const product = b.layer('Mul', [x, y]);
    const { causes } = why(b, b.layer('Sum', [product]), x, 1);
    expect(linesOf(causes)).toEqual([
      `multipliedByZero@${product}: Multiplied by the other factor, which is 0.`,
    ]);
    expect(causes[0]?.operand).toEqual({ node: y, entry: 1 });
  });

  it('follows the chain down to the ReLU that blocked, through everything between', () => {
    const b = new GraphBuilder();
    const x = b.matrix('x', [1, 2]);
    const W = b.matrix('W', [1, -1], [1, -1]);
    const h = b.layer('Affine', [x, W, b.vector('b', 0, 0)]);
    const relu = b.layer('ReLU', [h]);
    const moved = b.layer('Transpose', [b.layer('Reshape', [relu], { shape: [1, 2] })]);
    const target = b.layer('Sum', [moved]);
    const { causes } = why(b, target, W, 1);
    expect(linesOf(causes)).toEqual([
      `arrives@${h}: What arrives at this Affine is 0 already.`,
      `  blocked@${relu}: Blocked by this ReLU: its x is -3, not above 0.`,
    ]);
    expect(causes[0]).toMatchObject({ entry: 1 });
  });

  it.each([
    [
      'Sigmoid',
      -40,
      'Saturated: this Sigmoid gives 4.24835425529159e-18 for its x of -40, where its curve is almost flat.',
    ],
    ['Tanh', 30, 'Saturated: this Tanh gives 1 for its x of 30, where its curve is almost flat.'],
    ['GELU', -50, 'The curve of this GELU is almost flat at its x of -50.'],
    ['Softplus', -60, 'The curve of this Softplus is almost flat at its x of -60.'],
    ['Exp', -100, 'The slope of exp is its value, and exp(-100) is only 3.720075976020836e-44.'],
    ['Abs', 0, 'The x of this abs is exactly 0: at its corner the derivative counts as 0.'],
    ['Square', 0, 'The slope of a square is twice its x, and that is 0.'],
    ['Cos', 0, 'cos is flat at its x of 0: its slope is −sin(0).'],
    ['Sin', Math.PI / 2, 'sin is flat at its x of 1.5707963267948966: its slope is cos(1.5707963267948966).'],
    ['Erf', 6, 'Saturated: this erf gives 1 for its x of 6, where its curve is almost flat.'],
    ['Expm1', -40, 'The curve of this expm1 is almost flat: for its x of -40 it gives -1.'],
    ['Log1p', 1e9, 'Divided by 1 + x of this log1p, where x is 1000000000.'],
    ['Step', 3, 'Blocked by this step: for its x of 3 it gives 1, and a small change of x changes nothing.'],
    ['LeakyReLU', -1, 'Multiplied by the slope 0, since the x of this LeakyReLU is -1.'],
  ])('flat or saturated: %s at %d', (layer, x, sentence) => {
    const b = new GraphBuilder();
    const input = b.vector('x', x, 0.5);
    const settings = layer === 'LeakyReLU' ? { slope: 0 } : {};
    const { oddity, causes } = why(b, b.layer('Sum', [b.layer(layer, [input], settings)]), input, 0);
    expect(['zero', 'tiny']).toContain(oddity);
    expect(causes.map(({ message }) => formatMessage(message))).toEqual([sentence]);
  });

  it('saturated softmax', () => {
    const b = new GraphBuilder();
    const x = b.vector('x', 100, 0, 0);
    const y = b.layer('Softmax', [x]);
    const weighted = b.layer('Mul', [y, b.vector('w', 1, 2, 3)]);
    const { causes } = why(b, b.layer('Sum', [weighted]), x, 1);
    expect(new Set(causes.map(({ kind }) => kind))).toEqual(new Set(['saturated']));
  });

  it('an output of softmax that is 0, asked about beside one that is not', () => {
    const b = new GraphBuilder();
    const x = b.vector('x', 0, 0, -800);
    const tail = b.layer('Mul', [b.layer('Softmax', [x]), b.vector('w', 0, 0, 1)]);
    const { causes } = why(b, b.layer('Sum', [tail]), x, 0);
    expect(causes.map(({ message }) => formatMessage(message))).toContain(
      'Saturated: Softmax gives 0 at this place of the row, which a small change of this x of 0 hardly moves.',
    );
  });

  it('not the maximum, in max, maximum, minimum and a pool', () => {
    const b = new GraphBuilder();
    const x = b.data({ shape: [1, 1, 2, 2], values: [1, 2, 3, 4] }, 'x');
    const all = b.layer('Max', [x]);
    const pooled = b.layer('MaxPool', [x], { size: 2 });
    const paired = b.layer('Sum', [b.layer('Maximum', [x, b.number('five', 5)])]);
    const least = b.layer('Sum', [b.layer('Minimum', [x, b.number('nought', 0)])]);
    expect(linesOf(why(b, all, x, 1).causes)).toEqual([
      `notTheMaximum@${all}: Not the maximum: 2 is below 4, so a small change of it changes nothing.`,
    ]);
    expect(linesOf(why(b, b.layer('Sum', [pooled]), x, 0).causes)).toEqual([
      `notTheMaximum@${pooled}: Not the maximum: 1 is below 4, so a small change of it changes nothing.`,
    ]);
    expect(why(b, paired, x, 3).causes.map(({ message }) => formatMessage(message))).toEqual([
      'Not the maximum: 4 is below 5, so a small change of it changes nothing.',
    ]);
    expect(why(b, least, x, 0).causes.map(({ message }) => formatMessage(message))).toEqual([
      'Not the minimum: 1 is above 0, so a small change of it changes nothing.',
    ]);
  });

  it('not the first of the largest, in a window of ties', () => {
    const b = new GraphBuilder();
    const x = b.data({ shape: [1, 1, 2, 2], values: [1, 3, 3, 3] }, 'x');
    const pooled = b.layer('MaxPool', [x], { size: 2 });
    const cause = linesOf(why(b, b.layer('Sum', [pooled]), x, 2).causes)[0];
    expect(cause).toContain('another entry of the window before it is 3 as well');
  });

  it('not the minimum of an axis, a zero among the factors, and a mask', () => {
    const b = new GraphBuilder();
    const x = b.vector('x', 2, 0, 5);
    const least = b.layer('Min', [x]);
    expect(linesOf(why(b, least, x, 2).causes)).toEqual([
      `notTheMaximum@${least}: Not the minimum: 5 is above 0, so a small change of it changes nothing.`,
    ]);
    const product = b.layer('Prod', [x]);
    const { causes } = why(b, product, x, 2);
    expect(linesOf(causes)).toEqual([
      `multipliedByZero@${product}: Multiplied by the other factors, of which one is 0.`,
    ]);
    expect(causes[0]?.operand).toEqual({ node: x, entry: 1 });
    expect(why(b, product, x, 1)).toMatchObject({ oddity: 'ordinary', number: 10 });
    const mask = b.vector('mask', 1, 1, 0);
    const dropped = b.layer('Sum', [b.layer('MaskedDropout', [x, mask])]);
    expect(why(b, dropped, x, 2).causes.map(({ message }) => formatMessage(message))).toEqual([
      'Dropped out: the mask is 0 here.',
    ]);
    expect(why(b, dropped, mask)).toMatchObject({ oddity: 'none', number: null });
    expect(why(b, dropped, mask).causes.map(({ message }) => formatMessage(message))).toEqual([
      'This is a mask: it is drawn, not learned, and gets no gradient.',
    ]);
  });

  it.each([
    ['Std', [1, 1, 1], 'All numbers here are equal, 1: at this corner of Std the derivative counts as 0.'],
    [
      'Var',
      [1, 1],
      'The slope of Var is as large as the distance from the mean: x is 1, and the mean of the 2 numbers is 1.',
    ],
    [
      'Var',
      [2, 1, 3],
      'The slope of Var is as large as the distance from the mean: x is 2, and the mean of the 3 numbers is 2.',
    ],
  ])('the spread: %s of %j', (layer, numbers, sentence) => {
    const b = new GraphBuilder();
    const x = b.vector('x', ...numbers);
    const { number, causes } = why(b, b.layer(layer, [x]), x, 0);
    expect(number).toBe(0);
    expect(causes.map(({ message }) => formatMessage(message))).toEqual([sentence]);
  });

  it('no path to the target, and data that is only compared with', () => {
    const b = new GraphBuilder();
    const [x, t, apart] = [b.matrix('x', [1, 2]), b.vector('t', 0), b.number('apart', 3)];
    const side = b.layer('Exp', [apart]);
    const square = b.layer('Pow', [x, b.data({ shape: [], values: [2] })]);
    const loss = b.layer('SoftmaxWithLoss', [square, t]);
    for (const node of [apart, side]) {
      const { oddity, number, causes } = why(b, loss, node);
      expect([oddity, number]).toEqual(['none', null]);
      expect(linesOf(causes)).toEqual([
        `noPath@${node}: Nothing leads from here to the value that backward starts from.`,
      ]);
    }
    expect(linesOf(why(b, loss, t).causes)).toEqual([
      `given@${t}: These are labels: a loss only compares with them.`,
    ]);
    const exponent = b.graph.nodes.findIndex((node) => node.kind === 'data' && node.name === undefined);
    expect(why(b, loss, exponent).causes.map(({ message }) => formatMessage(message))).toEqual([
      'This number is written as an exponent: it is no variable.',
    ]);
    const given = b.matrix('given', [1, 2]);
    const error = b.layer('MeanSquaredError', [x, given]);
    expect(why(b, error, given).causes.map(({ message }) => formatMessage(message))).toEqual([
      'This is given data that a loss only compares with.',
    ]);
  });

  it('cancelled: contributions that are not small add up to nothing', () => {
    const b = new GraphBuilder();
    const x = b.number('x', 3);
    const target = b.layer('Sub', [b.layer('Mul', [x, b.number('two', 2)]), b.layer('Add', [x, x])]);
    const { causes } = why(b, target, x);
    expect(linesOf(causes)).toEqual([
      `cancelled@${x}: 3 contributions arrive here and cancel: those above 0 add up to 2, those below to -2.`,
      expect.stringMatching(/^ {2}term@\d+: 2 comes from this Mul: 1 arrives there, times its slope 2\.$/),
      expect.stringMatching(/^ {2}term@\d+: -1 comes from this Add: -1 arrives there, times its slope 1\.$/),
      expect.stringMatching(/^ {2}term@\d+: -1 comes from this Add: -1 arrives there, times its slope 1\.$/),
    ]);
  });

  it.each([1, 1e7, Infinity])('two terms that cancel are named, also beside a gradient of %d', (large) => {
    const b = new GraphBuilder();
    const x = b.vector('x', 1, 2, 3, 4);
    const centred = b.layer('Sum', [b.layer('Sub', [x, b.layer('Mean', [x])])]);
    const beside = b.layer('Mul', [b.number('large', large), b.number('c', 4)]);
    const { oddity, causes } = why(b, b.layer('Add', [centred, beside]), x);
    expect(oddity).toBe('zero');
    expect(linesOf(causes)[0]).toMatch(
      /: Two terms cancel: -1 from this Mean and 1 from this Sub add up to 0\.$/,
    );
  });

  it('3 is not tiny, whatever stands beside it', () => {
    const b = new GraphBuilder();
    const x = b.number('x', 1);
    const beside = b.layer('Mul', [b.number('c', 1), b.number('large', 1e12)]);
    const target = b.layer('Add', [b.layer('Mul', [x, b.number('three', 3)]), beside]);
    expect(why(b, target, x).oddity).toBe('ordinary');
  });

  it('cancelled over a broadcast', () => {
    const b = new GraphBuilder();
    const bias = b.number('b', 1);
    const y = b.layer('Mul', [b.layer('Add', [b.vector('x', 1, 2), bias]), b.vector('sign', 1, -1)]);
    const { causes } = why(b, b.layer('Sum', [y]), bias);
    expect(causes.map(({ kind }) => kind)).toEqual(['cancelled']);
  });

  it('the prediction meets the target', () => {
    const b = new GraphBuilder();
    const [x, t] = [b.vector('x', 2, 5), b.vector('t', 2, 1)];
    const loss = b.layer('MeanSquaredError', [x, t]);
    expect(linesOf(why(b, loss, x).causes)).toEqual([
      `meetsTarget@${loss}: The prediction meets the target: x is 2 and t is 2.`,
    ]);
  });

  it('the upstream gradient that was given is zero', () => {
    const b = new GraphBuilder();
    const x = b.vector('x', 1, 2);
    const y = b.layer('Exp', [x]);
    const { causes } = why(b, y, x, 1, b.vector('dout', 1, 0));
    expect(linesOf(causes)).toEqual([
      `arrives@${y}: What arrives at this Exp is 0 already.`,
      `  upstream@${y}: Backward starts here, with an upstream gradient of 0.`,
    ]);
  });

  it('two uses give two branches', () => {
    const b = new GraphBuilder();
    const x = b.number('x', -2);
    const relu = b.layer('ReLU', [x]);
    const product = b.layer('Mul', [x, b.number('zero', 0)]);
    const { causes } = why(b, b.layer('Add', [relu, product]), x);
    expect(causes.map(({ kind, node }) => [kind, node])).toEqual([
      ['blocked', relu],
      ['multipliedByZero', product],
    ]);
  });

  it('pixels that no window of a convolution sees, and windows on the padding', () => {
    const b = new GraphBuilder();
    const x = b.data({ shape: [1, 1, 1, 3], values: [1, 2, 3] }, 'x');
    const W = b.data({ shape: [1, 1, 1, 2], values: [1, 0] }, 'W');
    const y = b.layer('Conv', [x, W, b.vector('b', 0)], { stride: 2 });
    const target = b.layer('Sum', [y]);
    expect(linesOf(why(b, target, x, 2).causes)).toEqual([
      `unused@${y}: No output of this Conv reads this entry.`,
    ]);
    expect(linesOf(why(b, target, x, 1).causes)).toEqual([
      `multipliedByZero@${y}: Multiplied by the other factor, which is 0.`,
    ]);
    expect(why(b, target, x, 1).causes[0]?.operand).toEqual({ node: W, entry: 1 });

    const corner = b.data({ shape: [1, 1, 3, 3], values: [9, 0, 0, 0, 0, 0, 0, 0, 0] }, 'K');
    const small = b.data({ shape: [1, 1, 1, 1], values: [7] }, 'pixel');
    const padded = b.layer('Conv', [small, corner, b.vector('c', 0)], { pad: 1 });
    expect(linesOf(why(b, b.layer('Sum', [padded]), corner, 0).causes)).toEqual([
      `outside@${padded}: Multiplied by the zeros around the image (the padding).`,
    ]);
  });

  it('an entry that is tiny beside the largest gradient of the pass', () => {
    const b = new GraphBuilder();
    const x = b.vector('x', 20, 0);
    const y = b.layer('Sigmoid', [x]);
    const target = b.layer('Sum', [y]);
    const explained = why(b, target, x);
    expect(explained.oddity).toBe('tiny');
    expect(explained.causes.map(({ kind }) => kind)).toEqual(['saturated']);
    expect(
      explainPass(b.graph, { target }, { node: x, entry: 0, of: 'gradient' }, { tiny: 1e-12 }).oddity,
    ).toBe('ordinary');
  });

  it('a gradient that is not small needs no explanation', () => {
    const b = new GraphBuilder();
    const x = b.vector('x', 1, 3);
    const target = b.layer('Sum', [b.layer('Mul', [x, x])]);
    for (const entry of [0, 1]) {
      const { oddity, causes, message } = why(b, target, x, entry);
      expect([oddity, causes]).toEqual(['ordinary', []]);
      expect(formatMessage(message)).toMatch(/^This gradient is not small: it is (2|6)\.$/);
    }
  });

  it('stays short where thousands of entries are to blame, and says how many it left out', () => {
    const b = new GraphBuilder();
    const wide = 500;
    const x = b.data({ shape: [1, 2], values: [1, 1] }, 'x');
    const W = b.data({ shape: [2, wide], values: new Array<number>(2 * wide).fill(-1) }, 'W');
    const deep = b.data({ shape: [wide, wide], values: new Array<number>(wide * wide).fill(-0.01) }, 'V');
    const h = b.layer('MatMul', [b.layer('ReLU', [b.layer('MatMul', [x, W])]), deep]);
    const { causes, omitted } = why(b, b.layer('Sum', [h]), x);
    expect(causes).toHaveLength(4);
    expect(omitted).toBe(wide - 4);
    expect(linesOf(causes)[1]).toMatch(/^ {2}blocked@/);
  });

  it('ends in a deep graph where every value has two uses', () => {
    const b = new GraphBuilder();
    const x = b.number('x', 1);
    let top = x;
    for (let depth = 0; depth < 60; depth++) top = b.layer('Add', [top, top]);
    const target = b.layer('Mul', [top, b.number('zero', 0)]);
    const lines = linesOf(why(b, target, x).causes);
    expect(lines.at(60)).toMatch(/multipliedByZero/);
    expect(lines.length).toBeLessThan(200);
  });

  it('refuses an entry that is not there', () => {
    const b = new GraphBuilder();
    const x = b.vector('x', 1, 2);
    const target = b.layer('Sum', [x]);
    expect(() => why(b, target, x, 2)).toThrow(RangeError);
    expect(() => why(b, target, 7)).toThrow(RangeError);
  });
});

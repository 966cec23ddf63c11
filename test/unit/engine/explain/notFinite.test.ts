import type { Cause } from '../../../../src/engine/explain/causes';
import { describe, expect, it } from 'vitest';
import { explain, explainPass, type Explanation } from '../../../../src/engine/explain/explainEntry';
import { compile } from '../../../../src/engine/graph/compile';
import type { NodeId } from '../../../../src/engine/graph/graph';
import { formatMessage } from '../../../../src/engine/message';
import { GraphBuilder } from '../graph/graphBuilder';

function linesOf(causes: readonly Cause[], indent = ''): readonly string[] {
  return causes.flatMap(({ kind, message, causes: deeper }) => [
    `${indent}${kind}: ${formatMessage(message)}`,
    ...linesOf(deeper, `${indent}  `),
  ]);
}

function whyValue(b: GraphBuilder, node: NodeId, entry = 0): Explanation {
  return explainPass(b.graph, undefined, { node, entry, of: 'value' });
}

function whyGradient(b: GraphBuilder, target: NodeId, node: NodeId, entry = 0): Explanation {
  return explainPass(b.graph, { target }, { node, entry, of: 'gradient' });
}

describe('a gradient that is NaN already', () => {
  it('is not called infinite where a slope of 0 meets it', () => {
    const b = new GraphBuilder();
    const x = b.vector('x', 0, 0);
    // The slope of the square is 0 at 0, and 0 × infinity of the root behind it is NaN on its way to it.
    const square = b.layer('Square', [x]);
    const spread = b.layer('Mul', [square, b.number('zero', 0)]);
    const loss = b.layer('Sum', [b.layer('Sqrt', [spread])]);
    const lines = linesOf(whyGradient(b, loss, x).causes);
    expect(lines[0]).toBe('arrives: What arrives at this Square is NaN already.');
    expect(lines[1]).toMatch(
      /^ {2}made: 0 × infinity: the slope of this Mul is 0 here, and Infinity arrives/,
    );
  });
});

describe('why a value is not finite', () => {
  it('goes on into an earlier walk, where a gradient that is a value comes from there', () => {
    const b = new GraphBuilder();
    const x = b.vector('x', 0);
    const loss = b.layer('Sum', [b.layer('Sqrt', [x])]);
    const moved = b.layer('Sub', [x, b.gradient(x, { target: loss })]);
    const { oddity, causes } = whyValue(b, moved);
    expect(oddity).toBe('infinite');
    const lines = linesOf(causes);
    expect(lines[0]).toBe('passed: This Sub is given Infinity.');
    expect(lines[1]).toBe('  passed: This gradient, which an earlier backward brought, is Infinity.');
    expect(lines[2]).toMatch(/^ {4}made: The slope of this Sqrt is Infinity here/);
  });

  it('names the exp of a softmax made by hand, and what helps', () => {
    const b = new GraphBuilder();
    const e = b.layer('Exp', [b.vector('x', 1000, 1001, 1002)]);
    const p = b.layer('Div', [e, b.layer('Sum', [e])]);
    const { oddity, causes } = whyValue(b, p, 1);
    expect(oddity).toBe('NaN');
    const lines = linesOf(causes);
    expect(lines[0]).toBe('made: Infinity ÷ Infinity is not a number.');
    expect(lines[1]).toMatch(/^ {2}made: exp\(1001\) is too large: .*subtract the maximum first/);
    expect(causes[0]?.causes[0]).toMatchObject({ node: e, entry: 1, causes: [] });
  });

  it('names the exp of a sigmoid made by hand', () => {
    const b = new GraphBuilder();
    const h = b.layer('Exp', [b.number('x', 800)]);
    const q = b.layer('Div', [h, b.layer('Add', [b.number('one', 1), h])]);
    expect(linesOf(whyValue(b, q).causes).join('\n')).toMatch(/exp\(800\) is too large.*use sigmoid\(x\)/);
  });

  it.each([
    ['Log', [0], /^made: log\(0\) is -infinity: add a small number/],
    ['Log', [-2], /^made: log\(-2\) is not a number: only numbers above 0/],
    ['Log1p', [-1], /^made: log1p\(-1\) is log\(0\), which is -infinity/],
    ['Log1p', [-2], /^made: log1p\(-2\) is not a number: .* x must be above -1/],
    ['Expm1', [800], /^made: expm1\(800\) is too large/],
    ['Square', [1e200], /^made: 1e\+200 times itself is too large/],
    ['Sin', [Infinity], /^made: sin\(Infinity\) is not a number/],
    ['Sqrt', [-4], /^made: The square root of -4 is not a number/],
    ['Div', [0, 0], /^made: 0 ÷ 0 is not a number/],
    ['Div', [3, 0], /^made: 3 ÷ 0 is infinite/],
    ['Mul', [1e200, 1e200], /^made: 1e\+200 × 1e\+200 is too large for float64/],
    ['Sub', [Infinity, Infinity], /^made: Infinity − Infinity is not a number/],
    ['Mul', [0, Infinity], /^made: 0 × Infinity is not a number/],
    ['Pow', [-8, 1 / 3], /^made: \(-8\) \*\* 0\.333\d* is not a number: a base below 0 has whole/],
    ['Pow', [0, -2], /^made: 0 \*\* -2 divides by 0/],
  ])('the step itself: %s of %j', (layer, numbers, sentence) => {
    const b = new GraphBuilder();
    const inputs = numbers.map((value, i) => b.number(`x${i}`, value));
    expect(linesOf(whyValue(b, b.layer(layer, inputs)).causes)[0]).toMatch(sentence);
  });

  it('a branch that where does not take: its slope is infinite all the same', () => {
    const b = new GraphBuilder();
    const a = b.vector('a', 1000, -1);
    const isLow = b.layer('LessEqual', [a, b.number('zero', 0)]);
    const e = b.layer('Exp', [a]);
    const doubled = b.layer('Mul', [e, b.number('two', 2)]);
    const y = b.layer('Where', [isLow, doubled, a]);
    expect(linesOf(whyGradient(b, b.layer('Sum', [y]), a).causes)).toEqual([
      'made: The slope of this Exp is Infinity here, and 0 × Infinity is NaN although the result is not taken: bound what Exp is given, as in exp(minimum(x, 0)).',
      '  notChosen: Not taken: the condition does not hold here, so where takes b, 1000.',
      expect.stringMatching(/^ {2}made: exp\(1000\) is too large/),
    ]);
  });

  it('a NaN that where takes is followed, one that it does not take is none', () => {
    const b = new GraphBuilder();
    const root = b.layer('Sqrt', [b.number('negative', -4)]);
    const log = b.layer('Log', [b.number('below', -1)]);
    const y = b.layer('Where', [b.number('one', 1), root, log]);
    expect(linesOf(whyValue(b, y).causes)).toEqual([
      'passed: This Where is given NaN.',
      expect.stringMatching(/^ {2}made: The square root of -4/),
    ]);
  });

  it('follows one entry through what passes it on, and says what was given', () => {
    const b = new GraphBuilder();
    const x = b.matrix('x', [1, 2], [3, NaN]);
    const product = b.layer('MatMul', [x, b.matrix('W', [1, 0], [2, 1])]);
    const picked = b.layer('Transpose', [product]);
    expect(whyValue(b, picked, 0).oddity).toBe('ordinary');
    const { causes } = whyValue(b, picked, 3);
    expect(linesOf(causes)).toEqual([
      'passed: This Transpose is given NaN.',
      '  passed: This MatMul is given NaN.',
      '    given: The number given here is NaN.',
    ]);
    expect(causes[0]?.causes[0]?.causes[0]).toMatchObject({ node: x, entry: 3 });
  });

  it('says which precision a sum is too large for', () => {
    const b = new GraphBuilder();
    const x = b.vector('x', 3e38, 3e38);
    const sum = b.layer('Sum', [x]);
    const plan = compile(b.graph, { precision: 'float32' });
    plan.forward();
    const { oddity, causes } = explain(plan, { node: sum, entry: 0, of: 'value' });
    expect(oddity).toBe('infinite');
    expect(linesOf(causes)[0]).toMatch(/^made: What this Sum computes is too large for float32/);
  });
});

describe('why a gradient is not finite', () => {
  it('goes on to the value that broke the slope', () => {
    const b = new GraphBuilder();
    const x = b.vector('x', 1000, 1001);
    const e = b.layer('Exp', [x]);
    const p = b.layer('Div', [e, b.layer('Sum', [e])]);
    const { oddity, causes } = whyGradient(b, b.layer('Sum', [b.layer('Log', [p])]), x);
    expect(oddity).toBe('NaN');
    expect(linesOf(causes).join('\n')).toMatch(/exp\(1000\) is too large/);
  });

  it('names the vertical slope of a root at 0, and the 0 that arrives there', () => {
    const b = new GraphBuilder();
    const x = b.vector('x', 1, 1);
    const difference = b.layer('Sub', [x, b.layer('Mean', [x])]);
    const root = b.layer('Sqrt', [b.layer('Mean', [b.layer('Mul', [difference, difference])])]);
    const text = linesOf(whyGradient(b, root, x).causes).join('\n');
    expect(text).toMatch(/made: The slope of this Sqrt is Infinity here, and 1 arrives at it\./);
    expect(text).toMatch(/There the curve is vertical: the input of this Sqrt is 0\./);
  });

  it.each<[string, readonly number[], RegExp]>([
    ['Div', [0, 0], /slope of this Div is Infinity here, and 1 arrives at it\.\n {2}flat: 1 ÷ 0 is infinite/],
    [
      'Pow',
      [1e-150, -1.5],
      /steeper than float64 has numbers for: the input of this Pow is 1e-150 \*\* -1\.5\.$/,
    ],
    ['Log', [1e-320], /steeper than float64 has numbers for: the input of this Log is 1e-320\.$/],
  ])('says of a slope whether it is vertical or too steep: %s of %j', (layer, numbers, sentences) => {
    const b = new GraphBuilder();
    const inputs = numbers.map((value, i) => b.number(`x${i}`, value));
    const { causes } = whyGradient(b, b.layer(layer, inputs), inputs[0] ?? -1);
    expect(linesOf(causes).join('\n')).toMatch(sentences);
  });

  it('says where two finite factors are too large together', () => {
    const b = new GraphBuilder();
    const x = b.number('x', 1e-200);
    const y = b.layer('Mul', [b.layer('Mul', [x, b.number('a', 1e200)]), b.number('c', 1e200)]);
    const { oddity, causes } = whyGradient(b, y, x);
    expect(oddity).toBe('infinite');
    expect(linesOf(causes)).toEqual(['made: 1e+200 × 1e+200 is too large for float64.']);
  });

  it('says where an upstream gradient was given so', () => {
    const b = new GraphBuilder();
    const x = b.vector('x', 1, 2);
    const y = b.layer('Neg', [x]);
    const gradOutput = b.vector('dout', Infinity, 1);
    const { causes } = explainPass(b.graph, { target: y, gradOutput }, { node: x, entry: 0, of: 'gradient' });
    expect(linesOf(causes)).toEqual([
      'arrives: What arrives at this Neg is Infinity already.',
      '  upstream: Backward starts here, with an upstream gradient of Infinity.',
    ]);
  });
});

describe('why a value is zero', () => {
  it.each([
    ['ReLU', [-2], /^blocked: Blocked by this ReLU: its x is -2, not above 0\.$/],
    [
      'Mul',
      [0, 5],
      /^multipliedByZero: This Mul multiplies by a zero\.\n {2}given: The number given here is 0\.$/,
    ],
    ['Sub', [3, 3], /^computed: Both numbers of this Sub are 3: nothing is left of them\.$/],
    ['Add', [3, -3], /^computed: Two terms of this Add cancel: 3 and -3\.$/],
    ['Mul', [1e-200, 1e-200], /^computed: 1e-200 × 1e-200 is too small to be told from 0\.$/],
    ['Div', [1e-300, 1e100], /^computed: 1e-300 ÷ 1e\+100 is too small to be told from 0\.$/],
    ['Div', [1, Infinity], /^computed: 1 ÷ Infinity is 0\.$/],
    ['Div', [0, 5], /^computed: What this Div computes comes to 0 here\.\n {2}given/],
    ['Pow', [0.1, 400], /^computed: 0\.1 \*\* 400 is too small to be told from 0\.$/],
    ['Exp', [-800], /^computed: exp\(-800\) is too small to be told from 0/],
    ['Square', [1e-200], /^computed: 1e-200 × 1e-200 is too small to be told from 0\.$/],
    ['MeanSquaredError', [2, 2], /^computed: Every prediction meets its target/],
    ['Add', [0, 0], /^computed: What this Add computes comes to 0 here\.\n {2}given/],
    ['Neg', [0], /^passed: This Neg passes on a zero\.\n {2}given/],
    ['Neg', [-0], /^passed: This Neg passes on a zero\.\n {2}given: The number given here is -0\.$/],
    ['Square', [0], /^passed: This Square passes on a zero\.\n {2}given/],
    ['Log', [1], /^computed: This Log gives 0 for its x of 1\.$/],
    ['Where', [0, NaN, 0], /^passed: This Where passes on a zero\.\n {2}given: [^\n]*$/],
    ['Maximum', [-2, 0], /^passed: This Maximum passes on a zero\.\n {2}given: [^\n]*$/],
    ['Minimum', [3, 0], /^passed: This Minimum passes on a zero\.\n {2}given: [^\n]*$/],
    ['Clip', [-5, 0, 1], /^blocked: Blocked by this clip: its x is -5, below 0\.\n {2}given: [^\n]*$/],
    ['Clip', [0, -1, 1], /^passed: This Clip passes on a zero\.\n {2}given: [^\n]*$/],
    ['Equal', [5, 3], /^computed: 5 = 3 does not hold, which counts as 0\.$/],
    ['MeanSquaredError', [1e-200, 0], /^computed: Every prediction is so near its target/],
  ])('%s of %j', (layer, numbers, sentences) => {
    const b = new GraphBuilder();
    const inputs = numbers.map((value, i) => b.number(`x${i}`, value));
    const { oddity, causes } = whyValue(b, b.layer(layer, inputs));
    expect(oddity).toBe('zero');
    expect(linesOf(causes).join('\n')).toMatch(sentences);
  });

  it.each<[string, readonly number[], string]>([
    [
      'Softmax',
      [0, 800],
      'This x of 0 is 800 below the largest of its row: its share, exp(-800), is too small to be told from 0.',
    ],
    ['LogSoftmax', [800, 0], 'This x of 800 has a probability that cannot be told from 1, and log(1) is 0.'],
    ['Std', [2, 2, 2], 'All 3 numbers here are 2, so they have no spread.'],
    ['Var', [2], 'One number alone, 2, has no spread.'],
    ['Prod', [1e-170, 1e-170], 'The product of these 2 factors is too small to be told from 0.'],
    ['Sum', [], 'This Sum has no numbers to add up, and that makes 0.'],
  ])('%s of the row %j, in its first entry', (layer, row, sentence) => {
    const b = new GraphBuilder();
    const y = b.layer(layer, [b.matrix('x', row)]);
    expect(linesOf(whyValue(b, y).causes)).toEqual([`computed: ${sentence}`]);
  });

  it('names the factor of a product that is 0, and what was taken of a maximum', () => {
    const b = new GraphBuilder();
    const x = b.vector('x', 3, 0, 2);
    expect(linesOf(whyValue(b, b.layer('Prod', [x])).causes)).toEqual([
      'multipliedByZero: This Prod multiplies by a zero.',
      '  given: The number given here is 0.',
    ]);
    const y = b.layer('Min', [b.vector('y', 3, 0, 2)]);
    expect(linesOf(whyValue(b, y).causes)).toEqual([
      'passed: This Min passes on a zero.',
      '  given: The number given here is 0.',
    ]);
  });

  it('says of what is normalised that it is the mean', () => {
    const b = new GraphBuilder();
    const [gamma, beta] = [b.vector('gamma', 1, 1), b.vector('beta', 0, 0)];
    const y = b.layer('BatchNorm', [b.matrix('x', [1, 2], [1, 3]), gamma, beta]);
    expect(linesOf(whyValue(b, y).causes)).toEqual([
      'computed: Its x of 1 is the mean of the 2 numbers that are normalised together.',
    ]);
    const alone = b.layer('BatchNorm', [b.matrix('one', [5, 6]), gamma, beta]);
    expect(linesOf(whyValue(b, alone).causes)).toEqual([
      'computed: One number alone, 5, is its own mean: nothing is left of it.',
    ]);
    const z = b.layer('LayerNorm', [b.matrix('row', [4, 4]), gamma, beta]);
    expect(linesOf(whyValue(b, z).causes)).toEqual([
      'computed: Its x of 4 is the mean of the 2 numbers that are normalised together.',
    ]);
  });

  it('names the terms of a product of matrices that cancel', () => {
    const b = new GraphBuilder();
    const y = b.layer('MatMul', [b.matrix('x', [1, 2]), b.matrix('W', [2], [-1])]);
    expect(linesOf(whyValue(b, y).causes)).toEqual(['cancelled: Two terms of this MatMul cancel: 2 and -2.']);
  });
});

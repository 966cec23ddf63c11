import { describe, expect, test } from 'vitest';
import { signatureHelpAt } from '../../../../src/language/services';
import { checkText } from '../../checkText';
import { atCursor } from './cursor';

/** The signature at the mark, with its active parameter between ⟦ and ⟧. */
function helpAt(source: string): string | undefined {
  const { text, offset } = atCursor(source);
  const help = signatureHelpAt(checkText(text), offset);
  const range = help?.active === undefined ? undefined : help.parameters[help.active]?.range;
  if (!help || !range) return help?.label;
  const { label } = help;
  return `${label.slice(0, range.start)}⟦${label.slice(range.start, range.end)}⟧${label.slice(range.end)}`;
}

const inLayers = (line: string): string => `block B(units, init=He) { Affine(units) }
network N {
  data = digits()
  layers {
    ${line}
  }
}`;

describe('signature help', () => {
  test.each([
    ['by position', 'h = affine(x, |)', 'affine(x, ⟦W⟧, b)'],
    ['before anything is written', 'h = affine(|', 'affine(⟦x⟧, W, b)'],
    ['by name', 'h = leaky_relu(x, slope=|)', 'leaky_relu(x, ⟦slope=0.01⟧)'],
    ['in a call inside', 'h = affine(relu(|), W, b)', 'relu(⟦x⟧)'],
    ['behind a call inside', 'h = affine(relu(x), |, b)', 'affine(x, ⟦W⟧, b)'],
    ['behind a comparison', 'y = where(x > 0, |', 'where(condition, ⟦a⟧, b)'],
    ['with an axis', 'y = max(x, axis=[0, 1], keepdims=|)', 'max(x, axis=…, ⟦keepdims=false⟧)'],
    ['in parentheses of its own', 'h = affine((x + |), W, b)', 'affine(⟦x⟧, W, b)'],
    ['in a matrix of several lines', 'h = affine([\n  [1, 2],\n  [3, |4],\n], W, b)', 'affine(⟦x⟧, W, b)'],
    ['behind it', 'h = affine([\n  [1, 2],\n], |W, b)', 'affine(x, ⟦W⟧, b)'],
    ['in a string', 'network N {\n  data = csv("|")\n}', /^csv\(⟦file⟧, target=-1/],
    ['where everything goes into one', 'x = zeros(2, 3, |)', 'zeros(⟦shape, …⟧)'],
    ['of a layer', inLayers('Conv(16, |)'), /^Conv\(filters, ⟦size⟧, stride=1/],
    ['of a layer by name', inLayers('Conv(16, pad=|1)'), /⟦pad=0⟧/],
    ['of an initialiser in a layer', inLayers('Affine(3, init=Normal(|))'), 'Normal(⟦std=0.01⟧)'],
    ['of layers that are combined', inLayers('Concat(a, |)'), 'Concat(⟦layer, …⟧)'],
    ['of a block', inLayers('B(3, |)'), 'B(units, ⟦init=He⟧)'],
    ['by the name that others have for a layer', inLayers('Dense(|)'), /^Affine\(⟦units⟧/],
    [
      'of an optimiser',
      'network N {\n  train {\n    optimizer = Adam(0.1, |)\n  }\n}',
      /^Adam\(lr=0.001, ⟦beta1/,
    ],
    ['of data', 'network N {\n  data = spiral(points=|)\n}', /^spiral\(classes=3, ⟦points=100⟧/],
    ['in full width', 'h ＝ affine（x，|', 'affine(x, ⟦W⟧, b)'],
  ])('%s', (_what, source, expected) => {
    expect(helpAt(source)).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  });

  test('marks nothing where there is no place left', () => {
    expect(helpAt('h = relu(x, |)')).toBe('relu(x)');
    expect(helpAt('h = relu(x, other=|)')).toBe('relu(x)');
  });

  test.each([
    ['outside of calls', 'h = relu(x) + |'],
    ['in a comment', 'h = relu(x, # a, |\n)'],
    ['for a function that nobody knows', 'h = nothing(|)'],
    ['where a block is defined', 'block B(|) { ReLU }'],
    ['for a gradient', 'expect grad(|) = 1'],
    ['in the line below a call that is not closed', 'h = relu(\ny = |'],
    ['for a layer below a call that is not closed', inLayers('Affine(\n    ReLU|')],
  ])('says nothing %s', (_where, source) => {
    expect(helpAt(source)).toBeUndefined();
  });
});

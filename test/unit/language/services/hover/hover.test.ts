import { describe, expect, test } from 'vitest';
import { optimizerNamed } from '../../../../../src/engine/optimizers';
import { checkText } from '../../../checkText';
import { hoverAt } from '../../../../../src/language/services';
import { signatureOf } from '../../../../../src/language/signature';
import { marked } from '../../marked';

describe('hover', () => {
  function hover(source: string): unknown {
    const { text, ranges } = marked(source);
    const [place] = ranges;
    const found = hoverAt(checkText(text), place?.start ?? 0);
    expect(found?.range).toEqual(place);
    return found?.contents;
  }

  test('explains a value where it is used', () => {
    expect(hover('X = [[1, 2]]\ny = relu(⟦X⟧)')).toEqual({
      kind: 'value',
      name: 'X',
      shape: [1, 2],
      node: 0,
      line: 1,
    });
  });

  test('explains a function from its spec, with the node it became', () => {
    expect(hover('x = [[1]]\nW = [[1]]\nb = [1]\ny = ⟦affine⟧(x, W, b)')).toMatchObject({
      kind: 'application',
      signature: 'affine(x, W, b)',
      node: 3,
      shape: [1, 1],
    });
  });

  test('explains comparisons and indices, each with the node it became', () => {
    expect(hover('a = 1\nc = a + 2 ⟦<=⟧ a')).toMatchObject({
      kind: 'application',
      signature: '<=',
      node: 3,
      forward: 'z = 1 where x ≤ y, else 0',
    });
    const picked = 'x = [[1, 2]]\ny = x[0, 1:]';
    expect(hoverAt(checkText(picked), picked.indexOf(',', 15))).toMatchObject({
      range: { start: picked.indexOf('[0'), end: picked.length },
      contents: { kind: 'application', signature: '[ ]', node: 1, shape: [1] },
    });
    expect(hover('x = [1]\ni = 0\ny = x[⟦i⟧]')).toMatchObject({ kind: 'value', name: 'i' });
  });

  test('explains NaN and Infinity, unless the file defines a value of that name', () => {
    expect(hover('y = [1, ⟦NaN⟧]')).toMatchObject({
      documentation: expect.stringMatching(/^Not a number/) as string,
    });
    expect(hover('y = -⟦Infinity⟧')).toMatchObject({
      documentation: expect.stringMatching(/^Larger than every/) as string,
    });
    expect(hover('NaN = 3\ny = ⟦NaN⟧')).toMatchObject({ kind: 'value', name: 'NaN' });
  });

  test('explains an operator with the node of what stands left of it', () => {
    expect(hover('a = 1\nb = 2\nc = a * b ⟦+⟧ a')).toMatchObject({
      kind: 'application',
      signature: '+',
      node: 3,
    });
    expect(hover('a = 1\nb = 2\nc = a ⟦*⟧ b + a')).toMatchObject({
      kind: 'application',
      signature: '*',
      node: 2,
    });
  });

  test('explains a gradient that is a value, at its word too', () => {
    const step = 'W = 3\nloss = W * W\nbackward loss\nW2 = W - 0.1 * ⟦grad(W)⟧\n';
    expect(hover(step)).toMatchObject({ kind: 'gradient', name: 'W' });
  });

  test('explains the gradient an expectation asks for', () => {
    expect(hover('x = 1\ny = x * x\nbackward y\nexpect grad(⟦x⟧) = 2')).toMatchObject({
      kind: 'gradient',
      name: 'x',
      pass: 0,
    });
  });

  test('explains constructors, layers, optimisers and data', () => {
    expect(hover('x = ⟦zeros⟧(2)')).toMatchObject({ kind: 'description', signature: 'zeros(shape, …)' });
    const net = (layer: string, optimizer: string): string =>
      `network N {\n data = xor()\n layers {\n ${layer}(1)\n SigmoidWithLoss\n }\n train { optimizer = ${optimizer}(lr=1) }\n}`;
    expect(hover(net('⟦Affine⟧', 'SGD'))).toMatchObject({ signature: 'Affine(units, init=…, bias=true)' });
    expect(hover(net('Affine', '⟦SGD⟧'))).toMatchObject({
      kind: 'description',
      signature: signatureOf('SGD', { inputs: [], settings: optimizerNamed('SGD')?.settings ?? [] }),
    });
  });

  const net = (lines: string): string =>
    `block Twice(units, init=He) {\n Affine(units, init=init)\n}\nnetwork N {\n data = digits()\n layers {\n${lines}\n Affine(10)\n SoftmaxWithLoss\n }\n}`;

  test('gives the shapes of a layer in its line, by the checker', () => {
    expect(hover(net(' ⟦Conv⟧(16, size=3)'))).toMatchObject({
      signature: expect.stringContaining('Conv(filters, size') as unknown,
      formula: expect.stringContaining('=') as unknown,
      shapes: { inputs: [[1, 8, 8]], output: [16, 6, 6], parameterCount: 160, times: 1 },
    });
    expect(hover(net(' repeat 2 { ⟦ReLU⟧ }'))).toMatchObject({ shapes: { output: [1, 8, 8], times: 2 } });
    expect(hover(net(' first = Flatten\n Affine(64)\n ⟦Add⟧(first)'))).toMatchObject({
      shapes: { inputs: [[64], [64]], output: [64], parameters: [] },
    });
  });

  test('explains names of layers, blocks and arguments, and words', () => {
    const first = { signature: 'first = Affine(64)', shapes: { output: [64] } };
    expect(hover(net(' first = Affine(64)\n Add(⟦first⟧)'))).toMatchObject(first);
    expect(hover(net(' first = Affine(64)\n ReLU from ⟦first⟧'))).toMatchObject(first);
    expect(hover(net(' ⟦first⟧ = Affine(64)  # the first'))).toMatchObject(first);
    expect(hover(net(' ⟦Twice⟧(3)'))).toMatchObject({ signature: 'Twice(units, init=He)' });
    expect(hover(net(' Conv(16, ⟦size⟧=3)'))).toMatchObject({ signature: 'size' });
    expect(hover(net(' ReLU ⟦from⟧ input'))).toMatchObject({ signature: 'from' });
    expect(hover('x = 1\n⟦backward⟧ x')).toMatchObject({ signature: 'backward' });
    expect(hover('network ⟦Small⟧ { }')).toMatchObject({ signature: 'network Small' });
    expect(hover('network N { train { ⟦optimizer⟧ = SGD } }')).toMatchObject({ signature: 'optimizer' });
  });

  test('tells what comments say of the definition', () => {
    const said = (source: string): string | undefined => {
      const { text, ranges } = marked(source);
      return hoverAt(checkText(text), ranges[0]?.start ?? 0)?.comment;
    };
    expect(said('# Yen.\n# For one.\na = 1 # now\nb = ⟦a⟧')).toBe('Yen. For one. now');
    expect(said('a = 1\nbackward a\n# other\n\nexpect grad(⟦a⟧) = 1')).toBeUndefined();
    expect(said('x = 1 # x\n# region\n⟦a⟧ = 1')).toBeUndefined();
    expect(said(net(' # skips\n first = Flatten\n Add(⟦first⟧)'))).toBe('skips');
    expect(said('# Small.\nnetwork ⟦Small⟧ { }')).toBe('Small.');
  });

  test('explains a layer that the network named itself', () => {
    const graded =
      'network N {\n data = digits()\n layers { Affine(10); SoftmaxWithLoss }\n expect ⟦affine1⟧.W = 1\n}';
    expect(hover(graded)).toMatchObject({ signature: 'Affine(10)', shapes: { output: [10] } });
  });

  test.each([
    ['a value', 'a = 1\nb = ⟦a⟧ *', { kind: 'value', name: 'a' }],
    ['a value whose own line is broken', 'a = 1 +\nb = ⟦a⟧', { signature: 'a = 1 +' }],
    ['a function', 'b = ⟦relu⟧(1 +', { signature: 'relu(x)' }],
    [
      'a source of data',
      'network N {\n data = ⟦spiral⟧(points=\n}',
      { signature: expect.stringMatching(/^spiral\(/) as string },
    ],
    ['a layer', net(' ⟦Conv⟧(16, size='), { signature: expect.stringMatching(/^Conv\(/) as string }],
  ])('knows %s in a line that is broken', (_what, source, expected) => {
    expect(hover(source)).toMatchObject(expected);
  });

  test('explains parameters of blocks by what they are given to, and words that are words only there', () => {
    const filters = { signature: 'units', documentation: expect.stringMatching(/./) as string };
    expect(hover('block B(⟦units⟧) { Affine(units) }')).toMatchObject(filters);
    expect(hover('block B(units) { Affine(⟦units⟧) }')).toMatchObject(filters);
    expect(hover('x = 1\nexpect x = 1 within 1e-6 ⟦or⟧ 1e-9')).toMatchObject({ signature: 'or' });
    const small =
      'network N {\n data = xor()\n layers { h = Affine(2); SoftmaxWithLoss }\n train { batch = ⟦all⟧ }\n';
    expect(hover(`${small}}`)).toMatchObject({ signature: 'all' });
    const plain = small.replace('⟦all⟧', '4');
    expect(hover(`${plain} expect ⟦loss⟧ = 1\n}`)).toMatchObject({ signature: 'loss' });
    expect(hover(`${plain} expect grad(h.⟦W⟧) = 1\n}`)).toMatchObject({ signature: 'h.W: 2×2' });
    expect(hover(`${plain}}\ncompare C ⟦of⟧ N { seed = [0, 1] }`)).toMatchObject({ signature: 'of' });
    expect(hover(`${plain}}\ncompare C of N { h.⟦units⟧ = [2, 4] }`)).toMatchObject({ signature: 'units' });
  });

  test('does not take a value for the setting of its name', () => {
    expect(hover('⟦data⟧ = (')).toMatchObject({ signature: 'data = (', documentation: '' });
  });

  test('says nothing about spaces and numbers', () => {
    const checked = checkText('x = 1 + 2   \n\ny = 3');
    expect(hoverAt(checked, 4)).toBeUndefined();
    expect(hoverAt(checked, 13)).toBeUndefined();
  });
});

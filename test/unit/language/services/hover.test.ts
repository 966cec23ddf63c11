import { describe, expect, test } from 'vitest';
import { optimizerNamed } from '../../../../src/engine/optimizers';
import { checkText } from '../../checkText';
import { hoverAt } from '../../../../src/language/services';
import { signatureOf } from '../../../../src/language/signature';
import { marked } from '../marked';

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

  test('says nothing about spaces and numbers', () => {
    const checked = checkText('x = 1 + 2   \n\ny = 3');
    expect(hoverAt(checked, 4)).toBeUndefined();
    expect(hoverAt(checked, 13)).toBeUndefined();
  });
});

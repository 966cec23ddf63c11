import { bindingsOf } from '../../../../src/language/services/names/binder';
import { describe, expect, test } from 'vitest';
import { formatMessage } from '../../../../src/engine/message';
import type { CheckedFile } from '../../../../src/language';
import { hoverAt, semanticTokens } from '../../../../src/language/services';
import { inlineName } from '../../../../src/language/services/refactorings/inlineName';
import { checkText } from '../../checkText';

const step = `W = [1, 2]
loss = sum(W ** 2)
backward loss
W2 = W - 0.1 * grad(W)
`;

function said({ diagnostics, text }: CheckedFile): string[] {
  return diagnostics.map(
    ({ message, range, severity }) =>
      `${severity} ${text.slice(range.start, range.end)}: ${formatMessage(message)}`,
  );
}

describe('grad(x) as a value', () => {
  test('is a node of its own, of the shape of x and of the nearest backward', () => {
    const { formulas, diagnostics } = checkText(`${step}backward loss with 3\ng = grad(loss)`);
    expect(diagnostics).toEqual([]);
    const gradients = formulas.graph.nodes.filter(({ kind }) => kind === 'gradient');
    const [first, second] = formulas.passes;
    expect(gradients).toMatchObject([
      { of: 0, shape: [2], pass: { target: first?.target } },
      { shape: [], pass: { target: second?.target, gradOutput: second?.gradOutput }, name: 'g' },
    ]);
  });

  test('of what backward does not reach is 0, which a hint says', () => {
    expect(said(checkText('a = 1\nb = 2\nbackward a\nc = grad(b)\nd = 3\ne = grad(d)'))).toEqual([
      'hint b: grad(b) is 0: no gradient of a reaches b, as changing b does not change a.',
      'hint d: grad(d) is 0: no gradient of a reaches d, as changing d does not change a.',
    ]);
  });

  test('before any backward is one error that names the order', () => {
    expect(said(checkText('a = 1\nb = grad(a)\nc = grad(a)\nbackward a'))).toEqual([
      'error a: There is no gradient of a yet: backward a stands only below, in line 4. First backward, then what needs its gradients.',
    ]);
    expect(said(checkText('a = 1\nb = a - grad(a)'))).toEqual([
      'error a: There is no backward above this line, so there is no gradient of a yet.',
    ]);
  });

  test('below a broken backward is not reported again', () => {
    expect(said(checkText('a = [1]\nbackward a\nb = grad(a) + 1\nexpect b = 2'))).toHaveLength(1);
  });

  test.each([
    ['grad', 'error grad: ( is missing after grad, as in: grad(x)'],
    ['grad()', 'error ): A name is missing between ( and ).'],
    ['grad(W', 'error (: This ( is not closed.'],
    ['grad(W * 2)', 'error *: grad takes one name; * is unexpected.'],
    ['grad(nobody)', 'error nobody: Unknown name nobody.'],
    [
      'zeros(grad(loss))',
      'error grad(loss): This must be known before anything runs: a number, or a name defined as one.',
    ],
    ['W.grad', 'error W.grad: W.grad is written grad(W) here.'],
  ])('says what is wrong: %s', (written, message) => {
    expect(said(checkText(`${step}y = ${written}\nz = y`))).toEqual([message]);
  });

  test('may stand wherever a value may', () => {
    const text = `${step}backward W2 with grad(W)
h = [grad(W), grad(W2)] @ W2
expect h = grad(W) within 1
expect grad(W2) = grad(W)
`;
    expect(said(checkText(text))).toEqual([]);
  });

  test('is no answer in a sheet', () => {
    const text = `sheet "1"\n${step}expect grad(W) = grad(W)`;
    expect(checkText(text).diagnostics.map(({ code }) => code)).toEqual(['not-an-answer']);
  });
});

describe('the name in grad(…)', () => {
  test('is found, renamed and coloured as that of a gradient', () => {
    const { ast } = checkText(step);
    const uses = bindingsOf(ast).bindings.find(({ name }) => name === 'W')?.occurrences ?? [];
    expect(uses.map(({ role }) => role)).toEqual(['definition', 'use', 'use', 'gradient']);
    expect(semanticTokens({ ast }).filter(({ isGradient }) => isGradient)).toHaveLength(1);
  });

  test('has a hover of its gradient, with the pass it is of', () => {
    const text = `${step}backward loss with 2\nW3 = W2 - grad(W)`;
    const at = (offset: number) => hoverAt(checkText(text), offset)?.contents;
    expect(at(text.indexOf('grad(W)') + 5)).toMatchObject({ kind: 'gradient', name: 'W', pass: 0 });
    expect(at(text.lastIndexOf('grad(W)') + 5)).toMatchObject({ kind: 'gradient', name: 'W', pass: 1 });
  });

  test('keeps the name: nothing is put in its place', () => {
    expect(inlineName(checkText(step), 0)).toBeUndefined();
  });

  test('is not moved below another backward, where it would mean another gradient', () => {
    const text = `${step}g = grad(W)\nbackward loss with 2\ny = g + 1\n`;
    expect(inlineName(checkText(text), text.indexOf('g ='))).toBeUndefined();
    const near = `${step}g = grad(W)\ny = g + 1\nbackward loss with 2\n`;
    expect(inlineName(checkText(near), near.indexOf('g ='))).toBeDefined();
  });
});

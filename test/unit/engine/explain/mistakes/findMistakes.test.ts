import { describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../../../../src/engine/explain/mistakes/diagnosis';
import { findMistakes } from '../../../../../src/engine/explain/mistakes/findMistakes';
import { checkText } from '../../../checkText';

/** What is said of an answer to the gradient of a name, given as numbers of a file. */
function said(text: string, name: string, numbers: ArrayLike<number>): Diagnosis | undefined {
  const { graph, passes, values } = checkText(text).formulas;
  const node = values.find((value) => value.name === name)?.node;
  if (node === undefined) throw new Error(`There is no ${name}.`);
  const written = new Float64Array(numbers.length);
  const bounds = { within: 1e-6, withinAbsolute: 0, isRight: false };
  const answer = {
    of: 'gradient',
    pass: 0,
    node,
    numbers,
    digits: written,
    figures: written,
    ...bounds,
  } as const;
  return findMistakes(graph, passes, [answer])[0];
}

const kindsOf = (diagnosis: Diagnosis | undefined): readonly string[] | undefined =>
  diagnosis?.mistakes.map(({ kind }) => kind);

const small = 'x = [[1, -2], [3, 4]]\nW = [[0.2], [0.4]]\nh = x @ W\nloss = sum(h)\nbackward loss\n';

describe('an answer that is none', () => {
  it.each([
    ['NaN', [NaN, NaN]],
    ['infinite', [Infinity, -Infinity]],
    ['partly NaN', [4, NaN]],
    ['too short', [4]],
    ['too long', [4, 4, 4, 4, 4, 4, 4]],
  ])('%s is given no name', (_, numbers) => {
    expect(kindsOf(said(small, 'W', Float64Array.from(numbers)))).toEqual([]);
  });

  it('of no numbers nothing is said', () => {
    expect(said(small, 'W', new Float64Array(0))).toBeUndefined();
  });

  it('of whole numbers of a type the mistake is named', () => {
    expect(kindsOf(said(small, 'W', new Int32Array([-4, -2])))).toContain('sign');
  });
});

describe('the mask of a LeakyReLU', () => {
  const leaky =
    'x = [1, -2, 3, -4]\ny = leaky_relu(x, slope=0.25)\nloss = sum(y * [1, 2, 3, 5])\nbackward loss\n';
  const open =
    'x = [1, 2, 3, 4]\ny = leaky_relu(x, slope=0.25)\nloss = sum(y * [1, 2, 3, 5])\nbackward loss\n';

  it.each([
    ['inverted', leaky, [0.25, 2, 0.75, 5], /inverted/],
    ['inverted where all is let through', open, [0.25, 0.5, 0.75, 1.25], /inverted/],
    ['missing', leaky, [1, 2, 3, 5], /missing/],
  ])('is known as one that leaks: %s', (_, text, answer, what) => {
    const diagnosis = said(text, 'x', Float64Array.from(answer));
    expect(kindsOf(diagnosis)).toContain('relu-mask');
    expect(diagnosis?.mistakes.map(({ text: { text: sentence } }) => sentence).join('\n')).toMatch(what);
  });
});

describe('a dropout whose mask is scaled beforehand', () => {
  const scaled = 'x = [1, 2, 3, 4]\nm = [2, 0, 2, 0]\nloss = sum((x * m) ** 2)\nbackward loss\n';

  it('is known where the gradient is that of a mask of 0 and 1', () => {
    const diagnosis = said(scaled, 'x', Float64Array.of(2, 0, 6, 0));
    expect(kindsOf(diagnosis)).toContain('dropout-scale');
  });
});

describe('an answer of a million numbers', () => {
  const large = 'x = randn(1000, 1000, seed=0)\ny = x * 2\nloss = sum(y)\nbackward loss\n';
  const count = 1_000_000;

  it('has its mistake named', () => {
    expect(kindsOf(said(large, 'x', new Float64Array(count).fill(-2)))).toContain('sign');
  });

  it('is given no name where it has none', () => {
    expect(
      kindsOf(
        said(
          large,
          'x',
          Float64Array.from({ length: count }, (_, at) => at % 7),
        ),
      ),
    ).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import {
  definitionsAt,
  highlightsAt,
  referencesAt,
} from '../../../../../src/language/services/names/placesOfNames';
import { checkText } from '../../../checkText';

/** The text without its cursor mark `|`, and where that stood. */
function cursor(source: string): { readonly text: string; readonly offset: number } {
  const offset = source.indexOf('|');
  return { text: source.slice(0, offset) + source.slice(offset + 1), offset };
}

describe('go to definition', () => {
  test.each([
    ['a = [1,\n 2]\nb = |a', ['a: a = [1,\n 2]']],
    ['a = 1\nbackward a\nexpect grad(a|) = 1', ['a: a = 1']],
    ['a = 1\na = 2\nb = a|', ['a: a = 1', 'a: a = 2']],
    ['b = a|', []],
    ['b = relu(|1)', []],
    ['block B(n) { Affine(n|) }', ['n: n']],
    ['block B { ReLU }\nnetwork N { layers { B| } }', ['B: block B { ReLU }']],
    ['network N {\n layers {\n h = Affine(2)\n ReLU from |h\n }\n}', ['h: h = Affine(2)']],
    ['network N {\n layers {\n repeat 2 {\n h = Affine(2)\n Add(h|)\n }\n }\n}', ['h: h = Affine(2)']],
    ['block B(n) { Affine(n) }\nnetwork N { layers { B(n|=2) } }', ['n: n']],
  ])('%j', (source, expected) => {
    const { text, offset } = cursor(source);
    const found = definitionsAt(checkText(text), offset).map(
      ({ name, whole }) => `${text.slice(name.start, name.end)}: ${text.slice(whole.start, whole.end)}`,
    );
    expect(found).toEqual(expected);
  });

  test.each([
    'expect aff|ine1.W = 1',
    'expect grad(affine1|) = 1',
    'parameters = npz("p.npz", |affine1.W="W1")',
  ])('finds the line of a layer that the network named itself: %s', (line) => {
    const { text, offset } = cursor(
      `network N {\n data = spiral()\n layers { Affine(3); SoftmaxWithLoss }\n ${line}\n}`,
    );
    const [found] = definitionsAt(checkText(text), offset);
    expect(found && text.slice(found.whole.start, found.whole.end)).toBe('Affine(3)');
    expect(found && text.slice(found.origin.start, found.origin.end)).toBe('affine1');
  });

  test('says which word was asked about', () => {
    expect(definitionsAt(checkText('abc = 1\nb = abc'), 13)[0]?.origin).toEqual({ start: 12, end: 15 });
  });
});

test('references are with or without the definition', () => {
  const file = checkText('a = 1\nb = a * a');
  expect(referencesAt(file, 10, true).map(({ start }) => start)).toEqual([0, 10, 14]);
  expect(referencesAt(file, 0, false).map(({ start }) => start)).toEqual([10, 14]);
  expect(referencesAt(file, 8, true)).toEqual([]);
});

test('highlights tell the definition apart', () => {
  expect(highlightsAt(checkText('a = 1\nb = a'), 0)).toEqual([
    { start: 0, end: 1, isDefinition: true },
    { start: 10, end: 11, isDefinition: false },
  ]);
});

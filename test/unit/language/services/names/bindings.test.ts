import { bindingsOf } from '../../../../../src/language/services/names/binder';
import { describe, expect, test } from 'vitest';
import { parse } from '../../../../../src/language/parser/parser';
import { occurrenceAt, type BindingKind } from '../../../../../src/language/services/names/bindings';
import { checkText } from '../../../checkText';
import { soundTexts } from '../../corpus';
import { marked } from '../../marked';

/** A name everywhere it stands for one thing, between ⟦ and ⟧. */
const names: readonly (readonly [string, BindingKind, string])[] = [
  ['a value', 'value', '⟦a⟧ = 1\nb = ⟦a⟧ + relu(⟦a⟧) ** -⟦a⟧'],
  ['a value in lists, groups and settings', 'value', '⟦k⟧ = 1\nx = [[1, ⟦k⟧]]\ny = sum((x), axis=⟦k⟧)'],
  [
    'a value with its gradient',
    'value',
    'x = 2\n⟦y⟧ = x * x\nbackward ⟦y⟧ with ⟦y⟧\nexpect grad(⟦y⟧) = ⟦y⟧ within ⟦y⟧ or ⟦y⟧',
  ],
  ['a value that has the name of a function', 'value', 'x = [1]\n⟦sum⟧ = sum(x)\ny = sum(⟦sum⟧)'],
  ['a value that has the name of an argument', 'value', 'x = [[1]]\n⟦axis⟧ = 0\ny = sum(x, axis=⟦axis⟧)'],
  [
    'a value used in networks',
    'value',
    '⟦n⟧ = 3\nblock B(m=⟦n⟧) { Affine(⟦n⟧) }\nnetwork N {\n data = spiral(classes=⟦n⟧)\n layers {\n repeat ⟦n⟧ { B(⟦n⟧)\n Affine(4, init=Normal(std=⟦n⟧)) }\n n = Affine(3)\n SoftmaxWithLoss from n\n }\n train {\n batch = ⟦n⟧\n optimizer = SGD(lr=⟦n⟧)\n }\n}',
  ],
  ['a value that has a method', 'value', '⟦x⟧ = 1\ny = ⟦x⟧.sum(axis=⟦x⟧).T'],
  ['a value named as a module', 'value', '⟦np⟧ = 1\ny = ⟦np⟧.exp(1)'],
  ['a value taken for a function', 'value', '⟦f⟧ = 1\ny = ⟦f⟧(2)'],
  ['a value defined twice', 'value', '⟦a⟧ = 1\nb = ⟦a⟧\n⟦a⟧ = 2\nc = ⟦a⟧'],
  ['a value used above its definition', 'value', 'b = ⟦a⟧\n⟦a⟧ = 1'],
  ['a name that is defined nowhere', 'value', 'b = ⟦a⟧\nc = [⟦a⟧]'],
  ['Japanese names', 'value', '⟦値⟧ ＝ １\ny ＝ ⟦値⟧ ＋ ２'],
  ['names in two normal forms', 'value', '⟦\u304c⟧ = 1\ny = ⟦\u304b\u3099⟧'],
  ['a letter outside of the first plane', 'value', '⟦𝑥⟧ = 1\ny = "𝑥"\nz = ⟦𝑥⟧ + ⟦𝑥⟧'],
  ['a value in broken lines', 'value', '⟦a⟧ = 1\nb = (⟦a⟧ +\nc = 2 3 ⟦a⟧\nd = x.a + [1 ⟦a⟧\nfor i in ⟦a⟧:\n'],
  ['a name that a line of Python defines', 'value', 'import a\n⟦i⟧, k = 1\ny = ⟦i⟧'],
  [
    'a layer',
    'layer',
    'h = 1\nnetwork N {\n layers {\n ⟦h⟧ = Affine(h)\n repeat 2 { ReLU from ⟦h⟧; Add(⟦h⟧, input) }\n Concat(⟦h⟧) from ⟦h⟧\n }\n}',
  ],
  [
    'a layer of one repetition',
    'layer',
    'network N {\n layers {\n repeat 2 { ⟦h⟧ = ReLU; Add(⟦h⟧) }\n h = ReLU\n Add(h)\n }\n}',
  ],
  [
    'a layer named again further in',
    'layer',
    'network N {\n layers {\n ⟦h⟧ = ReLU\n repeat 2 { ⟦h⟧ = ReLU; Add(⟦h⟧) }\n }\n}',
  ],
  [
    'a layer pointed at from above, and from a repetition',
    'layer',
    'network N {\n layers {\n Add(⟦h⟧)\n repeat 2 { Add(⟦h⟧) }\n ⟦h⟧ = ReLU\n }\n}',
  ],
  [
    'a layer of one of two networks',
    'layer',
    'network N { layers { h = ReLU; Add(h) } }\nnetwork M { layers { ⟦h⟧ = ReLU; Add(⟦h⟧) } }',
  ],
  ['a layer of a block', 'layer', 'block B(h) { ⟦h⟧ = Affine(h); Add(⟦h⟧) }'],
  ['a layer in a broken line', 'layer', 'network N {\n layers {\n ⟦h⟧ = ReLU\n Add(⟦h⟧ ⟦h⟧\n }\n}'],
  [
    'a parameter',
    'parameter',
    'n = 2\nblock B(⟦n⟧, m=n) {\n repeat ⟦n⟧ { Affine(-⟦n⟧, init=⟦n⟧) }\n Conv(1, 3, init=Normal(std=⟦n⟧))\n}\nblock C(n) { B(⟦n⟧=n); B(n) }',
  ],
  ['a parameter handed on', 'parameter', 'block B(m) { Affine(m) }\nblock C(⟦m⟧) { B(m=⟦m⟧) }'],
  [
    'a parameter named as an initialiser',
    'parameter',
    'block B(⟦He⟧) { Affine(4, ⟦He⟧); Affine(4, init=⟦He⟧) }',
  ],
  [
    'a parameter of a block that is called too early',
    'parameter',
    'network N { layers { B(⟦n⟧=1) } }\nblock B(⟦n⟧) { Affine(⟦n⟧) }',
  ],
  [
    'a block',
    'block',
    'B = 1\nblock ⟦B⟧ { ReLU }\nblock C { ⟦B⟧ }\nnetwork N { layers { B = ⟦B⟧()\n Add(B) } }',
  ],
  ['a network', 'network', 'network ⟦N⟧ { layers { N = ReLU } }'],
];

describe('the places of a name', () => {
  test.each(names)('%s', (_name, kind, source) => {
    const { text, ranges } = marked(source);
    const bindings = bindingsOf(parse(text).file);
    for (const { start, end } of ranges) {
      for (let offset = start; offset <= end; offset++) {
        const binding = occurrenceAt(bindings, offset)?.binding;
        expect(binding?.kind).toBe(kind);
        expect(binding?.occurrences.map((place) => ({ start: place.start, end: place.end }))).toEqual(ranges);
      }
    }
  });

  test('say how the name stands there', () => {
    const { text } = marked('x = 2\ny = x\nbackward y\nexpect grad(x) = x');
    const [x] = bindingsOf(parse(text).file).bindings;
    expect(x?.occurrences.map(({ role }) => role)).toEqual(['definition', 'use', 'gradient', 'use']);
    expect(x?.definition).toBe(x?.occurrences[0]);
    const block = bindingsOf(parse('block B(n) { Affine(n) }\nnetwork N { layers { B(n=1) } }').file);
    expect(
      block.bindings.map(({ name, occurrences }) => [name, occurrences.map(({ role }) => role)]),
    ).toEqual([
      ['B', ['definition', 'use']],
      ['n', ['definition', 'use', 'argument']],
      ['N', ['definition']],
    ]);
  });

  test.each([
    'relu',
    'axis',
    'Affine',
    'size',
    'He',
    'spiral',
    'classes',
    'SGD',
    'data',
    'batch',
    'input',
    'grad',
  ])('the word %s of the language is no name', (word) => {
    const text =
      'x = [[1]]\ny = sum(relu(x), axis=0)\nbackward y\nexpect grad(y) = 1\nnetwork N {\n data = spiral(classes=3)\n layers {\n Affine(3, init=He)\n Conv(1, size=1)\n Add(input)\n SoftmaxWithLoss\n }\n train {\n batch = 1\n optimizer = SGD(lr=1)\n }\n}';
    expect(occurrenceAt(bindingsOf(parse(text).file), text.indexOf(word) + 1)).toBeUndefined();
  });
});

describe('the checker agrees', () => {
  const fresh = 'unheard_of';

  test.each([...soundTexts])('%s: every place is one where the checker looks the name up', (_name, text) => {
    const { bindings } = bindingsOf(parse(text).file);
    expect(bindings.length).toBeGreaterThan(0);
    for (const { definition, occurrences, name, kind } of bindings) {
      expect(occurrences, name).toContain(definition);
      for (const { start, end, role } of occurrences) {
        // What names a layer that stands below it, as `parameters` does, is looked up once its file is read.
        if (role === 'definition' || start < (definition?.start ?? 0)) continue;
        // Another name in its place is unknown there.
        const { diagnostics } = checkText(text.slice(0, start) + fresh + text.slice(end));
        const there = diagnostics.filter(({ range }) => range.start === start).map(({ code }) => code);
        expect(there, `${kind} ${name}`).toEqual([expect.stringMatching(/^unknown-/)]);
      }
    }
  });

  test.each([...soundTexts])('%s: no place is missing', (_name, text) => {
    const { bindings } = bindingsOf(parse(text).file);
    for (const { occurrences, name } of bindings) {
      const changed = occurrences.reduceRight(
        (result, { start, end }) => result.slice(0, start) + fresh + result.slice(end),
        text,
      );
      const errors = checkText(changed).diagnostics.filter(({ severity }) => severity === 'error');
      expect(errors, name).toEqual([]);
    }
  });
});

import { bindingsOf } from '../../../../../src/language/services/names/binder';
import { describe, expect, test } from 'vitest';
import { formatMessage } from '../../../../../src/engine/message';
import type { TextEdit } from '../../../../../src/language/diagnostic';
import { parse } from '../../../../../src/language/parser/parser';
import { prepareRename, renameAt } from '../../../../../src/language/services/names/rename';
import { checkText } from '../../../checkText';
import { damagedTokensOf, prefixesOf, soundTexts } from '../../corpus';

/** The text without its cursor mark `|`, and where that stood. */
function cursor(source: string): { readonly text: string; readonly offset: number } {
  const offset = source.indexOf('|');
  return { text: source.slice(0, offset) + source.slice(offset + 1), offset };
}

function edited(text: string, edits: readonly TextEdit[]): string {
  return edits.reduceRight(
    (result, { range, newText }) => result.slice(0, range.start) + newText + result.slice(range.end),
    text,
  );
}

/** The text after the rename, or why there is none. */
function renamed(source: string, name: string): string {
  const { text, offset } = cursor(source);
  const result = renameAt(checkText(text), offset, name);
  if (result.ok) return edited(text, result.edits);
  const { message, place } = result;
  return place ? `${formatMessage(message)} → ${text.slice(place.start, place.end)}` : formatMessage(message);
}

const network = (layers: string): string =>
  `network N {\n  data = spiral()\n  layers {\n${layers}\n    Affine(3)\n    SoftmaxWithLoss\n  }\n}`;

describe('renames', () => {
  test.each([
    ['a = 1\nb = |a + a', 'c', 'c = 1\nb = c + c'],
    ['a| = 1\nb = a', '値', '値 = 1\nb = 値'],
    ['値 ＝ １；y ＝ 値| ＋ １', 'x', 'x ＝ １；y ＝ x ＋ １'],
    ['𝑥 = 1\ny = 𝑥| + 𝑥', '𝑦𝑦', '𝑦𝑦 = 1\ny = 𝑦𝑦 + 𝑦𝑦'],
    ['a = 1 # a\ny = "a|"', 'c', 'There is no name here.'],
    ['a = 1\nb = a| + \u304b\u3099\n\u304c = 1', 'c', 'c = 1\nb = c + \u304b\u3099\n\u304c = 1'],
    ['x = 2\ny| = x\nbackward y\nexpect grad(y) = y', 'z', 'x = 2\nz = x\nbackward z\nexpect grad(z) = z'],
    ['x = [1]\ny| = sum(x)', 'sum', 'x = [1]\nsum = sum(x)'],
    [network('h| = ReLU\nReLU from h\nAdd(h)'), 'k', network('k = ReLU\nReLU from k\nAdd(k)')],
    [
      `block B|(n) { Affine(n) }\n${network('B(n=2)')}`,
      'Big',
      `block Big(n) { Affine(n) }\n${network('Big(n=2)')}`,
    ],
    [
      `block B(n|) { Affine(n) }\n${network('B(n=2)')}`,
      'units',
      `block B(units) { Affine(units) }\n${network('B(units=2)')}`,
    ],
    ['a = 1\r\nb = |a\r\n', 'long_name', 'long_name = 1\r\nb = long_name\r\n'],
    ['a = 1\nb = a|', ' a ', 'a = 1\nb = a'],
    ['a| = 1\nb = (a +\nc = a', 'k', 'k = 1\nb = (k +\nc = k'],
  ])('%j to %s', (source, name, expected) => {
    expect(renamed(source, name)).toBe(expected);
  });
});

describe('refusals', () => {
  test.each(['2b', 'a b', 'a.b', '', '"a"', 'a#', '+', 'a=1', 'a;'])('%j is not a name', (name) => {
    expect(renamed('a| = 1', name)).toBe(
      `${name} is not a name: names begin with a letter or _ and go on with letters, digits and _.`,
    );
  });

  test.each([
    ['b = |relu(1)', 'x', 'relu is a word of the language and cannot be renamed.'],
    ['|backward y', 'x', 'backward is a word of the language and cannot be renamed.'],
    ['x = 12|3', 'x', 'There is no name here.'],
    [network('Rel|'), 'x', 'Rel is defined nowhere in this file.'],
    [
      network('Affine(2)').replace('\n}', '\n  expect |affine1.W = 1\n}'),
      'x',
      'The network gave affine1 this name itself: write a name and = before its line. → Affine(2)',
    ],
    ['b = a|', 'x', 'a is defined nowhere in this file.'],
    ['a| = 1', 'grad', 'grad is a word of the language and cannot be a name.'],
    ['a| = 1\nb = 2\nc = a + b', 'b', 'b is already defined in line 2. → b'],
    ['値| = 1\n価 = 2', '価', '価 is already defined in line 2. → 価'],
    ['c = a + b\n|a = 1', 'b', 'b would mean something else in line 1. → b'],
    ['a| = 1\nb = np.exp(a)', 'np', 'np would mean something else in line 2. → np'],
    ['a| = 1\nb = f(a)', 'f', 'f would mean something else in line 2. → f'],
    [network('h| = ReLU\nk = ReLU\nAdd(h)'), 'k', 'k is already defined in line 5. → k'],
    [network('h| = Affine(2)'), 'affine1', 'affine1 is the name of the layer in line 5. → Affine(3)'],
    [
      network('affine1| = Affine(2)'),
      'h',
      'The layer in line 5 would be called affine1 instead of affine2: give it a name first. → Affine(3)',
    ],
    ['block B| { ReLU }', 'Affine', 'Affine is a layer of the language already.'],
    ['block B| { ReLU }', 'Dense', 'Dense is a layer of the language already.'],
    [`block B| { ReLU }\n${network('B')}`, 'N', 'N is already defined in line 2. → N'],
    ['n = 1\nblock B(m|) { Affine(m); Affine(n) }', 'n', 'n would mean something else in line 2. → n'],
    ['n| = 1\nblock B(m) { Affine(n) }', 'm', 'm would mean something else in line 2. → n'],
    ['block B(m|) { Affine(m, init=He) }', 'He', 'He would mean something else in line 1. → He'],
    [network('repeat 2 { h| = ReLU\nk = ReLU }'), 'k', 'k is already defined in line 5. → k'],
  ])('%j to %j', (source, name, expected) => {
    expect(renamed(source, name)).toBe(expected);
  });
});

const fresh = ['q', '名前', '𝑞_1', 'a_much_longer_name_than_before'];

/** Renames at every name; whatever is not refused leaves everything as it was but for the name. */
function checkRenames(text: string, newNames: readonly string[], mostNames = Infinity): number {
  const file = checkText(text);
  let made = 0;
  for (const { occurrences, name } of bindingsOf(file.ast).bindings.slice(0, mostNames)) {
    const place = occurrences.at(-1)?.start ?? 0;
    for (const newName of newNames) {
      const result = renameAt(file, place, newName);
      if (!result.ok) continue;
      made++;
      const changed = edited(text, result.edits);
      const tokens = parse(changed).file.tokens.map((token) => token.text);
      const own = new Set(result.edits.map(({ range }) => range.start));
      expect(tokens).toEqual(file.ast.tokens.map((token) => (own.has(token.start) ? newName : token.text)));
      const after = checkText(changed);
      expect(after.diagnostics.map(({ code }) => code)).toEqual(file.diagnostics.map(({ code }) => code));
      expect(after.formulas.values.map((value) => (value.name === newName ? name : value.name))).toEqual(
        file.formulas.values.map((value) => value.name),
      );
      expect(after.formulas.graph.nodes.map(({ kind, shape }) => [kind, shape])).toEqual(
        file.formulas.graph.nodes.map(({ kind, shape }) => [kind, shape]),
      );
      const back = renameAt(after, result.edits[0]?.range.start ?? 0, name);
      expect(back.ok && edited(changed, back.edits)).toBe(text.normalize('NFC') === text ? text : changed);
    }
  }
  return made;
}

describe('a rename and reading the text can change places', () => {
  test.each([...soundTexts])('in %s', (_name, text) => {
    expect(checkRenames(text, fresh.slice(0, 3))).toBeGreaterThan(0);
  });

  test('in texts that were cut off', () => {
    let made = 0;
    for (const text of soundTexts.values()) {
      [...prefixesOf(text)]
        .filter((_, index) => index % 41 === 0)
        .forEach((prefix) => (made += checkRenames(prefix.text, fresh.slice(3), 3)));
    }
    expect(made).toBeGreaterThan(100);
  });

  test('in texts with a damaged token', () => {
    let made = 0;
    for (const text of soundTexts.values()) {
      [...damagedTokensOf(text)]
        .filter((_, index) => index % 23 === 0)
        .forEach((damaged) => (made += checkRenames(damaged.text, fresh.slice(3), 3)));
    }
    expect(made).toBeGreaterThan(100);
  });
});

test('every place is either a name or refused in words', () => {
  for (const text of soundTexts.values()) {
    const file = checkText(text);
    for (let offset = 0; offset <= text.length; offset++) {
      const prepared = prepareRename(file, offset);
      if (prepared.ok)
        expect(text.slice(prepared.range.start, prepared.range.end)).toMatch(/^[\p{L}_][\p{L}\d_]*$/u);
      else expect(formatMessage(prepared.message)).toMatch(/\.$/);
    }
  }
});

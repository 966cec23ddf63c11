import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CheckedFile } from '../../../src/language';
import { checkText } from '../checkText';
import { parseTokens } from '../../../src/language/parser/parser';
import { scan } from '../../../src/language/scanner/scanner';
import { reservedWords, symbols } from '../../../src/language/scanner/token';
import { documentSymbols, hiddenValues, hoverAt, lenses, shapeHints } from '../../../src/language/services';
import { soundTexts } from './corpus';

function expectSound(checked: CheckedFile): void {
  const { text, diagnostics, formulas } = checked;
  let last = 0;
  for (const { range, fixes, related } of diagnostics) {
    expect(range.start).toBeGreaterThanOrEqual(last);
    last = range.start;
    const ranges = [range, ...(related ?? []), ...(fixes ?? []).flatMap(({ edits }) => edits)].map((place) =>
      'range' in place ? place.range : place,
    );
    for (const { start, end } of ranges) {
      expect(start).toBeGreaterThanOrEqual(0);
      expect(end).toBeGreaterThanOrEqual(start);
      expect(end).toBeLessThanOrEqual(text.length);
    }
  }
  formulas.graph.nodes.forEach((node, id) => {
    if (node.kind === 'layer') for (const input of node.inputs) expect(input).toBeLessThan(id);
  });
  shapeHints(checked);
  documentSymbols(checked);
  lenses(checked);
  hiddenValues(checked);
  for (let offset = 0; offset <= text.length; offset += 7) hoverAt(checked, offset);
}

const words = [
  ...symbols,
  ...reservedWords,
  'x',
  'y',
  'W',
  'relu',
  'sum',
  'ones',
  'Affine',
  'Conv',
  'ReLU',
  'data',
  'spiral',
  'optimizer',
  'SGD',
  'lr',
  '1',
  '0.5',
  '2',
  '1e3',
  '"a.csv"',
  '"',
  '\n',
  '\n',
  '\n',
  '# note\n',
  '（',
  '＝',
  '１',
  '𝑥',
  '\\',
  "'",
];

describe('whatever is written', () => {
  test('random text is survived', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expectSound(checkText(text));
      }),
      { numRuns: 500 },
    );
  });

  test('random words of the language are survived', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 80 }), (tokens) => {
        expectSound(checkText(tokens.join(' ')));
      }),
      { numRuns: 1500 },
    );
  });

  test('sound files with random damage are survived', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...soundTexts.values()),
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 20 }), fc.constantFrom(...words)), {
          minLength: 1,
          maxLength: 4,
        }),
        (text, damages) => {
          let damaged = text;
          for (const [place, length, word] of damages) {
            const at = place % (damaged.length + 1);
            damaged = damaged.slice(0, at) + word + damaged.slice(at + length);
          }
          expectSound(checkText(damaged));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('very deep and very long', () => {
  const many = 100_000;

  test.each([
    ['parentheses', `x = ${'('.repeat(many)}`],
    ['lists', `x = ${'['.repeat(many)}`],
    ['closed parentheses', `x = ${'('.repeat(many)}1${')'.repeat(many)}`],
    ['calls', `x = ${'f('.repeat(many)}`],
    ['minus signs', `x = ${'-'.repeat(many)}1`],
    ['powers', `x = ${'2 ** '.repeat(many)}1`],
    ['bodies', `network N {\nlayers {\n${'repeat 2 {\n'.repeat(many)}`],
  ])('%s are refused with one message', (_name, text) => {
    const checked = checkText(`${text}\ny = 2`);
    expect(checked.diagnostics.map(({ code }) => code)).toContain('nested-too-deeply');
    expect(checked.diagnostics.length).toBeLessThanOrEqual(2);
  });

  test('a sum of many terms is no deep tree', () => {
    const checked = checkText(`a = 1\nx = ${Array.from({ length: many }, () => 'a').join(' + ')}`);
    expect(checked.diagnostics).toEqual([]);
    expect(checked.formulas.graph.nodes).toHaveLength(many);
  });

  test('braces without end are survived', () => {
    for (const text of [
      '{'.repeat(many),
      '}'.repeat(many),
      'network N { '.repeat(1000),
      'block B { repeat 2 { '.repeat(1000),
    ]) {
      expect(checkText(text).diagnostics.length).toBeGreaterThan(0);
    }
  });

  test('blocks that call blocks twice do not explode', () => {
    const blocks = Array.from({ length: 60 }, (_, i) => `block B${i + 1} { B${i}; B${i} }`).join('\n');
    const net = 'network N {\n data = xor()\n layers {\n B60\n SigmoidWithLoss\n }\n}';
    const full = checkText(`block B0 { ReLU }\n${blocks}\n${net}`);
    expect(full.diagnostics.map(({ code }) => code)).toEqual(['too-many-layers']);
    const empty = checkText(`block B0 { }\n${blocks}\n${net}`);
    expect(empty.diagnostics.map(({ code }) => code)).toEqual(['too-many-layers']);
  });
});

/** How often the parser looks at a token. */
function looksAtTokens(text: string): number {
  let looks = 0;
  const scanned = scan(text);
  const tokens = new Proxy(scanned.tokens, {
    get(target, key, receiver): unknown {
      looks++;
      return Reflect.get(target, key, receiver);
    },
  });
  parseTokens({ ...scanned, tokens }, text);
  return looks;
}

describe('the parser works in linear time', () => {
  test.each([
    ['sound lines', 'y = relu(x) * [1, 2]\n'],
    ['open parentheses', 'y = (\n'],
    ['open lists', 'y = [1,\n'],
    ['open calls', 'y = f(a = (\n'],
    ['half calls', 'y = f(1),\n'],
    ['closing braces', '}\n'],
    ['open networks', 'network N {\n'],
    ['open repeats', 'repeat 2 {\n'],
    ['commas', ',\n'],
    ['operators', '+\n'],
    ['words', 'x y z\n'],
    ['broken parentheses', '(1 2\n'],
    ['broken lists', '[1 =\n'],
    ['broken values', 'x = (1 2\n'],
    ['statements on one line', 'x = (1; '],
  ])('%s', (_name, line) => {
    const small = looksAtTokens(line.repeat(2000));
    const large = looksAtTokens(line.repeat(4000));
    expect(large / small).toBeLessThan(2.2);
  });
});

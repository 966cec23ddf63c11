import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CheckedFile } from '../../../src/language';
import { checkText } from '../checkText';
import { maximumEntries, sizeOf } from '../../../src/engine/shape';
import { formatMessage } from '../../../src/engine/message';
import { parseTokens } from '../../../src/language/parser/parser';
import { scan } from '../../../src/language/scanner/scanner';
import { reservedWords, symbols } from '../../../src/language/scanner/token';
import { documentSymbols, hoverAt, lenses, sealOf, shapeHints } from '../../../src/language/services';
import { soundTexts } from './corpus';
import { entriesBuilt } from './entriesBuilt';

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
  sealOf(checked.formulas, undefined);
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

  test('blocks inside one another are bounded, in words', () => {
    const chain = (length: number): string =>
      [
        'block B0 { ReLU }',
        ...Array.from({ length }, (_, i) => `block B${i + 1} { B${i} }`),
        `network N {\n data = xor()\n layers {\n B${length}\n Affine(2)\n SoftmaxWithLoss\n }\n}`,
      ].join('\n');
    // The chain begins at B0: with so many more it is one deeper than its number.
    expect(checkText(chain(63)).diagnostics).toEqual([]);
    expect(checkText(chain(64)).diagnostics).toHaveLength(1);
    expect(checkText(chain(6000)).diagnostics.map(({ message }) => formatMessage(message))).toEqual([
      'Blocks contain one another more than 64 levels deep here.',
    ]);
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

describe('what a small text can make the checker build', () => {
  const texts = {
    'sixty constructors': Array.from({ length: 60 }, (_, i) => `x${i} = zeros(4096, 4095)`).join('\n'),
    'random numbers': Array.from({ length: 20 }, (_, i) => `x${i} = randn(4096, 4096, seed=${i})`).join('\n'),
    'one of every kind': 'a = ones(4000, 1000)\nb = eye(2000)\nc = one_hot([0, 1], classes=1_000_000)',
    broadcasting: 'a = ones(4096, 1); b = ones(1, 4096)\nc = a + b\nd = c * c\nexpect d = 4',
  };

  test.each(Object.entries(texts))('%s: nothing before it is needed', (_name, text) => {
    expect(text.length).toBeLessThan(2048);
    let checked: CheckedFile | undefined;
    const built = entriesBuilt(() => {
      checked = checkText(text);
    });
    expect(built).toBeLessThan(1000);
    const held = (checked?.formulas.graph.nodes ?? []).reduce(
      (sum, { kind, shape }) => (kind === 'data' ? sum + sizeOf(shape) : sum),
      0,
    );
    expect(held).toBeLessThanOrEqual(maximumEntries);
  });

  test('the numbers are there when they are read', () => {
    const { formulas } = checkText('a = eye(2)\nb = ones(2); c = b');
    const values = formulas.graph.nodes.map((node) => (node.kind === 'data' ? [...node.values] : []));
    expect(values).toEqual([[1, 0, 0, 1], [1, 1], []]);
    expect(structuredClone(formulas.graph).nodes[0]).toHaveProperty('values', Float64Array.of(1, 0, 0, 1));
  });

  test('what is kept from check to check is bounded too', () => {
    const numbersOf = (text: string): unknown => {
      const [node] = checkText(text).formulas.graph.nodes;
      return node?.kind === 'data' ? node.values : undefined;
    };
    const first = numbersOf('x = randn(100, 100, seed=1)');
    expect(numbersOf('x = randn(100, 100, seed=1)\ny = 2')).toBe(first);
    checkText('x = zeros(4096, 4095)');
    expect(numbersOf('x = randn(100, 100, seed=1)')).not.toBe(first);
  });

  test('a file that holds too much says so once', () => {
    const { diagnostics } = checkText(texts['sixty constructors']);
    expect(diagnostics.map(({ code, range }) => [code, range.start])).toEqual([
      ['tensor-too-large', texts['sixty constructors'].indexOf('zeros', 20)],
    ]);
  });
});

describe('surroundings that throw', () => {
  const text =
    'x = [1, 2]\nnetwork N {\n data = csv("a.csv")\n layers {\n Affine(2)\n SoftmaxWithLoss\n }\n}';

  test('a path that nothing can be made of is a file that is not there', () => {
    const checked = checkText(text, {
      fileKind: () => {
        throw new URIError('URI malformed');
      },
      describeData: () => {
        throw new URIError('URI malformed');
      },
    });
    expect(checked.diagnostics.map(({ code }) => code)).toEqual(['unusable-data', 'file-not-found']);
    expect(checked.networks[0]?.layers).toHaveLength(2);
    expect(documentSymbols(checked)).toHaveLength(2);
  });
});

describe('very many problems', () => {
  test('the first thousand are listed, errors before hints, and a line says how many are left out', () => {
    const lines = Array.from({ length: 2000 }, (_, i) => `x${i} = 1；`);
    const text = `${lines.join('\n')}\ny = \n`;
    const { diagnostics } = checkText(text);
    expect(diagnostics).toHaveLength(1001);
    const last = diagnostics.at(-1);
    expect(last && formatMessage(last.message)).toBe('More problems that are not shown: 1001.');
    expect(diagnostics.filter(({ code }) => code === 'missing-value')).toHaveLength(1);
  });
});

describe('names that every object has', () => {
  const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'];

  test.each(names)('%s is a name like any other', (name) => {
    const text = [
      `${name} = [1, 2]`,
      `y = sum(${name} * ${name})`,
      'backward y',
      `expect grad(${name}) = [2, 4]`,
      `block B(${name}) { Affine(${name}) }`,
      'network N {',
      `  ${name} = ${name}(${name})`,
      `  data = spiral(${name}=1)`,
      `  layers { ${name} = Affine(3, ${name}=${name}); ${name}(1) }`,
      `  train { ${name} = ${name}; optimizer = ${name}(${name}=1); schedule = ${name} }`,
      '}',
    ].join('\n');
    const checked = checkText(text);
    expectSound(checked);
    for (let offset = 0; offset <= text.length; offset++) hoverAt(checked, offset);
    expect(checked.formulas.values.map((value) => value.name)).toEqual([name, 'y']);
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

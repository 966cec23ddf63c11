import { describe, expect, test } from 'vitest';
import type { CheckedFile } from '../../../../src/language';
import { parse } from '../../../../src/language/parser/parser';
import type { Range } from '../../../../src/language/range';
import {
  completionsAt,
  definitionsAt,
  documentLinks,
  documentSymbols,
  foldingRanges,
  highlightsAt,
  hoverAt,
  renameAt,
  selectionRanges,
  semanticTokens,
  signatureHelpAt,
  type DocumentSymbol,
} from '../../../../src/language/services';
import { checkText } from '../../checkText';

const plain = `# The first graph, as in [a picture](graph.png)
x = [[1, -2], [3, 4]]
W = [[0.2], [0.4]]
h = relu(x @ W)
loss = sum(h)

backward loss
expect grad(W) = [[4], [2]] within 1e-6

# A part that is used twice.
block Residual(width, start=He) {
  Affine(width, init=start)
  Add(input)
}

network Net {
  data = csv("flowers.csv", target="species", test=0.2)

  layers {
    hidden = Affine(16)
    ReLU
    Residual(16)
    Affine(3) from hidden
    SoftmaxWithLoss
  }

  train {
    optimizer = Adam(lr=0.01)
    batch = 32
  }
}
`;

/** A text in another form, and where the places of the plain one are in it. */
interface Written {
  readonly text: string;
  readonly at: (offset: number) => number;
}

/** @param changes of the plain text, in its order, none within another */
function written(changes: readonly (Range & { readonly to: string })[]): Written {
  let text = '';
  let end = 0;
  const moved = changes.map((change) => {
    text += plain.slice(end, change.start);
    const start = text.length;
    text += change.to;
    end = change.end;
    return { ...change, newStart: start, newEnd: text.length };
  });
  text += plain.slice(end);
  const at = (offset: number): number => {
    const before = moved.filter(({ start }) => start < offset).at(-1);
    if (!before) return offset;
    return offset < before.end
      ? before.newStart + (offset - before.start)
      : before.newEnd + (offset - before.end);
  };
  return { text, at };
}

function everywhere(pattern: RegExp, to: string): Written {
  return written(
    [...plain.matchAll(pattern)].map(({ index, 0: found }) => ({
      start: index,
      end: index + found.length,
      to,
    })),
  );
}

const { tokens } = parse(plain).file;

function ofTokens(change: (text: string, kind: string) => string | undefined): Written {
  return written(
    tokens.flatMap(({ start, end, kind }) => {
      const to = change(plain.slice(start, end), kind);
      return to === undefined ? [] : [{ start, end, to }];
    }),
  );
}

const fullWidth: Readonly<Record<string, string>> = {
  '=': '＝',
  '(': '（',
  ')': '）',
  '[': '［',
  ']': '］',
  '{': '｛',
  '}': '｝',
  ',': '，',
  '-': '－',
};

function renamed(names: Readonly<Record<string, string>>): Written {
  return ofTokens((text, kind) => (kind === 'name' ? names[text] : undefined));
}

const forms: readonly (readonly [string, Written])[] = [
  ['line ends of Windows', everywhere(/\n/g, '\r\n')],
  ['tabs', everywhere(/ {2}/g, '\t')],
  ['a byte order mark', written([{ start: 0, end: 0, to: '\uFEFF' }])],
  ['full-width operators', ofTokens((text) => fullWidth[text])],
  ['ideographic spaces', everywhere(/ (?== )|(?<== ) /g, '\u3000')],
  [
    'Japanese names',
    renamed({ x: 'りんご', W: '重', hidden: '隠れ層', width: '幅', Net: '網', loss: '損失' }),
  ],
  ['names of surrogate pairs', renamed({ x: '𝓍𝓍', h: '𝒽', hidden: '𝓱', start: '𝓈', Net: '𝓝' })],
  ['surrogate pairs in comments and texts', everywhere(/The first|species/g, '🍎👍🏽')],
];

/** A range with what is said of it, in the places of some text. */
type Found = readonly [start: number, end: number, what: string];

const starts = tokens.map(({ start }) => start);
const insideCalls = tokens.filter(({ kind }) => kind === '(' || kind === ',').map(({ end }) => end);

function symbolsIn(symbols: readonly DocumentSymbol[]): Found[] {
  return symbols.flatMap(({ kind, range, nameRange, children }): Found[] => [
    [range.start, range.end, kind],
    [nameRange.start, nameRange.end, 'name'],
    ...symbolsIn(children),
  ]);
}

const of = ({ start, end }: Range, what: string): Found => [start, end, what];

/** What the language answers, where it answers; places are given in the plain text. */
const features: readonly (readonly [
  string,
  (file: CheckedFile, at: (offset: number) => number) => Found[] | Promise<Found[]>,
])[] = [
  [
    'hover',
    (file, at) =>
      starts.flatMap((start) => {
        const hover = hoverAt(file, at(start));
        return hover ? [of(hover.range, 'hover')] : [];
      }),
  ],
  ['outline', (file) => symbolsIn(documentSymbols(file))],
  [
    'selection ranges',
    (file, at) => starts.flatMap((start) => selectionRanges(file, at(start)).map((range) => of(range, ''))),
  ],
  ['links', (file) => documentLinks(file).map((link) => of(link, link.path))],
  ['colours', (file) => semanticTokens(file).map((token) => of(token, token.kind))],
  [
    'definitions',
    (file, at) =>
      starts.flatMap((start) => definitionsAt(file, at(start)).map(({ whole }) => of(whole, 'whole'))),
  ],
  [
    'highlights',
    (file, at) => starts.flatMap((start) => highlightsAt(file, at(start)).map((range) => of(range, ''))),
  ],
  [
    'rename',
    (file, at) => {
      const renaming = renameAt(file, at(plain.indexOf('h = relu')), 'other');
      return 'edits' in renaming ? renaming.edits.map(({ range }) => of(range, 'rename')) : [];
    },
  ],
  [
    'signature help',
    (file, at) =>
      insideCalls.flatMap((end): Found[] => {
        const help = signatureHelpAt(file, at(end));
        return help ? [[help.parameters.length, help.active ?? -1, 'of parameters']] : [];
      }),
  ],
  [
    'folding',
    (file) => foldingRanges(file).map(({ startLine, endLine, kind = '' }) => [startLine, endLine, kind]),
  ],
  [
    'completion',
    async (file, at) => {
      const counts = insideCalls.map(async (end): Promise<Found> => {
        const found = await completionsAt(file, at(end));
        return [found.length, 0, found.map(({ kind }) => kind).join()];
      });
      return Promise.all(counts);
    },
  ],
];

/** Of these the numbers are no places. */
const withoutPlaces: ReadonlySet<string> = new Set(['signature help', 'folding', 'completion']);

describe.each(forms)('with %s', (_, { text, at }) => {
  const [file, other] = [checkText(plain), checkText(text)];

  test('there are the same mistakes', () => {
    const errors = (checked: CheckedFile): readonly string[] =>
      checked.diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);
    expect(errors(other)).toEqual(errors(file));
  });

  test.each(features)('%s is where it is in the plain text', async (name, ask) => {
    const found = await ask(file, (offset) => offset);
    const expected = found.map(([start, end, what]): Found => {
      return withoutPlaces.has(name) ? [start, end, what] : [at(start), at(end), what];
    });
    expect(found.length).toBeGreaterThan(0);
    expect(await ask(other, at)).toEqual(expected);
  });
});

import { describe, expect, test } from 'vitest';
import { findArraySource } from '../../../../src/data/arraySources';
import { writeNpy, writeNpz } from '../../../../src/data/npyWriter';
import { arrayFileOf, arrayReading } from '../../../../src/data/readArray';
import { formatMessage, message } from '../../../../src/engine/message';
import type { CheckedFile, Environment } from '../../../../src/language';
import { readsOtherNumbers } from '../../../../src/language/checkedFormulas';
import { documentLinks, hoverAt } from '../../../../src/language/services';
import { checkText } from '../../checkText';

const [W, b] = [
  { shape: [2, 3], data: Float64Array.of(0.5, -1, 2, 3, 4, 5.25) },
  { shape: [3], data: Float32Array.of(1, 2, 3) },
];

const files: Readonly<Record<string, Uint8Array>> = {
  'W.npy': writeNpy(W),
  'mine.npz': writeNpz({ W1: W, b1: b }),
  'one.npz': writeNpz({ only: b }),
  'x.csv': new TextEncoder().encode('1,2\n3,4\n'),
  'named.csv': new TextEncoder().encode('a;b;c\n1;2;3\n4;5;6\n'),
  'numbered.csv': new TextEncoder().encode('0,1\n2,3\n'),
  'text.csv': new TextEncoder().encode('a,b\n1,oak\n'),
};

/** What is there as the command line finds it; a file of the name `folder` is a folder. */
function beside(contents = files): Environment {
  return {
    fileKind: (path) =>
      path === 'folder' ? 'folder' : path === 'pipe' ? 'other' : path in contents ? 'file' : 'absent',
    readArray(name, settings) {
      const source = findArraySource(name);
      const request = source && arrayFileOf(source, settings);
      const path = request?.ok === true ? request.value.paths[0] : '';
      const bytes = contents[path];
      return source && bytes && arrayReading(source, settings, { name: path, bytes, size: bytes.length });
    },
  };
}

function valueOf({ formulas }: CheckedFile, name: string): { shape: readonly number[]; values: number[] } {
  const node = formulas.graph.nodes[formulas.values.find((value) => value.name === name)?.node ?? -1];
  if (node?.kind !== 'data') throw new Error(`${name} is no data.`);
  return { shape: node.shape, values: Array.from(node.values) };
}

/** Messages, each with the text that it marks. */
function said({ diagnostics, text }: CheckedFile): string[] {
  return diagnostics.map(
    ({ message, range }) => `${text.slice(range.start, range.end)}: ${formatMessage(message)}`,
  );
}

describe('a call that reads a file', () => {
  test.each([
    ['npy("W.npy")', W.shape, Array.from(W.data)],
    ['npz("mine.npz", "W1")', W.shape, Array.from(W.data)],
    ['npz("mine.npz", name="b1")', b.shape, [1, 2, 3]],
    ['npz("one.npz")', b.shape, [1, 2, 3]],
    ['csv("x.csv")', [2, 2], [1, 2, 3, 4]],
    ['csv("named.csv")', [2, 3], [1, 2, 3, 4, 5, 6]],
    ['csv("named.csv", columns=["c", "a"])', [2, 2], [3, 1, 6, 4]],
    ['csv("named.csv", drop=["b"])', [2, 2], [1, 3, 4, 6]],
    ['csv("numbered.csv", header=false)', [2, 2], [0, 1, 2, 3]],
    ['csv("numbered.csv", header=true)', [1, 2], [2, 3]],
  ])('is the value %s', (call, shape, values) => {
    const checked = checkText(`v = ${call}`, beside());
    expect(said(checked)).toEqual([]);
    expect(valueOf(checked, 'v')).toEqual({ shape, values });
  });

  test('may stand wherever a value may', () => {
    const text = `x = csv("x.csv")
h = x @ npy("W.npy") + npz("mine.npz", "b1")
backward h with npy("W.npy")
expect grad(x) = csv("x.csv") within 1e-6 or 1e-12
expect h = npz("mine.npz", "W1")
`;
    const checked = checkText(text, beside());
    expect(said(checked)).toEqual([]);
    expect(checked.formulas.expectations).toHaveLength(2);
    expect(checked.formulas.expectations[0]).toMatchObject({ within: 1e-6, withinAbsolute: 1e-12 });
  });

  test.each([
    ['npz("mine.npz", "W2")', '"W2": mine.npz holds no array W2. Did you mean W1?'],
    ['npz("mine.npz", "dLdh")', '"dLdh": mine.npz holds no array dLdh. It holds W1, b1.'],
    ['npz("mine.npz")', '"mine.npz": mine.npz holds 2 arrays: W1, b1. Say which is meant, as in: "W1"'],
    ['npz("nope.npz", "W1")', '"nope.npz": nope.npz was not found beside this file.'],
    ['csv("folder")', '"folder": folder is a folder, not a file.'],
    ['csv("pipe")', '"pipe": pipe is not a file but a pipe or a device, which is not read.'],
    ['npy("x.csv")', '"x.csv": x.csv is not an NPY file: it does not begin with \\x93NUMPY.'],
    [
      'csv("numbered.csv")',
      '"numbered.csv": numbered.csv, row 1: 0, 1 can be data, or numbers of the columns. Say header=false where it is data, else header=true.',
    ],
    [
      'csv("text.csv")',
      '"text.csv": text.csv, row 2, column 2 (b): a number is expected, not “oak”. Leave out what is text: drop=["b"].',
    ],
    ['npy(W)', 'W: Unknown name W.'],
    ['npy("")', '"": file must not be empty.'],
    ['npz("mine.npz", 1)', '1: name must be a text in quotes.'],
    ['npzz("mine.npz", "W1")', 'npzz: Unknown function npzz. Did you mean npz?'],
  ])('says at its string what is wrong: %s', (call, message) => {
    expect(said(checkText(`v = ${call}\nu = v + 1`, beside()))).toEqual([message]);
  });

  test('repairs what the file tells', () => {
    const repaired = (text: string): string => {
      const [diagnostic] = checkText(text, beside()).diagnostics;
      const edits = diagnostic?.fixes?.[0]?.edits ?? [];
      return edits.reduceRight(
        (result, { range, newText }) => result.slice(0, range.start) + newText + result.slice(range.end),
        text,
      );
    };
    expect(repaired('v = npz("mine.npz", "W2")')).toBe('v = npz("mine.npz", "W1")');
    expect(repaired('v = csv("numbered.csv")')).toBe('v = csv("numbered.csv", header=false)');
    expect(repaired('v = csv("text.csv")')).toBe('v = csv("text.csv", drop=["b"])');
  });

  test('says nothing as long as the file is being read', () => {
    const checked = checkText('v = npy("W.npy")\nu = sum(v)\nbackward u\nexpect grad(v) = 1', {
      fileKind: () => undefined,
      readArray: () => undefined,
    });
    expect(said(checked)).toEqual([]);
    expect(checked.formulas.values).toEqual([]);
  });

  test('gives an error like any other where reading throws', () => {
    const readArray = (): never => {
      throw new Error('no disk');
    };
    expect(said(checkText('v = npy("W.npy")', { readArray }))).toEqual([
      '"W.npy": The file cannot be read: no disk',
    ]);
  });

  test('holds no more numbers than constructors may make', () => {
    const reading = { ok: true, shape: [4000, 4000], values: new Float64Array(), hints: [] } as const;
    const text = 'a = npy("a.npy")\nb = npy("b.npy")\nc = npy("c.npy")';
    const read: unknown[] = [];
    const { diagnostics } = checkText(text, {
      readArray(_, { file }) {
        read.push(file);
        return reading;
      },
    });
    expect(diagnostics.map(({ code, range }) => [code, range.start])).toEqual([['tensor-too-large', 21]]);
    // Each may be as large as a value can be: what has no room is not even read.
    expect(read).toEqual(['a.npy', 'b.npy']);
  });

  test('is not looked at below so many that could not be used', () => {
    let count = 0;
    const text = Array.from({ length: 100 }, (_, index) => `a${index} = npz("texts.npz", "t${index}")`);
    const { diagnostics } = checkText(text.join('\n'), {
      readArray() {
        count++;
        return { ok: false, message: message('texts.npz holds texts, not numbers.') };
      },
    });
    expect(count).toBe(20);
    expect(diagnostics).toHaveLength(100);
    expect(diagnostics.slice(18, 22).map((diagnostic) => formatMessage(diagnostic.message))).toEqual([
      'texts.npz holds texts, not numbers.',
      'texts.npz holds texts, not numbers.',
      'This file is not looked at, as 20 above could not be used.',
      'This file is not looked at, as 20 above could not be used.',
    ]);
  });

  test('is no answer in a sheet', () => {
    const text = 'sheet "1"\ny = 2 * 3\nexpect y = npy("W.npy")';
    expect(checkText(text, beside()).diagnostics.map(({ code }) => code)).toContain('not-an-answer');
  });
});

test('numbers are others when a file has changed, and the same when it has not', () => {
  const text = 'v = npy("W.npy")';
  const environment = beside();
  const readings = new Map<string, ReturnType<NonNullable<Environment['readArray']>>>();
  const kept: Environment = {
    ...environment,
    readArray(name, settings) {
      if (!readings.has(name)) readings.set(name, environment.readArray?.(name, settings));
      return readings.get(name);
    },
  };
  const before = checkText(text, kept);
  expect(readsOtherNumbers(before.formulas, checkText(`${text} # same`, kept).formulas)).toBe(false);
  readings.clear();
  expect(readsOtherNumbers(before.formulas, checkText(text, kept).formulas)).toBe(true);
});

test('archives that networks start from hold together no more than a value may, however they are written', () => {
  const network = (index: number, path: string): string =>
    `network N${index} {\n  parameters = npz("${path}")\n  layers {\n    Affine(2)\n  }\n}\n`;
  const arrays = [{ name: 'W', shape: [4000, 3000], values: { length: 12_000_000 } as Float64Array }];
  const read: string[] = [];
  const paths = ['p.npz', 'p.npz', './p.npz', '././p.npz', './././p.npz'];
  const { diagnostics } = checkText(paths.map((path, index) => network(index, path)).join(''), {
    readArchive(_, path) {
      read.push(path);
      return { ok: true, arrays };
    },
  });
  expect(read).toEqual(['p.npz', './p.npz']);
  const refused = diagnostics.filter(({ code }) => code === 'unusable-array');
  expect(refused.map(({ message: text }) => formatMessage(text))).toEqual(
    Array.from(
      { length: 3 },
      () => 'With this archive those of the file would hold more than 16777216 numbers together.',
    ),
  );
});

test('hover of the call and of its string tells file and shape', () => {
  const text = 'v = npz("mine.npz", "W1")';
  const checked = checkText(text, beside());
  for (const place of ['npz', 'mine']) {
    expect(hoverAt(checked, text.indexOf(place) + 1)?.contents).toMatchObject({
      kind: 'description',
      signature: 'npz(file, name=…)',
      fileArray: { path: 'mine.npz', shape: [2, 3] },
    });
  }
});

test('hover tells the matrix of a formula from the samples of a network', () => {
  const text = 'v = csv("x.csv")\nnetwork N { data = csv("x.csv") }';
  const checked = checkText(text, beside());
  const documentationAt = (offset: number): string => {
    const contents = hoverAt(checked, offset)?.contents;
    return contents?.kind === 'description' ? contents.documentation : '';
  };
  expect(documentationAt(text.indexOf('csv'))).toMatch(/matrix of all its columns/);
  expect(documentationAt(text.lastIndexOf('csv('))).toMatch(/Every column but the target is an input/);
});

test('the string is a link to the file, where that is there', () => {
  const text = 'v = npz("mine.npz", "W1")\nw = npy("gone.npy")';
  expect(documentLinks(checkText(text, beside()))).toEqual([
    { start: text.indexOf('mine'), end: text.indexOf('", "W1'), path: 'mine.npz', isFolder: false },
  ]);
});

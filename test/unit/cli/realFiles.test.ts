import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeDiagnostic, readDefinition } from '../../../src/cli/readDefinition';
import { writeNpy, writeNpz } from '../../../src/data/npyWriter';

type Files = Readonly<Record<string, string | Uint8Array>>;

/**
 * What `backprop check` prints of a network beside these files, each line without the place it begins with.
 */
async function checked(data: string, layers: string, files: Files): Promise<readonly string[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'backprop files '));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  const file = path.join(folder, 'n.backprop');
  writeFileSync(file, `network N {\n  data = ${data}\n  layers { ${layers} }\n}\n`);
  const definition = await readDefinition(file);
  return definition.checked.diagnostics.map((diagnostic) =>
    describeDiagnostic(definition, diagnostic)
      .slice(file.length)
      .replace(/^:\d+:\d+: /, ''),
  );
}

/** An NPY file of entries as they lie in it, which `writeNpy` would not write. */
function npyFile(descr: string, shape: string, entries: Uint8Array, isFortranOrder = false): Uint8Array {
  const order = isFortranOrder ? 'True' : 'False';
  const header = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }\n`;
  const prefix = Buffer.from('\x93NUMPY\x01\x00\0\0', 'latin1');
  prefix.writeUInt16LE(header.length, 8);
  return new Uint8Array(Buffer.concat([prefix, Buffer.from(header, 'latin1'), entries]));
}

/** Letters as NumPy keeps them in `<U…`. */
function letters(texts: readonly string[], width: number): Uint8Array {
  return new Uint8Array(
    Buffer.from(texts.map((text) => text.padEnd(width, '\0')).join(''), 'utf16le'),
  ).reduce(
    (result, byte, index) => {
      result[2 * (index - (index % 2)) + (index % 2)] = byte;
      return result;
    },
    new Uint8Array(4 * width * texts.length),
  );
}

const x = writeNpy({ shape: [4, 2], data: Float64Array.of(1, 2, 3, 1, 0, 1, 2, 2) });
const t = writeNpy({ shape: [4], data: Int32Array.of(0, 1, 2, 0) });
const softmax = 'Affine(3); SoftmaxWithLoss';
const two = 'Affine(2); SoftmaxWithLoss';

describe('arrays as other programs save them', () => {
  const bytes = (length: number): Uint8Array => new Uint8Array(length);

  it.each<[string, Uint8Array]>([
    ['in Fortran order', npyFile('<f8', '(4, 2)', bytes(64), true)],
    ['in half precision', npyFile('<f2', '(4, 2)', bytes(16))],
    ['big-endian', npyFile('>f8', '(4, 2)', bytes(64))],
    ['of truth values', npyFile('|b1', '(4, 2)', bytes(8))],
  ])('are read: %s', async (_what, file) => {
    expect(await checked('npy("x.npy", "t.npy")', softmax, { 'x.npy': file, 't.npy': t })).toEqual([]);
  });

  it('name classes by texts', async () => {
    const texts = npyFile('<U6', '(4,)', letters(['setosa', 'a', 'b', 'a'], 6));
    const files = { 'x.npy': x, 't.npy': texts };
    expect(await checked('npy("x.npy", "t.npy")', softmax, files)).toEqual([]);
    expect(await checked('npy("x.npy", "t.npy")', two, files)).toEqual([
      'error: The data has 3 classes (a: 2, b: 1, setosa: 1), so the last layer must give 3 numbers, not 2. [wrong-number-of-outputs]',
    ]);
  });

  it('of Python objects are refused with the way out', async () => {
    const objects = npyFile('|O', '(4,)', bytes(40));
    expect(await checked('npy("x.npy", "t.npy")', softmax, { 'x.npy': x, 't.npy': objects })).toEqual([
      'error: t.npy holds Python objects (a pickle), which are not read, as they could run code. Save numbers or texts, as in: numpy.save("t.npy", numpy.array(list(t), dtype=str)) [unusable-data]',
    ]);
  });

  it('have parts of their own to test with', async () => {
    const part = (count: number): Parameters<typeof writeNpz>[0][string] => ({
      shape: [count, 16],
      data: Uint8Array.from({ length: 16 * count }, (_, index) => (index * 5) % 256),
    });
    const archive = writeNpz({
      x_train: part(4),
      y_train: { shape: [4], data: Uint8Array.of(0, 1, 2, 0) },
      x_test: part(2),
      y_test: { shape: [2], data: Uint8Array.of(2, 1) },
    });
    const files = { 'm.npz': archive };
    const call = 'npz("m.npz", x="x_train", t="y_train", x_test="x_test", t_test="y_test", shape=[1, 4, 4])';
    expect(await checked(call, softmax, files)).toEqual([
      'hint: The inputs are whole numbers up to 255, as pixels are. Say scale=1/255, so that they go from 0 to 1. [unscaled-inputs]',
    ]);
    expect(await checked('npz("m.npz")', softmax, files)).toEqual([
      'error: m.npz holds no array x. It holds x_train, y_train, x_test, y_test. Say which is meant, as in: x="x_train" [unusable-data]',
    ]);
  });
});

describe('tables as they are handed out', () => {
  const table = async (content: string | Uint8Array, layers: string, more = ''): Promise<readonly string[]> =>
    checked(`csv("t.csv"${more})`, layers, { 't.csv': content });

  it.each([
    ['a line sep=', 'sep=;\na;b;kind\n1;2;x\n2;3;y\n', two],
    ['blank lines and a comment', '# made by me\na,b,y\n1,2,0\n\n2,3,1\n,,\n3,1,0\n', two],
    [
      'two targets',
      'x1,x2,y1,y2\n0,0,0,1\n0,1,1,0\n1,0,1,0\n1,1,0,1\n',
      'Affine(2); SigmoidWithLoss',
      ', target=["y1", "y2"]',
    ],
  ])('are read: %s', async (_what, content, layers, more = '') => {
    expect(await table(content, layers, more)).toEqual([]);
  });

  it('in Shift_JIS say so', async () => {
    const bytes = Uint8Array.of(
      0x89,
      0xd4,
      0x2c,
      0x8e,
      0xed,
      10,
      0x31,
      0x2c,
      0x97,
      0x74,
      10,
      0x32,
      0x2c,
      0x95,
      0x5c,
      10,
    );
    expect(await table(bytes, two)).toEqual([
      'error: t.csv, row 1, column 1: a character is not UTF-8. Say encoding="shift_jis", or save the file as UTF-8. [unusable-data]',
    ]);
    expect(await table(bytes, two, ', encoding="shift_jis"')).toEqual([]);
  });

  it.each([
    [
      'a decimal comma',
      'a;b;y\n5,0;3,7;4,1\n4,4;2,7;2,7\n',
      'Affine(1); MeanSquaredError',
      '',
      'hint: In t.csv a comma is read as the decimal point: 4,1. [decimal-comma]',
    ],
    [
      'a missing number',
      'mpg,horsepower,origin\n18,130,1\n25,?,1\n',
      'Affine(1); MeanSquaredError',
      ', target="mpg"',
      'error: t.csv, row 3, column 2 (horsepower): “?” is not a number. Say missing="drop" to leave such rows out, missing="mean" to put in the mean of the column, or drop=["horsepower"] to leave the column out. [unusable-data]',
    ],
    [
      'an empty cell',
      'PassengerId,Survived,Age\n1,0,22\n2,1,38\n3,1,\n',
      two,
      ', target="Survived"',
      'error: t.csv, row 4, column 3 (Age) is empty. Say missing="drop" to leave such rows out, missing="mean" to put in the mean of the column, or drop=["Age"] to leave the column out. [unusable-data]',
    ],
    [
      'columns of text',
      'Survived,Class,Name,Sex\n0,3,"Doe, Mr. John ""Jack""",male\n1,1,"Roe, Mrs. Jane",female\n',
      two,
      ', target="Survived"',
      'error: t.csv, row 2, column 3 (Name): a number is expected, not “Doe, Mr. John "Jack"”. Leave out what is text: drop=["Name", "Sex"]. [unusable-data]',
    ],
    [
      'a header where none is announced',
      'a,b,y\n1,2,0\n2,3,1\n',
      two,
      ', header=false',
      'error: t.csv, row 1, column 1: a number is expected, not “a”. The first row seems to name the columns: say header=true. [unusable-data]',
    ],
    [
      'an index that a program saved',
      ',a,b,y\n0,1,2,no\n1,2,3,yes\n2,3,1,no\n3,0,1,yes\n',
      two,
      '',
      'hint: Column 1 is the number of the row: it says nothing about a new sample, and in a sorted file it gives the target away. Leave it out with drop=[0]. [row-number]',
    ],
    [
      'labels from 3',
      'a,quality\n0.1,3\n0.2,4\n0.3,5\n0.4,3\n',
      softmax,
      '',
      'error: Class numbers count from 0, so labels from 3 to 5 (3: 2, 4: 1, 5: 1) are 6 classes, and those below 3 never occur. Subtract 3 from every label, or let the last layer give 6 numbers, not 3. [wrong-number-of-outputs]',
    ],
    [
      'labels from 1',
      'a,kind\n0.1,1\n0.2,2\n0.3,1\n0.4,2\n',
      softmax,
      '',
      'hint: The labels are counted from 1 (1: 2, 2: 2), but class numbers count from 0: class 0 never occurs. Subtract 1 from every label, and let the last layer give one number less. [missing-classes]',
    ],
    [
      'an identifier of eight digits',
      'id,diagnosis,radius\n842302,M,14.5\n842393,B,14.51\n1024302,M,17.87\n842575,B,14.97\n',
      two,
      ', target="diagnosis"',
      'hint: Column 1 (id) goes from 842300 to 1024000: inputs that large swamp the others and make training diverge. Say standardize=true. [unscaled-inputs]',
    ],
  ])('say what to do: %s', async (_what, content, layers, more, line) => {
    expect(await table(content, layers, more)).toEqual([line]);
  });
});

describe('one-hot rows of a file', () => {
  const rows = (row: readonly number[]): Files => ({
    'x.npy': x,
    't.npy': writeNpy({ shape: [4, 3], data: Float64Array.of(1, 0, 0, 0, 1, 0, ...row, 0, 0, 1) }),
  });

  it.each([
    [[1, 1, 0], '[1, 1, 0]'],
    [[0, 0, 0], '[0, 0, 0]'],
    [[0.2, 0.3, 0.4], '[0.2, 0.3, 0.4]'],
  ])('that name no class, or two, are named by their row: %s', async (row, written) => {
    const said = `hint: t.npy, row 3: ${written} names no class: a one-hot row has one 1, and probabilities add up to 1. [no-class]`;
    expect(await checked('npy("x.npy", "t.npy")', softmax, rows(row))).toEqual([said]);
    // Of several answers each may be yes.
    expect(await checked('npy("x.npy", "t.npy")', 'Affine(3); SigmoidWithLoss', rows(row))).toEqual([]);
  });

  it('are right where one is 1, and where they add up to it', async () => {
    expect(await checked('npy("x.npy", "t.npy")', softmax, rows([0.25, 0.25, 0.5]))).toEqual([]);
  });

  it('are named where ReLU cannot reach them', async () => {
    const [said] = await checked(
      'npy("x.npy", "t.npy")',
      'Affine(3); ReLU; MeanSquaredError',
      rows([0, -1, 0]),
    );
    expect(said).toBe(
      'information: ReLU gives nothing below 0, but targets lie there. t.npy, row 3, column 2 is -1. [unreachable-targets]',
    );
  });
});

describe('a folder of MNIST', () => {
  const idx = (type: number, shape: readonly number[], length: number): Uint8Array => {
    const file = Buffer.alloc(4 + 4 * shape.length + length);
    file.set([0, 0, type, shape.length]);
    for (const [axis, size] of shape.entries()) file.writeUInt32BE(size, 4 + 4 * axis);
    return new Uint8Array(file);
  };
  const folder = {
    'm/train-images-idx3-ubyte': idx(8, [3, 2, 2], 12),
    'm/train-labels-idx1-ubyte': idx(8, [3], 3),
    'm/t10k-images-idx3-ubyte': idx(8, [1, 2, 2], 4),
    'm/t10k-labels-idx1-ubyte': idx(8, [1], 1),
  };

  it.each<[string, Files, readonly string[]]>([
    ['as it should be', {}, []],
    [
      'with a label too few',
      { 'm/train-labels-idx1-ubyte': idx(8, [2], 2) },
      [
        'error: Images and labels are not equally many: 3 in train-images-idx3-ubyte, 2 in train-labels-idx1-ubyte. [unusable-data]',
      ],
    ],
    [
      'with labels of another collection',
      { 'm/train-labels-idx1-ubyte': idx(0x0c, [3, 8], 96) },
      [
        'error: train-labels-idx1-ubyte is a 2-dimensional IDX file of 32-bit integers (magic 00 00 0c 02); a 1-dimensional one of unsigned bytes is expected here, as MNIST has it. [unusable-data]',
      ],
    ],
  ])('is checked as far as it is read: %s', async (_what, change, lines) => {
    const layers = 'Affine(10); SoftmaxWithLoss';
    expect(await checked('mnist("m")', layers, { ...folder, ...change })).toEqual(lines);
  });
});

describe('a path that leads to no file', () => {
  it.each(['//server/share/x.csv', `${'x'.repeat(300)}.csv`, 'n.backprop/x.csv', 'half \ud800.csv'])(
    'is not found: %j',
    async (name) => {
      const [line, ...others] = await checked(`csv("${name}")`, two, {});
      expect(line).toMatch(/^error: .* was not found beside this file\. \[file-not-found\]$/);
      expect(others.filter((other) => !other.startsWith('information'))).toEqual([]);
    },
  );

  it('is called a folder where it is one', async () => {
    expect(await checked('csv(".")', two, {})).toEqual([
      'error: . is a folder, not a file. [file-not-found]',
    ]);
  });

  it('is told in words where links lead round in a circle', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'backprop links '));
    symlinkSync('loop.csv', path.join(folder, 'loop.csv'));
    expect(await checked(`csv("${path.join(folder, 'loop.csv')}")`, two, {})).toEqual([
      'error: The data cannot be looked at: loop.csv: its symbolic links lead round in a circle. [unusable-data]',
    ]);
  });
});

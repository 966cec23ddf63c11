import { existsSync, mkdtempSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeNpy as npy, writeNpz } from '../../../src/data/npyWriter';
import { backprop } from './backprop';

const folder = mkdtempSync(path.join(tmpdir(), 'backprop data '));

function network(name: string, data: string, layers = 'Affine(3); SoftmaxWithLoss'): string {
  const file = path.join(folder, `${name}.backprop`);
  writeFileSync(
    file,
    `network N {\n  data = ${data}\n  layers { ${layers} }\n  train { optimizer = SGD(lr=0.1) }\n}\n`,
  );
  return file;
}

function dataFile(name: string, content: string | Uint8Array, size?: number): void {
  writeFileSync(path.join(folder, name), content);
  // The rest is a hole: it takes no room on the disk.
  if (size !== undefined) truncateSync(path.join(folder, name), size);
}

const labels = npy({ shape: [4], data: Int32Array.of(0, 1, 2, 0) });

/** The kernel calls it a file of 4,096 bytes, and gives fewer: as one that became shorter meanwhile. */
const shorter = '/sys/kernel/mm/transparent_hugepage/hpage_pmd_size';

describe('files of data', () => {
  it.runIf(existsSync(shorter))('takes of a file what there is, not what it was said to have', async () => {
    symlinkSync(shorter, path.join(folder, 'shorter.csv'));
    const file = path.join(folder, 'shorter.backprop');
    writeFileSync(file, 'x = csv("shorter.csv", header=false)\n');
    const { exitCode, output } = await backprop('run', file, '--json');
    expect(exitCode).toBe(0);
    expect(output).toContain(readFileSync(shorter, 'utf8').trim());
  });

  it.each(['csv', 'npy', 'npz'])('refuses a %s of 3 GB by its size, without reading it', async (kind) => {
    dataFile('t.npy', labels);
    dataFile(
      `large.${kind}`,
      kind === 'npy' ? npy({ shape: [4, 2], data: new Float64Array(8) }) : '',
      3 * 2 ** 30,
    );
    const call = {
      csv: 'csv("large.csv", target="y")',
      npy: 'npy("large.npy", "t.npy")',
      npz: 'npz("large.npz")',
    };
    const { exitCode, errors } = await backprop(
      'train',
      network(`large ${kind}`, call[kind as keyof typeof call]),
    );
    expect(exitCode).toBe(2);
    expect(errors).toContain(`large.${kind} is 3 GB. At most 1 GB can be read.`);
  });

  it.each([
    ['ragged', 'a,b,y\n1,2,0\n3,1\n', 'ragged.csv, row 3, column 3 is missing. Columns in this row: 2'],
    [
      'classes',
      'a,y\n1,0\n2,-1\n3,2\n',
      'classes.csv, row 3, column 2 (y): -1 is not a class number. This loss needs whole numbers from 0.',
    ],
    ['huge', 'a,y\n1,0\n1e39,1\n3,2\n', 'huge.csv, row 3, column 1 (a): 1e+39 is too large for float32.'],
    ['text', 'a,b,y\n1,2,0\n3,zwei,1\n', 'text.csv, row 3, column 2 (b): a number is expected, not “zwei”.'],
  ])('names the place in a %s CSV', async (name, content, sentence) => {
    dataFile(`${name}.csv`, content);
    const { exitCode, errors } = await backprop('train', network(name, `csv("${name}.csv", target="y")`));
    expect(exitCode).toBe(2);
    expect(errors).toContain(sentence);
  });

  it('checks and trains whole numbers of a floating-point array as classes', async () => {
    dataFile('floats x.npy', npy({ shape: [3, 2], data: Float64Array.of(0, 1, 2, 3, 4, 5) }));
    dataFile('floats t.npy', npy({ shape: [3], data: Float64Array.of(0, 1, 2) }));
    const file = network('floats', 'npy("floats x.npy", "floats t.npy")');
    expect(await backprop('check', file)).toMatchObject({ exitCode: 0 });
    expect((await backprop('train', file, '--epochs', '2')).exitCode).toBe(0);
  });

  it('checks and trains whole numbers as values where one number is compared with them', async () => {
    dataFile('sums.csv', 'a,y\n1,3\n2,5\n3,7\n');
    const file = network('sums', 'csv("sums.csv")', 'Affine(1); MeanSquaredError');
    expect(await backprop('check', file)).toMatchObject({ exitCode: 0 });
    expect((await backprop('train', file, '--epochs', '2')).exitCode).toBe(0);
  });

  it('trains on rows that are longer than what tells the description', async () => {
    const row = (label: string): string => `${'0.123456789,'.repeat(25_000)}${label}\n`;
    dataFile('wide.csv', row('0') + row('1') + row('2'));
    const file = network('wide', 'csv("wide.csv", header=false)');
    expect(await backprop('check', file)).toMatchObject({ exitCode: 0 });
    expect((await backprop('train', file, '--epochs', '2')).exitCode).toBe(0);
  });

  it('checks as much of large files as it trains with', async () => {
    const row = (label: number | string): string => `0.25,${String(label)}\n`;
    const rows = (classes: number, first = 0): string =>
      Array.from({ length: 60_000 }, (_, index) => row(first + (index % classes))).join('');
    const checked = async (name: string, data: string): Promise<string> => {
      const { exitCode, output } = await backprop('check', network(name, data));
      return `${String(exitCode)} ${output}`;
    };
    dataFile('seven.csv', `a,y\n${rows(7)}${row(7)}`);
    expect(await checked('seven', 'csv("seven.csv")')).toMatch(
      /^1 .*The data has 8 classes \(0: 8572, .*, 7: 1; 7 only in row 60002\), so the last layer must give 8 numbers, not 3\./,
    );
    dataFile('letter.csv', `a,y\n${rows(3)}x,0\n`);
    expect(await checked('letter', 'csv("letter.csv")')).toMatch(
      /^1 .*letter\.csv, row 60002, column 1 \(a\)/,
    );
    dataFile('from1.csv', `a,y\n${rows(2, 1)}`);
    expect(await checked('from1', 'csv("from1.csv")')).toMatch(/^0 .*counted from 1 \(1: 30000, 2: 30000\)/);
    const numbers = new Float64Array(60_000).fill(0.5, 0, 59_999).fill(NaN, 59_999);
    const labels = Int32Array.from(numbers, (_, index) => index % 3);
    dataFile('late.npy', npy({ shape: [60_000, 1], data: numbers }));
    dataFile('late t.npy', npy({ shape: [60_000], data: labels }));
    const late = /^1 .*row 60000, column 1: NaN is not a finite number/;
    expect(await checked('late', 'npy("late.npy", "late t.npy")')).toMatch(late);
    const [x, t] = [
      { shape: [60_000, 1], data: numbers },
      { shape: [60_000], data: labels },
    ];
    dataFile('late.npz', writeNpz({ x, t }));
    expect(await checked('late packed', 'npz("late.npz")')).toMatch(late);
  });

  it('names the row and the column of what is no finite number', async () => {
    dataFile('x.npy', npy({ shape: [4, 2], data: Float64Array.of(0, 1, 2, 3, 4, NaN, 6, 7) }));
    dataFile('t.npy', labels);
    const { exitCode, errors } = await backprop('train', network('notFinite', 'npy("x.npy", "t.npy")'));
    expect(exitCode).toBe(2);
    expect(errors).toContain('x.npy, row 3, column 2: NaN is not a finite number.');
  });
});

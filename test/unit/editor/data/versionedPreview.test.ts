import { gzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { formatMessage } from '../../../../src/engine/message';
import { checkText } from '../../checkText';
import { archiveOf, previewOf, readingOf } from '../../../../src/editor/data/versionedPreview';
import type {
  VersionedPreview,
  FileReport,
  RequestedFile,
} from '../../../../src/editor/data/versionedPreview';

const table = new TextEncoder().encode('a,b,kind\n1,2,x\n3,4,y\n5,6,z\n');

function file(bytes: Uint8Array, size = bytes.length): FileReport {
  return { kind: 'file', size, modified: 1, head: bytes };
}

/** Finds these files by their paths; every other is unknown, or absent. */
function finder(
  files: Readonly<Record<string, FileReport>>,
  others?: FileReport,
): { find: (requested: RequestedFile) => FileReport | undefined; asked: RequestedFile[] } {
  const asked: RequestedFile[] = [];
  return {
    asked,
    find: (requested) => {
      asked.push(requested);
      return files[requested.path] ?? others;
    },
  };
}

describe('arrays of a file', () => {
  const paths = ['../secret.npy', '/etc/secret.npy', '//server/share/secret.npy', 'link.npy'];
  const network = (path: string): string =>
    `network N {\n  data = xor()\n  parameters = npz("${path}")\n  layers { Affine(2); SoftmaxWithLoss }\n}`;

  test.each(paths)('that nobody trusts are not read, and said to be: %s', (path) => {
    const { find, asked } = finder({}, { kind: 'untrusted' });
    const problems = (text: string): string[] =>
      checkText(text, {
        fileKind: () => 'file',
        readArray: (source, settings) => readingOf(source, settings, find, undefined).reading,
        readArchive: (source, file) => archiveOf(source, file, find, undefined).reading,
      })
        .diagnostics.filter(({ code }) => code === 'unusable-array')
        .map(({ message, range }) => `${text.slice(range.start, range.end)}: ${formatMessage(message)}`);
    const refused = [expect.stringContaining(`"${path}": `) as unknown];
    expect(problems(`W = npy("${path}")`)).toEqual(refused);
    expect(problems(`W = [1]\nexpect W = npy("${path}")`)).toEqual(refused);
    expect(problems(network(path))).toEqual(refused);
    expect(problems(`W = npy("${path}")`)[0]).toMatch(/trust/);
    // No byte of them has come here.
    expect(asked.every((requested) => requested.path === path)).toBe(true);
  });

  test('that are not there give nothing, and are called so', () => {
    const { find } = finder({}, { kind: 'absent' });
    expect(readingOf('npy', { file: '//server/share/x.npy' }, find, undefined).reading).toBeUndefined();
    const { diagnostics } = checkText('W = npy("//server/share/x.npy")', { fileKind: () => 'absent' });
    expect(diagnostics.map(({ code }) => code)).toEqual(['file-not-found']);
  });
});

describe('what a definition can know of its data', () => {
  test('is told by all of a file of some hundred thousand bytes, and by the beginning of others', () => {
    const rows = (count: number): Uint8Array =>
      new TextEncoder().encode(
        `a,t\n${Array.from({ length: count }, (_, row) => `1,${row % 7}`).join('\n')}\n`,
      );
    const seen = (bytes: Uint8Array, size?: number): VersionedPreview['preview'] =>
      previewOf('csv', { file: 'f.csv' }, finder({ 'f.csv': file(bytes, size) }).find).preview;
    const counts = Array<number>(7).fill(12_000);
    const whole = seen(rows(84_000));
    expect(whole).toMatchObject({ data: { targets: { kind: 'labels', classes: 7, counts } } });
    expect(whole).not.toHaveProperty('hints');
    expect(seen(rows(84_000), 2 ** 22)).toMatchObject({ hints: [{ code: 'partly-checked' }] });
    // What is packed may be far larger than its file.
    expect(seen(gzipSync(rows(2_000_000)))).toMatchObject({ hints: [{ code: 'partly-checked' }] });
    expect(seen(gzipSync(rows(84_000)))).toMatchObject({ data: { targets: { counts } } });
  });

  test('is nothing until its file has been looked at, which is asked for', () => {
    const { find, asked } = finder({});
    expect(previewOf('csv', { file: 'flowers.csv' }, find).preview).toBeUndefined();
    expect(asked).toEqual([{ from: 'beside', path: 'flowers.csv', bytes: 2 ** 21 }]);
  });

  test('needs no file at all where the source describes itself', () => {
    const { find, asked } = finder({});
    expect(previewOf('digits', {}, find).preview).toEqual({
      ok: true,
      data: { sampleShape: [1, 8, 8], targets: { kind: 'labels', classes: 10 } },
    });
    expect(asked).toEqual([]);
  });

  test('is the shape of a sample and the classes of a table', () => {
    const { find } = finder({ 'flowers.csv': file(table) });
    expect(previewOf('csv', { file: 'flowers.csv' }, find).preview).toEqual({
      ok: true,
      data: {
        sampleShape: [2],
        targets: { kind: 'labels', classes: 3, classNames: ['x', 'y', 'z'], counts: [1, 1, 1] },
      },
    });
  });

  test('says why a file elsewhere is not read where nobody trusts the workspace', () => {
    const { find } = finder({ '/etc/passwd': { kind: 'untrusted' } });
    const { preview } = previewOf('csv', { file: '/etc/passwd' }, find);
    expect(preview).toMatchObject({ ok: false, argument: 'file', isMissing: false });
    expect(preview?.ok === false && formatMessage(preview.message)).toBe(
      '/etc/passwd lies outside the folder of this definition and of the workspace. In Restricted Mode such files are not read: trust the workspace first.',
    );
  });

  test('takes the first of several names that exists, and waits for those before it', () => {
    const settings = { folder: 'mnist' };
    const gzipped = 'mnist/train-images-idx3-ubyte.gz';
    const { find, asked } = finder({ [gzipped]: file(new Uint8Array(4)) });
    expect(previewOf('mnist', settings, find).preview).toBeUndefined();
    expect(asked.map(({ path }) => path)).not.toContain(gzipped);
    const known = finder({ [gzipped]: file(new Uint8Array(4)) }, { kind: 'absent' });
    expect(previewOf('mnist', settings, known.find).preview).toMatchObject({ ok: false, isMissing: true });
    expect(known.asked.map(({ path }) => path)).toContain(gzipped);
  });

  test('says that a file is missing, or what is wrong with it', () => {
    const absent = finder({}, { kind: 'absent' });
    const missing = previewOf('npz', { file: 'a.npz' }, absent.find).preview;
    expect(missing).toMatchObject({ ok: false, isMissing: true, argument: 'file' });
    const ragged = finder({ 'a.csv': file(new TextEncoder().encode('a,b\n1,2\n3\n')) });
    const wrong = previewOf('csv', { file: 'a.csv' }, ragged.find).preview;
    expect(wrong).toMatchObject({ ok: false, isMissing: false });
  });

  test('stays open for an archive that nobody reads only to describe it, but not for one that is refused', () => {
    const large = finder({ 'a.npz': { kind: 'file', size: 2 ** 28, modified: 1 } });
    expect(previewOf('npz', { file: 'a.npz' }, large.find).preview).toBeUndefined();
    const refused = finder({ 'a.npz': { kind: 'file', size: 2 ** 31, modified: 1 } });
    const { preview } = previewOf('npz', { file: 'a.npz' }, refused.find);
    expect(preview?.ok === false && formatMessage(preview.message)).toBe(
      'a.npz is 2 GB. At most 1 GB can be read.',
    );
  });

  test('is worked out once for the same files', () => {
    const { find } = finder({ 'flowers.csv': file(table) });
    const first = previewOf('csv', { file: 'flowers.csv' }, find);
    const keep = (version: string): VersionedPreview | undefined =>
      version === first.version ? first : undefined;
    expect(previewOf('csv', { file: 'flowers.csv' }, find, keep)).toBe(first);
    const changed = finder({ 'flowers.csv': { kind: 'file', size: table.length, modified: 2, head: table } });
    expect(previewOf('csv', { file: 'flowers.csv' }, changed.find, keep)).not.toBe(first);
  });

  test('is open where the beginning of a table ends before its first row', () => {
    const { find } = finder({ 'wide.csv': file(new TextEncoder().encode('a,'.repeat(2 ** 17)), 2 ** 22) });
    expect(previewOf('csv', { file: 'wide.csv' }, find).preview).toBeUndefined();
  });

  test('names the row of a label that is none at the loss, and takes whole numbers as values too', () => {
    const rows = (labels: readonly number[]): Uint8Array =>
      new TextEncoder().encode(`a,t\n${labels.map((label) => `1,${label}`).join('\n')}\n`);
    const errors = (labels: readonly number[], layers: string, size?: number): string[] => {
      const { find } = finder({ 'f.csv': file(rows(labels), size) });
      const text = `network N {\n  data = csv("f.csv")\n  layers { ${layers} }\n}`;
      return checkText(text, { describeData: (name, settings) => previewOf(name, settings, find).preview })
        .diagnostics.filter(({ severity }) => severity === 'error')
        .map(({ message, range }) => `${text.slice(range.start, range.end)}: ${formatMessage(message)}`);
    };
    const sentence =
      'SoftmaxWithLoss: f.csv, row 3, column 2 (t): -1 is not a class number. This loss needs whole numbers from 0.';
    expect(errors([0, -1, 2], 'Affine(3); SoftmaxWithLoss')).toEqual([sentence]);
    expect(errors([0, -1, 2], 'Affine(1); SoftmaxWithLoss')).toEqual([sentence]);
    const beginning = [0, -1, ...Array<number>(2 ** 16).fill(2)];
    expect(errors(beginning, 'Affine(3); SoftmaxWithLoss', 2 ** 22)).toEqual([sentence]);
    expect(errors([0, 1, 2], 'Affine(3); SoftmaxWithLoss')).toEqual([]);
    expect(errors([3, 5, 7], 'Affine(1); MeanSquaredError')).toEqual([]);
  });

  test('names the row of a number that is too large for the precision', () => {
    const errors = (
      data: string,
      training: string,
      content = 'a,t\n1,0.5\n-1e39,2\n',
      size?: number,
    ): string[] => {
      const { find } = finder({ 'f.csv': file(new TextEncoder().encode(content), size) });
      const text = `network N {\n  data = csv("f.csv"${data})\n  layers { Affine(1); MeanSquaredError }\n  train { ${training} }\n}`;
      return checkText(text, { describeData: (name, settings) => previewOf(name, settings, find).preview })
        .diagnostics.filter(({ severity }) => severity === 'error')
        .map(({ message, range }) => `${text.slice(range.start, range.end)}: ${formatMessage(message)}`);
    };
    const sentence =
      'f.csv, row 3, column 1 (a): -1e+39 is too large for float32. Scale the data, or set precision = float64 in train.';
    expect(errors('', 'epochs = 1')).toEqual([`train: ${sentence}`]);
    expect(errors('', 'precision = float32')).toEqual([`float32: ${sentence}`]);
    expect(errors('', 'precision = float64')).toEqual([]);
    expect(errors(', standardize=true', 'epochs = 1')).toEqual([]);
    const beginning = `a,t\n1,0.5\n-1e39,2\n${'1,2\n'.repeat(2 ** 16)}`;
    expect(errors('', 'epochs = 1', beginning, 2 ** 22)).toEqual([`train: ${sentence}`]);
    expect(errors(', standardize=true', 'epochs = 1', 'a,t\n1,0.5\n1,2e200\n')).toHaveLength(1);
  });

  test('makes shapes and classes errors of the text', () => {
    const { find } = finder({ 'flowers.csv': file(table) });
    const text = `network N {
  data = csv("flowers.csv")
  layers {
    Affine(4)
    Conv(2, size=3)
    Affine(4)
    SoftmaxWithLoss
  }
}`;
    const messages = (source: string): string[] =>
      checkText(source, { describeData: (name, settings) => previewOf(name, settings, find).preview })
        .diagnostics.filter(({ severity }) => severity === 'error')
        .map(({ message }) => formatMessage(message));
    expect(messages(text)).toHaveLength(1);
    expect(messages(text.replace('    Conv(2, size=3)\n', ''))).toEqual([
      expect.stringContaining('3 classes'),
    ]);
    expect(messages(text.replace('    Conv(2, size=3)\n    Affine(4)', '    Affine(3)'))).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  findNpzEntry,
  openNpz,
  readNpzArrays,
  readNpzEntry,
  readNpzStart,
} from '../../../../src/data/formats/npzArchive';
import { declaredFiles } from '../../../../src/data/formats/zipDirectory';
import { describeData, loadData } from '../../../../src/data/load';
import type { SourceFiles } from '../../../../src/data/dataSource';
import { writeNpy, writeNpz } from '../../../../src/data/npyWriter';
import { formatMessage } from '../../../../src/engine/message';
import {
  arrayOf,
  describeSource,
  errorOf,
  fileOf,
  fromBase64,
  load,
  loadReport,
  readFixture,
  reportOf,
  sourceOf,
  targetNumbers,
  valueOf,
} from '../samples';

const numpy = readFixture(
  'npz.json',
  v.object({
    x: v.array(v.number()),
    t: v.array(v.number()),
    shape: v.array(v.number()),
    cases: v.array(v.object({ name: v.string(), file: v.string() })),
  }),
);
const written = readFixture(
  'written.json',
  v.array(
    v.object({
      name: v.string(),
      descr: v.string(),
      shape: v.array(v.number()),
      values: v.array(v.string()),
    }),
  ),
);
const path = { file: 'f.npz' };

/** An array of texts, as NumPy keeps them as bytes. */
function textNpy(...texts: readonly string[]): Uint8Array {
  const width = Math.max(...texts.map(({ length }) => length));
  const fields = `{'descr': '|S${String(width)}', 'fortran_order': False, 'shape': (${String(texts.length)},), }`;
  const header = strToU8(`${fields.padEnd(117)}\n`);
  const content = strToU8(texts.map((text) => text.padEnd(width, '\0')).join(''));
  return Uint8Array.of(0x93, ...strToU8('NUMPY'), 1, 0, header.length, 0, ...header, ...content);
}

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const fromLatin1 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

const report = (bytes: Uint8Array, given = {}): ReturnType<typeof loadReport> =>
  loadReport('npz', { ...path, ...given }, { file: fileOf('f.npz', bytes) });

it('does not choose between two arrays of one name, which other readers do in different ways', () => {
  const packed = zipSync({
    'a.npy': writeNpy({ shape: [1], data: Float64Array.of(1) }),
    'b.npy': writeNpy({ shape: [1], data: Float64Array.of(2) }),
  });
  const both = fromLatin1(latin1(packed).replaceAll('b.npy', 'a.npy'));
  const entry = valueOf(findNpzEntry(valueOf(openNpz(fileOf('f.npz', both))), 'a', 'x'));
  const archive = valueOf(openNpz(fileOf('f.npz', both)));
  const sentence =
    'f.npz/a.npy stands in the archive twice. Save the archive again with one array of that name.';
  for (const read of [
    readNpzEntry(archive, entry),
    readNpzArrays(archive, 1e6),
    readNpzStart(archive, entry, 100),
  ])
    expect(formatMessage(errorOf(read).message)).toBe(sentence);
});

describe('npz(file)', () => {
  it.each(numpy.cases)('reads what NumPy writes: $name', ({ file }) => {
    const files = { file: fileOf('f.npz', fromBase64(file)) };
    const data = load('npz', path, files);
    expect(data.sampleShape).toEqual([3]);
    expect(Array.from(data.inputs)).toEqual(numpy.x);
    expect(targetNumbers(data)).toEqual(numpy.t);
    expect(describeSource('npz', path, files)).toEqual({
      sampleShape: [3],
      targets: { kind: 'labels', classes: 3, mayBeValues: true, counts: [1, 2, 1] },
      samples: { train: 4, test: 0 },
    });
  });

  it.each(numpy.cases)('gives an error for every truncation and never throws: $name', ({ file }) => {
    const bytes = fromBase64(file);
    for (let length = 0; length < bytes.length; length++) {
      expect(report(bytes.subarray(0, length)).file).toMatch(/^f\.npz/);
    }
  });

  it.each(numpy.cases)('never throws for a changed byte, and then names the file: $name', ({ file }) => {
    const bytes = fromBase64(file);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const files = {
          file: fileOf(
            'f.npz',
            bytes.map((byte, index) => (index === at ? byte ^ change : byte)),
          ),
        };
        for (const result of [
          describeData(sourceOf('npz'), path, files),
          loadData(sourceOf('npz'), path, files, { seed: 0 }),
        ]) {
          if (!result.ok) expect(formatMessage(result.error.message)).toMatch(/f\.npz/);
        }
      }),
      { numRuns: 600 },
    );
  });

  it.each(numpy.cases)('sees every bit that was flipped in an array: $name', ({ file }) => {
    const bytes = fromBase64(file);
    const sound = load('npz', path, { file: fileOf('f.npz', bytes) });
    for (let bit = 0; bit < 8 * bytes.length; bit += 37) {
      const changed = bytes.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      const read = loadData(sourceOf('npz'), path, { file: fileOf('f.npz', changed) }, { seed: 0 });
      // A flag, a date or a field nobody reads may have changed: then the numbers are what they were.
      if (read.ok) expect(read.value).toEqual(sound);
    }
  });

  it('tells a changed number by the checksum, before training and when it is described', () => {
    const archive = writeNpz({
      x: { shape: [2, 1], data: Float32Array.of(1, 2) },
      t: { shape: [2], data: Uint8Array.of(0, 1) },
    });
    const at = archive.findIndex((_, index) => archive.slice(index, index + 4).join() === '0,0,0,64');
    const changed = archive.map((byte, index) => (index === at + 3 ? 65 : byte));
    const text =
      'f.npz/x.npy is damaged: its checksum is not that of what was packed. Copy or save it again.';
    expect(report(changed)).toEqual({ text, file: 'f.npz/x.npy' });
    const described = describeData(sourceOf('npz'), path, { file: fileOf('f.npz', changed) });
    expect(described.ok ? undefined : formatMessage(described.error.message)).toBe(text);
  });

  it('reads the checksums of an archive with a comment, and of one with 64-bit records', () => {
    const archive = writeNpz({ x: { shape: [], data: Float32Array.of(1) } });
    const [file] = declaredFiles(archive);
    expect(file?.checksum).toBeGreaterThan(0);
    expect(declaredFiles(Uint8Array.from([...archive, ...strToU8('a comment')]))).toEqual([file]);
    const end = archive.length - 22;
    const start = new DataView(archive.buffer).getUint32(end + 16, true);
    const records = new DataView(new ArrayBuffer(56 + 20));
    records.setUint32(0, 0x06064b50, true);
    records.setBigUint64(48, BigInt(start), true);
    records.setUint32(56, 0x07064b50, true);
    records.setBigUint64(56 + 8, BigInt(end), true);
    const last = archive.slice(end);
    last.fill(0xff, 16, 20);
    const long = Uint8Array.from([...archive.subarray(0, end), ...new Uint8Array(records.buffer), ...last]);
    expect(declaredFiles(long)).toEqual([file]);
    expect(declaredFiles(long.subarray(0, long.length - 30))).toEqual([]);
  });

  it('names the arrays there are', () => {
    const [first] = numpy.cases;
    expect(report(fromBase64(first?.file ?? ''), { t: 'labels' })).toEqual({
      text: 'f.npz holds no array labels. It holds x, t, other. Say which is meant, as in: t="t"',
      file: 'f.npz',
      argument: 't',
      fix: { argument: 't', text: '"t"' },
    });
    expect(report(fromBase64(first?.file ?? ''), { x: 'other' })).toEqual({
      text: 'f.npz/other holds texts, but inputs must be numbers.',
      file: 'f.npz/other',
      field: 'descr',
    });
    expect(report(zipSync({ 'readme.txt': strToU8('hello') })).text).toBe('f.npz holds no arrays.');
  });

  it('refuses what is no archive', () => {
    expect(report(new Uint8Array()).text).toBe('f.npz is empty.');
    expect(report(new Uint8Array(100)).text).toBe('f.npz is not a ZIP archive, or it is cut off.');
    expect(report(writeNpy({ shape: [1], data: Uint8Array.of(1) })).text).toBe(
      'f.npz is a single array, as .npy files are, and no archive of several.',
    );
    const emptied = {
      file: fileOf('f.npz', zipSync({ 'x.npy': new Uint8Array(), 't.npy': new Uint8Array() })),
    };
    expect(reportOf(describeData(sourceOf('npz'), path, emptied)).text).toBe('f.npz/x.npy is empty.');
  });

  describe('refuses an archive made to fill the memory', () => {
    const zeros = writeNpy({ shape: [50_000], data: new Float64Array(50_000) });
    const t = writeNpy({ shape: [50_000], data: new Uint8Array(50_000) });
    const bomb = zipSync({ 'x.npy': zeros, 't.npy': t }, { level: 9 });
    const declaring = (size: number): Uint8Array => {
      const bytes = bomb.slice();
      const view = new DataView(bytes.buffer);
      // The size in the first entry of the directory, which is where a reader learns it.
      const directory = view.getUint32(bytes.length - 6, true);
      view.setUint32(directory + 24, size, true);
      return bytes;
    };

    it('by the size it declares', () => {
      expect(report(declaring(2 ** 32 - 1)).text).toBe(
        'f.npz would expand to 4.1 GB. At most 1 GB can be read.',
      );
      expect(report(declaring(2 ** 29)).text).toMatch(/^f\.npz is damaged: .* cannot expand to 513 MB\.$/);
    });

    it('by the size it has, where it declares less', () => {
      expect(report(declaring(1000)).text).toBe(
        'f.npz/x.npy is damaged: its checksum is not that of what was packed. Copy or save it again.',
      );
    });

    it('without expanding more than its beginning to describe it', () => {
      const count = 2 ** 22;
      const large = zipSync(
        {
          'x.npy': writeNpy({ shape: [count], data: new Float64Array(count) }),
          't.npy': writeNpy({ shape: [count], data: new Uint8Array(count) }),
        },
        { level: 9 },
      );
      const archive = valueOf(openNpz(fileOf('f.npz', large)));
      const entry = valueOf(findNpzEntry(archive, 'x', 'x'));
      const start = valueOf(readNpzStart(archive, entry, 2 ** 18));
      expect(start.shape).toEqual([count]);
      expect(start.array.shape).toEqual([(2 ** 18 - 128) / 8]);
    });
  });

  it('refuses unknown compression', () => {
    const bytes = writeNpz({
      x: { shape: [1], data: new Float32Array(1) },
      t: { shape: [1], data: new Int8Array(1) },
    });
    const view = new DataView(bytes.buffer);
    view.setUint16(view.getUint32(bytes.length - 6, true) + 10, 14, true);
    expect(report(bytes).text).toBe(
      'f.npz/x.npy is compressed by method 14; only stored and deflated files can be read.',
    );
  });

  it('says of an encrypted array that it is, before training and when it is described', () => {
    const bytes = writeNpz({
      x: { shape: [1], data: new Float32Array(1) },
      t: { shape: [1], data: new Int8Array(1) },
    });
    const view = new DataView(bytes.buffer);
    const directory = view.getUint32(bytes.length - 6, true);
    view.setUint16(directory + 8, view.getUint16(directory + 8, true) | 1, true);
    const text = 'f.npz/x.npy is encrypted, which cannot be read. Save the arrays without a password.';
    expect(report(bytes).text).toBe(text);
    expect(reportOf(describeData(sourceOf('npz'), path, { file: fileOf('f.npz', bytes) })).text).toBe(text);
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(openNpz(fileOf('f.npz', bytes)).ok).toBe(false);
      }),
    );
  });

  it('refuses a directory of more entries than the file has room for', () => {
    // A ZIP64 record that declares 2³² − 1 of them.
    const bytes = new Uint8Array(100);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, 0x06064b50, true);
    view.setUint32(32, 2 ** 32 - 1, true);
    view.setUint32(58, 0x07064b50, true);
    view.setUint32(78, 0x06054b50, true);
    view.setUint16(78 + 8, 1, true);
    expect(report(bytes).text).toBe('f.npz is not a ZIP archive, or it is cut off.');
  });
});

describe('npz(file, x_test=, t_test=)', () => {
  const archive = writeNpz({
    x_train: { shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
    y_train: { shape: [3], data: Int32Array.of(0, 1, 2) },
    x_test: { shape: [2, 2], data: Float32Array.of(7, 8, 9, 10) },
    y_test: { shape: [2], data: Int32Array.of(2, 1) },
  });
  const given = { ...path, x: 'x_train', t: 'y_train', x_test: 'x_test', t_test: 'y_test' };
  const files = { file: fileOf('f.npz', archive) };

  it('takes the arrays to test with as they are', () => {
    const data = load('npz', given, files);
    expect(Array.from(data.train)).toEqual([0, 1, 2]);
    expect(Array.from(data.test)).toEqual([3, 4]);
    expect(Array.from(data.inputs)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(targetNumbers(data)).toEqual([0, 1, 2, 2, 1]);
    expect(describeSource('npz', given, files)).toMatchObject({ samples: { train: 3, test: 2 } });
  });

  const numbersOf = (...data: readonly number[]): Uint8Array =>
    writeNpy({ shape: [data.length, 1], data: Float64Array.from(data) });
  const names = { x: 'x', t: 't', x_test: 'v', t_test: 'u' };
  const packed = (t: Uint8Array, u: Uint8Array, v = numbersOf(7, 8)): SourceFiles => ({
    file: fileOf('f.npz', zipSync({ 'x.npy': numbersOf(1, 2, 3), 't.npy': t, 'v.npy': v, 'u.npy': u })),
  });
  const labelsOf = (...data: readonly number[]): Uint8Array =>
    writeNpy({ shape: [data.length], data: Int32Array.from(data) });

  it('numbers names of classes in both parts as those to train with', () => {
    const learned = textNpy('ant', 'bee', 'ant');
    const data = load('npz', { ...path, ...names }, packed(learned, textNpy('bee', 'bee')));
    expect(targetNumbers(data)).toEqual([0, 1, 0, 1, 1]);
    expect(data.targets).toMatchObject({ classNames: ['ant', 'bee'], counts: [2, 3] });
  });

  it.each([
    [
      packed(textNpy('ant', 'bee', 'ant'), textNpy('bee', 'elk')),
      'f.npz/u, row 2: no sample to train with is of class elk. Classes there are ant, bee.',
    ],
    [
      packed(textNpy('ant', 'bee', 'ant'), labelsOf(0, 1)),
      'The targets of f.npz/t and of f.npz/u are not of one kind.',
    ],
    [
      packed(labelsOf(0, 1, 1), textNpy('bee', 'ant')),
      'The targets of f.npz/t and of f.npz/u are not of one kind.',
    ],
    [
      packed(labelsOf(0, 1, 1), labelsOf(0, 2)),
      'f.npz/u, row 2: 2 is not a label. Labels are whole numbers from 0 to 1.',
    ],
  ])('refuses other classes to test with, when it is described as well', (files, text) => {
    const call = { ...path, ...names };
    expect(loadReport('npz', call, files).text).toBe(text);
    expect(reportOf(describeData(sourceOf('npz'), call, files)).text).toBe(text);
    expect(reportOf(describeData(sourceOf('npz'), call, files, 'whole')).text).toBe(text);
  });

  it('looks at all that is tested with, where it is described whole', () => {
    const call = { ...path, ...names };
    const halves = packed(labelsOf(0, 1, 1), numbersOf(0.5, 1.5));
    const sentence = loadReport('npz', call, halves).text;
    expect(reportOf(describeData(sourceOf('npz'), call, halves, 'whole')).text).toBe(sentence);
    const far = packed(labelsOf(0, 1, 1), labelsOf(0, 1), numbersOf(1e300, 8));
    const described = valueOf(describeData(sourceOf('npz'), call, far, 'whole'));
    const { beyondFloat32 } = described ?? {};
    expect(beyondFloat32 && formatMessage(beyondFloat32)).toMatch(/^f\.npz\/v, row 1, column 1: 1e\+300 is/);
  });

  it.each([
    [
      { t_test: undefined },
      'x_test and t_test go together: the samples to test with need inputs and targets.',
    ],
    [{ test: 0.5 }, 'The samples to test with are x_test and t_test; test= would take others.'],
    [{ x_test: 'y_test' }, 'A sample of f.npz/x_train is 2, but one of f.npz/y_test is 1.'],
    [
      { x: 'x' },
      'f.npz holds no array x. It holds x_train, y_train, x_test, y_test. Say which is meant, as in: x="x_train"',
    ],
    [{ t_test: 'y_train' }, 'Samples are not equally many: 2 in f.npz/x_test, 3 in f.npz/y_train.'],
  ])('says what does not fit: %o', (change, text) => {
    expect(report(archive, { ...given, ...change }).text).toBe(text);
    expect(reportOf(describeData(sourceOf('npz'), { ...given, ...change }, files)).text).toBe(text);
  });
});

describe('writeNpz', () => {
  it('writes the archive NumPy has read: written.npz', () => {
    const arrays = Object.fromEntries(
      written.map(({ name, descr, shape, values }) => [name, arrayOf(descr, shape, values)]),
    );
    expect(writeNpz(arrays)).toEqual(new Uint8Array(readFileSync('test/fixtures/data/written.npz')));
  });
});

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { zipEntries } from '../../../../src/data/bytes/zip';
import { writeNpy } from '../../../../src/data/npyWriter';
import { writeNpz } from '../../../../src/data/npzWriter';
import {
  arrayOf,
  describeSource,
  fileOf,
  fromBase64,
  load,
  loadReport,
  readFixture,
  reportOf,
  targetNumbers,
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
const report = (bytes: Uint8Array, given = {}): ReturnType<typeof loadReport> =>
  loadReport('npz', { ...path, ...given }, { file: fileOf('f.npz', bytes) });

describe('npz(file)', () => {
  it.each(numpy.cases)('reads what NumPy writes: $name', ({ file }) => {
    const files = { file: fileOf('f.npz', fromBase64(file)) };
    const data = load('npz', path, files);
    expect(data.sampleShape).toEqual([3]);
    expect(Array.from(data.inputs)).toEqual(numpy.x);
    expect(targetNumbers(data)).toEqual(numpy.t);
    expect(describeSource('npz', path, files)).toEqual({
      sampleShape: [3],
      targets: { kind: 'labels', classes: 3, mayBeValues: true },
      samples: { train: 4, test: 0 },
    });
  });

  it.each(numpy.cases)('gives an error for every truncation and never throws: $name', ({ file }) => {
    const bytes = fromBase64(file);
    for (let length = 0; length < bytes.length; length++) {
      expect(report(bytes.subarray(0, length)).file).toMatch(/^f\.npz/);
    }
  });

  it.each(numpy.cases)('notices every changed byte of the arrays it reads: $name', ({ file }) => {
    const bytes = fromBase64(file);
    const data = load('npz', path, { file: fileOf('f.npz', bytes) });
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = bytes.map((byte, index) => (index === at ? byte ^ change : byte));
        try {
          const read = load('npz', path, { file: fileOf('f.npz', damaged) });
          expect(read).toEqual(data);
        } catch (error) {
          expect(String(error)).toMatch(/^Error: f\.npz/);
        }
      }),
      { numRuns: 600 },
    );
  });

  it('names the arrays there are', () => {
    const [first] = numpy.cases;
    expect(report(fromBase64(first?.file ?? ''), { t: 'labels' })).toEqual({
      text: 'f.npz holds no array labels. It holds x, t, other.',
      file: 'f.npz',
      argument: 't',
    });
    expect(report(fromBase64(first?.file ?? ''), { x: 'other' })).toMatchObject({
      file: 'f.npz/other.npy',
      field: 'descr',
    });
    expect(report(zipSync({ 'readme.txt': strToU8('hello') })).text).toBe('f.npz holds no arrays.');
  });

  it('refuses what is no archive', () => {
    expect(report(new Uint8Array()).text).toBe('f.npz is empty.');
    expect(report(new Uint8Array(100)).text).toBe('f.npz is no ZIP archive, or it is cut off.');
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
        'f.npz/x.npy is damaged: its compressed data do not expand to what was packed.',
      );
    });
  });

  it('refuses encryption and unknown compression', () => {
    const change = (offset: number, value: number): Uint8Array => {
      const bytes = writeNpz({
        x: { shape: [1], data: new Float32Array(1) },
        t: { shape: [1], data: new Int8Array(1) },
      });
      const view = new DataView(bytes.buffer);
      view.setUint16(view.getUint32(bytes.length - 6, true) + offset, value, true);
      return bytes;
    };
    expect(report(change(8, 1)).text).toBe('f.npz/x.npy is encrypted.');
    expect(report(change(10, 14)).text).toBe(
      'f.npz/x.npy is compressed by method 14; only stored and deflated files can be read.',
    );
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(typeof zipEntries(fileOf('f.npz', bytes)).ok).toBe('boolean');
      }),
    );
    const end = fromBase64('UEsFBgAAAAABAAEA/wAAAAAAAAAAAA==');
    expect(reportOf(zipEntries(fileOf('f.npz', end))).text).toBe(
      'f.npz is damaged: its directory of files cannot be read.',
    );
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

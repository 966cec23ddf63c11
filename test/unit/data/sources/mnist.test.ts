import { gzipSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readIdx } from '../../../../src/data/formats/idx';
import { describeData, filesOf } from '../../../../src/data/load';
import type { SourceFile, SourceFiles } from '../../../../src/data/dataSource';
import {
  describeSource,
  errorOf,
  fileOf,
  headOf,
  load,
  loadReport,
  reportOf,
  sourceOf,
  targetNumbers,
  valueOf,
} from '../samples';

/** An IDX file of bytes: the header is written here a second time, from the format's description. */
function idx(sizes: readonly number[], bytes: readonly number[]): Uint8Array {
  const axes = sizes.flatMap((size) => [size >> 24, (size >> 16) & 255, (size >> 8) & 255, size & 255]);
  return Uint8Array.of(0, 0, 8, sizes.length, ...axes, ...bytes);
}

/** A gzip file with every optional field of RFC 1952 in its header: extra, name, comment, checksum. */
function withEveryField(zipped: Uint8Array): Uint8Array {
  const fields = [2, 0, 1, 2, 110, 0, 99, 0, 0, 0];
  return Uint8Array.of(
    ...zipped.subarray(0, 3),
    2 + 4 + 8 + 16,
    ...zipped.subarray(4, 10),
    ...fields,
    ...zipped.subarray(10),
  );
}

const images = idx([3, 2, 2], [0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6]);
const labels = idx([3], [7, 0, 9]);
const testImages = idx([1, 2, 2], [255, 0, 0, 255]);
const testLabels = idx([1], [3]);
const given = { folder: 'data/mnist' };

function folder(changed: Record<string, Uint8Array | undefined> = {}): SourceFiles {
  const contents: Record<string, Uint8Array | undefined> = {
    trainImages: images,
    trainLabels: labels,
    testImages,
    testLabels,
    ...changed,
  };
  const files: Record<string, SourceFile> = {};
  for (const [role, bytes] of Object.entries(contents)) if (bytes) files[role] = fileOf(role, bytes);
  return files;
}

const report = (changed: Record<string, Uint8Array | undefined>, more = {}): ReturnType<typeof loadReport> =>
  loadReport('mnist', { ...given, ...more }, folder(changed));

describe('mnist(folder)', () => {
  it('reads the four files, and scales the pixels as the chapter does', () => {
    const data = load('mnist', given, folder());
    expect(data.sampleShape).toEqual([1, 2, 2]);
    expect(data.inputs).toEqual(
      Float32Array.from(
        [0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6, 255, 0, 0, 255],
        (pixel) => pixel / 255,
      ),
    );
    expect(targetNumbers(data)).toEqual([7, 0, 9, 3]);
    expect([Array.from(data.train), Array.from(data.test)]).toEqual([[0, 1, 2], [3]]);
  });

  it('reads gzipped files alike', () => {
    const zipped = folder({
      trainImages: gzipSync(images, { filename: 'train-images-idx3-ubyte' }),
      trainLabels: withEveryField(gzipSync(labels)),
      testImages: gzipSync(testImages),
      testLabels: gzipSync(testLabels, { level: 0 }),
    });
    expect(load('mnist', given, zipped)).toEqual(load('mnist', given, folder()));
  });

  it('is described by the beginnings of the files, gzipped or not', () => {
    const expected = {
      sampleShape: [1, 2, 2],
      targets: { kind: 'labels', classes: 10, counts: [1, 0, 0, 1, 0, 0, 0, 1, 0, 1] },
      samples: { train: 3, test: 1 },
    };
    const pixels = (length: number): number[] =>
      Array.from({ length }, (_, index) => (index * index * 31) % 251);
    const long = idx([3, 50, 60], pixels(9000));
    const heads = (bytes: Uint8Array): SourceFiles => ({
      ...folder({ testImages: idx([1, 50, 60], pixels(3000)) }),
      trainImages: headOf(fileOf('trainImages', bytes), 2000),
    });
    expect(describeSource('mnist', given, folder())).toEqual(expected);
    const large = { ...expected, sampleShape: [1, 50, 60] };
    expect(describeSource('mnist', given, heads(long))).toEqual(large);
    expect(describeSource('mnist', given, heads(gzipSync(long)))).toEqual(large);
  });

  it.each([
    [
      'labels of another collection',
      { trainLabels: Uint8Array.of(0, 0, 12, 2, 0, 0, 0, 0, 0, 0, 0, 0) },
      'trainLabels is a 2-dimensional IDX file of 32-bit integers (magic 00 00 0c 02); a 1-dimensional one of unsigned bytes is expected here, as MNIST has it.',
    ],
    [
      'a label too few',
      { trainLabels: idx([2], [1, 2]) },
      'Images and labels are not equally many: 3 in trainImages, 2 in trainLabels.',
    ],
    [
      'a label that is none',
      { testLabels: idx([1], [10]) },
      'testLabels, row 1: 10 is not a label. Labels are whole numbers from 0 to 9.',
    ],
    [
      'images cut off',
      { trainImages: idx([3, 2, 2], [1, 2, 3]) },
      'trainImages is cut off: its header asks for 12 bytes of data, 3 are there.',
    ],
    [
      'images to test with of another size',
      { testImages: idx([1, 4, 1], [1, 2, 3, 4]) },
      'The images of trainImages are 2×2, those of testImages are 4×1.',
    ],
  ])('is refused before training for %s, as it is then', (_what, change, text) => {
    expect(reportOf(describeData(sourceOf('mnist'), given, folder(change))).text).toBe(text);
    expect(loadReport('mnist', given, folder(change)).text).toBe(text);
  });

  it('takes only so many of the samples, a share of both parts', () => {
    const data = load('mnist', { ...given, limit: 3 }, folder());
    expect([data.train.length, data.test.length]).toEqual([2, 1]);
    expect(describeSource('mnist', { ...given, limit: 3 }, folder())).toMatchObject({
      samples: { train: 2, test: 1 },
    });
  });

  it('is refused by its header where it holds no images', () => {
    const empty = folder({ trainImages: idx([0, 2, 2], []), trainLabels: idx([0], []) });
    expect(reportOf(describeData(sourceOf('mnist'), given, empty)).text).toBe('trainImages holds no images.');
  });

  it('flattens the images where the shape says so, and standardises them', () => {
    const data = load('mnist', { ...given, shape: [4], standardize: true }, folder());
    expect(data.sampleShape).toEqual([4]);
    const first = [0, 1, 2].map((sample) => data.inputs[sample * 4] ?? NaN);
    expect(first.reduce((sum, x) => sum + x, 0)).toBeCloseTo(0, 5);
  });

  it('looks for the names the files have been published under', () => {
    const requests = valueOf(filesOf(sourceOf('mnist'), { folder: 'data/mnist/' }));
    expect(requests.map(({ paths }) => paths[0])).toEqual([
      'data/mnist/train-images-idx3-ubyte',
      'data/mnist/train-labels-idx1-ubyte',
      'data/mnist/t10k-images-idx3-ubyte',
      'data/mnist/t10k-labels-idx1-ubyte',
    ]);
    expect(requests[0]?.paths.slice(1)).toEqual([
      'data/mnist/train-images-idx3-ubyte.gz',
      'data/mnist/train-images.idx3-ubyte',
      'data/mnist/train-images.idx3-ubyte.gz',
    ]);
  });

  it('says where to put the files when one is missing', () => {
    expect(report({ trainImages: undefined })).toEqual({
      text: 'data/mnist/train-images-idx3-ubyte was not found beside this file. Put the four MNIST files there, gzipped or not: train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte.',
      file: 'data/mnist/train-images-idx3-ubyte',
      argument: 'folder',
    });
  });

  it.each<[string, Record<string, Uint8Array>, object, object]>([
    [
      'labels where images belong',
      { trainImages: labels },
      {},
      {
        text: 'trainImages is a 1-dimensional IDX file of unsigned bytes (magic 00 00 08 01); a 3-dimensional one of unsigned bytes is expected here, as MNIST has it.',
        field: 'magic',
      },
    ],
    ['floats', { trainImages: images.map((byte, at) => (at === 2 ? 0x0d : byte)) }, {}, { field: 'magic' }],
    [
      'a different number of labels',
      { trainLabels: idx([2], [1, 2]) },
      {},
      {
        text: 'Images and labels are not equally many: 3 in trainImages, 2 in trainLabels.',
        field: 'dimensions',
      },
    ],
    [
      'a label out of range',
      { testLabels: idx([1], [10]) },
      {},
      { text: 'testLabels, row 1: 10 is not a label. Labels are whole numbers from 0 to 9.', row: 1 },
    ],
    ['a label out of the classes given', {}, { classes: 8 }, { file: 'trainLabels', row: 3 }],
    [
      'images of another size',
      { testImages: idx([1, 2, 3], [1, 2, 3, 4, 5, 6]) },
      {},
      { text: 'The images of trainImages are 2×2, those of testImages are 2×3.', field: 'dimensions' },
    ],
    [
      'no images',
      { trainImages: idx([0, 2, 2], []), trainLabels: idx([0], []) },
      {},
      { text: 'trainImages holds no images.' },
    ],
    ['an empty file', { testLabels: new Uint8Array() }, {}, { text: 'testLabels is empty.' }],
    [
      'a shape of another size',
      {},
      { shape: [5] },
      { text: 'Numbers of a sample: 4, of shape=5: 5.', argument: 'shape' },
    ],
    ['its own test argument', {}, { test: 0.5 }, { text: 'mnist has no argument test.', argument: 'test' }],
  ])('refuses %s', (_what, changed, more, expected) => {
    expect(report(changed, more)).toMatchObject(expected);
  });

  it.each([
    ['plain', images],
    ['gzipped', gzipSync(images)],
  ])('refuses a %s file at every length but its own, and longer', (_kind, bytes) => {
    for (let length = 0; length < bytes.length; length++) {
      expect(errorOf(readIdx(fileOf('f', bytes.subarray(0, length)), 3)).file).toBe('f');
    }
    expect(errorOf(readIdx(fileOf('f', Uint8Array.of(...bytes, 1)), 3)).file).toBe('f');
  });

  it('refuses a gzipped file that declares another size', () => {
    const declaring = (size: number): Uint8Array => {
      const bytes = gzipSync(images);
      new DataView(bytes.buffer).setUint32(bytes.length - 4, size, true);
      return bytes;
    };
    for (const size of [2 ** 32 - 1, 2 ** 29, images.length - 1, images.length + 1]) {
      expect(report({ trainImages: declaring(size) }).text).toMatch(/is cut off or damaged/);
    }
  });

  it('never throws, whatever the bytes', () => {
    const zipped = gzipSync(images);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(60), (noise, at) => {
        expect(typeof readIdx(fileOf('f', noise), 3).ok).toBe('boolean');
        for (const good of [images, zipped]) {
          const damaged = good.slice();
          damaged.set(noise.subarray(0, Math.max(0, damaged.length - at)), Math.min(at, damaged.length));
          expect(typeof readIdx(fileOf('f', damaged), 3).ok).toBe('boolean');
        }
      }),
      { numRuns: 1000 },
    );
  });
});

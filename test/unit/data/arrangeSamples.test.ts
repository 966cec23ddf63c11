import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { writeNpy, writeNpz } from '../../../src/data/npyWriter';
import { describeSource, fileOf, fromBase64, load, loadReport, readFixture, targetNumbers } from './samples';

const numpy = readFixture(
  'channels_last.json',
  v.object({ x: v.string(), shape: v.array(v.number()), first: v.array(v.number()) }),
);
const paths = { x: 'x.npy', t: 't.npy' };
const images = {
  x: fileOf('x.npy', fromBase64(numpy.x)),
  t: fileOf('t.npy', writeNpy({ shape: [3], data: Int32Array.of(0, 1, 2) })),
};

describe('channels_last=true', () => {
  const given = { ...paths, channels_last: true, scale: 1 / 255 };

  it('brings the channels to the front, as numpy.transpose does', () => {
    const data = load('npy', given, images);
    expect(data.sampleShape).toEqual(numpy.shape);
    for (const [entry, input] of data.inputs.entries())
      expect(input).toBeCloseTo(numpy.first[entry] ?? NaN, 6);
    expect(describeSource('npy', given, images)).toMatchObject({ sampleShape: numpy.shape });
  });

  it('takes the shape of a flat sample in the order of the file', () => {
    const flat = writeNpy({ shape: [3, 60], data: Float64Array.from({ length: 180 }, (_, entry) => entry) });
    const cubes = writeNpy({
      shape: [3, 4, 5, 3],
      data: Float64Array.from({ length: 180 }, (_, entry) => entry),
    });
    const ofFlat = load('npy', { ...given, shape: [4, 5, 3] }, { ...images, x: fileOf('x.npy', flat) });
    const ofCubes = load('npy', given, { ...images, x: fileOf('x.npy', cubes) });
    expect(ofFlat.sampleShape).toEqual([3, 4, 5]);
    expect(ofFlat.inputs).toEqual(ofCubes.inputs);
  });

  it('needs an axis of channels', () => {
    const flat = writeNpy({ shape: [3, 60], data: new Float32Array(180) });
    expect(loadReport('npy', given, { ...images, x: fileOf('x.npy', flat) })).toEqual({
      text: 'A sample has the shape 60: there is no axis of channels to bring to the front. Say its shape too, as in shape=[32, 32, 3].',
      argument: 'channels_last',
    });
  });
});

describe('limit', () => {
  const rows = Array.from({ length: 90 }, (_, row) => `${row},${Math.floor(row / 30)}`).join('\n');
  const files = { file: fileOf('f.csv', `x,t\n${rows}\n`) };
  const given = { file: 'f.csv', limit: 9 };

  it('takes of every class its share, and keeps rows with their targets', () => {
    const data = load('csv', given, files);
    expect(data.count).toBe(9);
    expect(targetNumbers(data)).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2]);
    for (const [sample, input] of data.inputs.entries()) {
      expect(Math.floor(input / 30)).toBe(targetNumbers(data)[sample]);
      expect(data.origin?.rows?.[sample]).toBe(input + 2);
    }
  });

  it('follows from the seed, comes before the test part, and is described', () => {
    const inputs = (seed: number): readonly number[] => [...load('csv', given, files, { seed }).inputs];
    expect(inputs(1)).toEqual(inputs(1));
    expect(inputs(1)).not.toEqual(inputs(2));
    const split = load('csv', { ...given, test: 3 }, files);
    expect([split.train.length, split.test.length]).toEqual([6, 3]);
    expect(describeSource('csv', { ...given, test: 3 }, files)).toMatchObject({
      samples: { train: 6, test: 3 },
    });
  });

  it('beyond the samples there are changes nothing', () => {
    expect(load('csv', { ...given, limit: 1000 }, files)).toEqual(load('csv', { file: 'f.csv' }, files));
  });
});

describe('limit of data with a test part of its own', () => {
  const array = (from: number, count: number): Float64Array =>
    Float64Array.from({ length: count }, (_, entry) => from + entry);
  const archive = (own: number, tested: number): Parameters<typeof load>[2] => ({
    file: fileOf(
      'f.npz',
      writeNpz({
        x: { shape: [own, 1], data: array(0, own) },
        t: { shape: [own], data: array(0.5, own) },
        x_test: { shape: [tested, 1], data: array(100, tested) },
        t_test: { shape: [tested], data: array(100.5, tested) },
      }),
    ),
  });
  const given = { file: 'f.npz', x_test: 'x_test', t_test: 't_test' };

  it('draws each part from its own samples', () => {
    const { inputs, train, test } = load('npz', { ...given, limit: 6 }, archive(8, 4));
    expect([train.length, test.length]).toEqual([4, 2]);
    expect(Array.from(train, (sample) => inputs[sample]).every((input) => (input ?? NaN) < 100)).toBe(true);
    expect(Array.from(test, (sample) => inputs[sample]).every((input) => (input ?? NaN) >= 100)).toBe(true);
  });

  it('leaves a sample to train with', () => {
    const { train, test } = load('npz', { ...given, limit: 1 }, archive(1, 8));
    expect([train.length, test.length]).toEqual([1, 0]);
  });
});

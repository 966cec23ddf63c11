import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { backprop, definition } from './backprop';

interface NumpyArray {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/**
 * Reads NPY by its own specification (version 1): a magic,
 * the length of a Python dictionary, the dictionary, numbers.
 */
function numpyArray(bytes: Uint8Array): NumpyArray {
  expect([...bytes.subarray(0, 8)]).toEqual([0x93, ...Buffer.from('NUMPY'), 1, 0]);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 10 + view.getUint16(8, true);
  const header = Buffer.from(bytes.subarray(10, start)).toString('latin1');
  const [, dtype = '', shape = ''] =
    /^\{'descr': '([^']+)', 'fortran_order': False, 'shape': \(([\d, ]*)\), \}\s*\n$/.exec(header) ?? [];
  const size = Number(dtype.slice(2));
  const count = (bytes.length - start) / size;
  return {
    dtype,
    shape: shape.split(',').flatMap((axis) => (axis.trim() === '' ? [] : [Number(axis)])),
    values: Array.from({ length: count }, (_, at) => {
      const place = start + at * size;
      if (dtype === '<f4') return view.getFloat32(place, true);
      if (dtype === '<f8') return view.getFloat64(place, true);
      if (dtype === '<i4') return view.getInt32(place, true);
      return view.getUint8(place);
    }),
  };
}

const network = `network Small {
  data = digits(test=0.5)
  layers {
    Conv(filters=4, size=3, pad=1)
    BatchNorm
    ReLU
    MaxPool(2)
    Flatten
    hidden = Affine(10)
    Sigmoid
    Affine(10)
    SoftmaxWithLoss
  }
  train {
    optimizer = SGD(lr=0.1)
    batch = 6
  }
}
`;

let arrays: Readonly<Record<string, NumpyArray>>;
let json: { readonly loss: number; readonly layers: readonly { readonly name: string }[] };

function arrayOf(name: string): NumpyArray {
  const found = arrays[name];
  if (found === undefined) throw new Error(`no ${name} in ${Object.keys(arrays).join(' ')}`);
  return found;
}

beforeAll(async () => {
  const file = definition(network);
  const out = file.replace(/\.backprop$/, '.npz');
  const { exitCode, output, errors } = await backprop('run', file, '--network', 'Small', '--npz', out);
  expect(errors).toBe('');
  expect(exitCode).toBe(0);
  json = JSON.parse(output) as typeof json;
  arrays = Object.fromEntries(
    Object.entries(unzipSync(readFileSync(out))).map(([name, bytes]) => [
      name.replace(/\.npy$/, ''),
      numpyArray(bytes),
    ]),
  );
});

describe('backprop run --npz', () => {
  it('holds every array in the shape the book gives it', () => {
    const shapes = Object.fromEntries(Object.entries(arrays).map(([name, { shape }]) => [name, shape]));
    expect(shapes).toMatchObject({
      input: [6, 1, 8, 8],
      target: [6],
      loss: [],
      'conv1.W': [4, 1, 3, 3],
      'conv1.b': [4],
      'conv1.dW': [4, 1, 3, 3],
      'conv1.db': [4],
      'conv1.output': [6, 4, 8, 8],
      'conv1.gradOutput': [6, 4, 8, 8],
      'batchnorm1.gamma': [4],
      'batchnorm1.beta': [4],
      'batchnorm1.dgamma': [4],
      'batchnorm1.dbeta': [4],
      'relu1.mask': [6, 4, 8, 8],
      'maxpool1.output': [6, 4, 4, 4],
      'flatten1.output': [6, 64],
      'hidden.W': [64, 10],
      'hidden.dW': [64, 10],
      'affine1.b': [10],
      'affine1.gradOutput': [6, 10],
    });
    expect(json.layers.map(({ name }) => name)).toEqual([
      'conv1',
      'batchnorm1',
      'relu1',
      'maxpool1',
      'flatten1',
      'hidden',
      'sigmoid1',
      'affine1',
      'softmaxwithloss1',
    ]);
    expect(arrayOf('loss').values[0]).toBeCloseTo(json.loss, 6);
  });

  it('holds numbers that follow from each other as NumPy would compute them', () => {
    const x = arrayOf('sigmoid1.output').values;
    const { values: W } = arrayOf('affine1.W');
    const { values: b } = arrayOf('affine1.b');
    const { values: dout } = arrayOf('affine1.gradOutput');
    arrayOf('affine1.output').values.forEach((value, at) => {
      const [row, unit] = [Math.floor(at / 10), at % 10];
      let sum = b[unit] ?? NaN;
      for (let i = 0; i < 10; i++) sum += (x[row * 10 + i] ?? NaN) * (W[i * 10 + unit] ?? NaN);
      expect(value).toBeCloseTo(sum, 4);
    });
    arrayOf('affine1.dW').values.forEach((value, at) => {
      const [feature, unit] = [Math.floor(at / 10), at % 10];
      let sum = 0;
      for (let row = 0; row < 6; row++)
        sum += (x[row * 10 + feature] ?? NaN) * (dout[row * 10 + unit] ?? NaN);
      expect(value).toBeCloseTo(sum, 5);
    });
    // True means blocked.
    const before = arrayOf('batchnorm1.output').values;
    expect(arrayOf('relu1.mask').values.map(Boolean)).toEqual(before.map((value) => value <= 0));
    expect(new Set(arrayOf('relu1.mask').values).size).toBe(2);
  });
});

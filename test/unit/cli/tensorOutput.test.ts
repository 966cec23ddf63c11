import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { beforeAll, describe, expect, it } from 'vitest';
import { runPython } from '../python';
import { backprop, definition } from './backprop';

const readArrays = v.record(
  v.string(),
  v.object({ dtype: v.string(), shape: v.array(v.number()), values: v.array(v.number()) }),
);
type NumpyArray = v.InferOutput<typeof readArrays>[string];

/** Reads a file as NumPy does, or by the three sentences in which safetensors describes its format. */
const reader = `
import json, struct, sys
import numpy as np

types = {"F64": "<f8", "F32": "<f4", "I64": "<i8", "BOOL": "?"}

def safetensors(path):
    raw = open(path, "rb").read()
    (length,) = struct.unpack("<Q", raw[:8])
    data = raw[8 + length:]
    for name, entry in json.loads(raw[8:8 + length]).items():
        begin, end = entry["data_offsets"]
        yield name, np.frombuffer(data[begin:end], types[entry["dtype"]]).reshape(entry["shape"])

path = sys.argv[1]
arrays = np.load(path).items() if path.endswith(".npz") else safetensors(path)
print(json.dumps({
    name: {"dtype": str(array.dtype), "shape": array.shape, "values": array.astype(float).ravel().tolist()}
    for name, array in arrays
}))
`;

function readByNumpy(file: string): Readonly<Record<string, NumpyArray>> {
  return v.parse(readArrays, JSON.parse(runPython(['-c', reader, file])));
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
let asSafetensors: typeof arrays;
let json: { readonly loss: number; readonly layers: readonly { readonly name: string }[] };

function arrayOf(name: string): NumpyArray {
  const found = arrays[name];
  if (found === undefined) throw new Error(`no ${name} in ${Object.keys(arrays).join(' ')}`);
  return found;
}

beforeAll(async () => {
  const file = definition(network);
  const out = file.replace(/\.backprop$/, '.npz');
  const other = out.replace(/npz$/, 'safetensors');
  const words = ['--network', 'Small', '--npz', out, '--safetensors', other];
  const { exitCode, output, errors } = await backprop('run', file, ...words);
  expect(errors).toBe('');
  expect(exitCode).toBe(0);
  json = JSON.parse(output) as typeof json;
  arrays = readByNumpy(out);
  asSafetensors = readByNumpy(other);
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

  it('holds labels as whole numbers, and masks as truth values', () => {
    const types = Object.entries(arrays).filter(([, { dtype }]) => dtype !== 'float32');
    expect(types.map(([name, { dtype }]) => [name, dtype])).toEqual([
      ['target', 'int64'],
      ['relu1.mask', 'bool'],
    ]);
    const labels = arrayOf('target').values;
    expect(labels.every((label) => Number.isInteger(label) && label >= 0 && label < 10)).toBe(true);
    expect(new Set(labels).size).toBeGreaterThan(1);
  });

  it('holds the same in a safetensors file', () => {
    expect(asSafetensors).toEqual(arrays);
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

/** Runs the first mini-batch of a network, and reads what was written of it. */
async function firstMiniBatch(text: string): Promise<Readonly<Record<string, NumpyArray>>> {
  const file = definition(text);
  const out = file.replace(/\.backprop$/, '.npz');
  const { exitCode, errors } = await backprop('run', file, '--network', 'N', '--npz', out);
  expect(exitCode, errors).toBe(0);
  return readByNumpy(out);
}

describe('targets in a file', () => {
  const network = (data: string, end: string): string =>
    `network N { data = ${data}; layers { Affine(${end} }; train { optimizer = SGD(lr=0.1); batch = 4 } }`;

  it.each([
    ['classes are int64', 'iris()', '3); SoftmaxWithLoss', 'int64', [4]],
    ['two classes for one number are int64', 'xor()', '1); SigmoidWithLoss', 'int64', [4, 1]],
    ['one-hot rows are compared as numbers', 'iris()', '3); MeanSquaredError', 'float32', [4, 3]],
    ['values stay values', 'sine()', '1); MeanSquaredError', 'float32', [4, 1]],
  ])('%s', async (_, data, end, dtype, shape) => {
    expect((await firstMiniBatch(network(data, end)))['target']).toMatchObject({ dtype, shape });
  });

  it('are read back as what they were', async () => {
    for (const end of ['3); SoftmaxWithLoss', '1); SigmoidWithLoss']) {
      const data = end.startsWith('3') ? 'iris()' : 'xor()';
      const file = definition(network(data, end));
      const out = file.replace(/\.backprop$/, '.npz');
      await backprop('run', file, '--network', 'N', '--npz', out);
      const again = `npz("${path.basename(out)}", x="input", t="target")`;
      const read = await firstMiniBatch(
        network(again, end).replace('batch = 4', 'batch = all; shuffle = false'),
      );
      const written = readByNumpy(out);
      expect(read['input']).toEqual(written['input']);
      expect(read['target']).toEqual(written['target']);
    }
  });
});

describe('backprop train --safetensors', () => {
  it('writes what another network starts from', async () => {
    const file = definition(network);
    const out = file.replace(/\.backprop$/, '.safetensors');
    const { exitCode, errors } = await backprop('train', file, '--steps', '5', '--safetensors', out);
    expect(exitCode, errors).toBe(0);
    const learned = readByNumpy(out);
    expect(learned['batchnorm1.runningMean']?.shape).toEqual([4]);
    const untrained = asSafetensors;
    const names = Object.keys(learned).filter((name) => !name.includes('running'));
    expect(names).toContain('hidden.W');
    for (const name of names) expect(learned[name]?.values, name).not.toEqual(untrained[name]?.values);

    const again = network.replace(
      'layers {',
      `parameters = safetensors("${path.basename(out)}")\n  layers {`,
    );
    const next = definition(again);
    const second = next.replace(/\.backprop$/, '.npz');
    const told = await backprop('run', next, '--network', 'Small', '--npz', second);
    expect(told.errors).toContain('Parameters of the file: ');
    expect(told.errors).not.toMatch(/Not in it|Not used/);
    const started = readByNumpy(second);
    for (const name of names) expect(started[name], name).toEqual(learned[name]);
  });

  it('is never what the command reads, by whatever name', async () => {
    const file = definition(network);
    const folder = path.dirname(file);
    const link = path.join(folder, 'lnk.npz');
    symlinkSync(file, link);
    const data = path.join(folder, 'read.csv');
    const rows = 'a,t\n1,0\n2,1\n3,0\n';
    writeFileSync(data, rows);
    const layers = 'layers { Affine(2); SoftmaxWithLoss }; train { optimizer = SGD(lr=0.1) }';
    const reading = definition(`network N { data = csv("read.csv"); ${layers} }`);
    const formulas = definition('W = csv("read.csv")\ny = W * 2\n');
    for (const words of [
      ['train', file, '--npz', file],
      ['train', file, '--safetensors', link],
      ['train', reading, '--npz', data],
      ['run', '--network', 'N', reading, '--npz', data],
      ['convert', formulas, '--to', 'numpy', '--out', formulas],
      ['convert', formulas, '--to', 'numpy', '--out', data],
    ]) {
      const { exitCode, errors } = await backprop(...words);
      expect(errors).toContain('is read here, so nothing is written over it.');
      expect(exitCode).toBe(2);
    }
    expect(readFileSync(file, 'utf8')).toBe(network);
    expect(readFileSync(data, 'utf8')).toBe(rows);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('says what is wrong with the file before anything is computed', async () => {
    const file = definition(network);
    const missing = path.join(path.dirname(file), 'missing', 'out.safetensors');
    const both = path.join(path.dirname(file), 'both');
    for (const [words, error] of [
      [['train', file, '--safetensors', ''], '--safetensors takes a value, and none follows.'],
      [
        ['train', file, '--safetensors', missing],
        `${missing} could not be written: there is no such file or folder.`,
      ],
      [['train', file, '--safetensors', both, '--npz', both], '--npz and --safetensors name the same file.'],
      [['run', file, '--safetensors', both], '--safetensors goes with --network NAME.'],
    ] as const) {
      const { exitCode, output, errors } = await backprop(...words);
      expect([exitCode, output, errors]).toEqual([2, '', `backprop: ${error}\n`]);
    }
  });
});

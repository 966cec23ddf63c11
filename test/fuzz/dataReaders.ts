import { gzipSync } from 'fflate';
import { findArraySource } from '../../src/data/arraySources';
import { namesInArrayFile, readArchive, readArray } from '../../src/data/readArray';
import { describeData, loadData } from '../../src/data/load';
import { writeNpy, writeNpz, type WritableArray } from '../../src/data/npyWriter';
import type { SourceFile, SourceFiles } from '../../src/data/dataSource';
import { findDataSource } from '../../src/data/dataSources';
import type { Settings } from '../../src/engine/layers/support/layer';
import { sizeOf, type Shape } from '../../src/engine/shape';
import type { Choices, FuzzTarget, GrowthCase } from './target';

/** A call of a data source in a definition, and the files that it finds. */
interface Call {
  readonly source: string;
  readonly given: Settings;
  readonly files: Readonly<Record<string, Uint8Array>>;
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const cells = [
  ...(['0', '1', '2', '-3', '1.5', '2,5', '1e3', '1e400', '.5', '+7', '0x10', '1 000', '12%'] as const),
  ...(['', '?', 'NA', 'nan', 'Inf', 'oak', '東京', '"a, b"', '"say ""x"""', "'", '2026-11-29'] as const),
  ...(['TRUE', 'false', '"1\n2"', ' 4 ', '９', '$5'] as const),
] as const;

const headings = ['a', 'b', 'Id', 'target', '', 'a', '1', '"x, y"', '__proto__', '値'] as const;

function table(choices: Choices): string {
  const width = 1 + choices.below(5);
  const delimiter = choices.oneOf([',', ',', ';', '\t', '|', ' ']);
  const ending = choices.oneOf(['\n', '\n', '\r\n', '\r']);
  const isPlain = choices.chance(0.5);
  const cell = (): string =>
    isPlain && choices.chance(0.97) ? String(choices.below(5)) : choices.oneOf(cells);
  const row = (make: () => string): string => Array.from({ length: width }, make).join(delimiter);
  const rows = choices.some(40, () => row(cell));
  const beginning = choices.oneOf(['', '', '', '\ufeff', 'sep=;\n', '# made by hand\n', '\n']);
  return `${beginning}${[row(() => choices.oneOf(headings)), ...rows].join(ending)}${choices.oneOf(['', ending])}`;
}

function array(choices: Choices, shape: Shape): WritableArray {
  const size = sizeOf(shape);
  const whole = (): number => choices.below(4);
  return choices.oneOf<() => WritableArray>([
    () => ({ shape, data: Float32Array.from({ length: size }, () => choices.below(100) / 7) }),
    () => ({
      shape,
      data: Float64Array.from({ length: size }, () => choices.oneOf([0, 1, NaN, 1e300, -0.5])),
    }),
    () => ({ shape, data: Uint8Array.from({ length: size }, whole) }),
    () => ({ shape, data: Int32Array.from({ length: size }, whole) }),
    () => ({ shape, data: BigInt64Array.from({ length: size }, () => BigInt(whole())) }),
    () => ({ shape, data: Uint8Array.from({ length: size }, () => choices.below(2)), boolean: true }),
  ])();
}

/** Inputs and targets that mostly fit one another. */
function arrays(choices: Choices): { readonly x: WritableArray; readonly t: WritableArray } {
  const count = choices.below(12);
  const sample = choices.some(3, () => choices.oneOf([1, 2, 3, 0]));
  const targets = choices.chance(0.8) ? count : choices.below(12);
  return {
    x: array(choices, [count, ...sample]),
    t: array(choices, choices.chance(0.7) ? [targets] : [targets, 1 + choices.below(3)]),
  };
}

/** An IDX file (yann.lecun.com/exdb/mnist): two zeros, type, number of axes, their lengths, the bytes. */
function idx(choices: Choices, shape: Shape): Uint8Array {
  const lengths = shape.flatMap((length) => [0, 0, length >> 8, length & 0xff]);
  const bytes = Array.from({ length: sizeOf(shape) }, () => choices.below(choices.chance(0.95) ? 10 : 256));
  return Uint8Array.from([0, 0, 8, shape.length, ...lengths, ...bytes]);
}

function commonArguments(choices: Choices): Settings {
  const given: Record<string, Settings[string]> = {};
  const maybe = (name: string, value: Settings[string]): void => {
    if (choices.chance(0.15)) given[name] = value;
  };
  maybe('test', choices.oneOf([0.2, 0, 1, 0.999, 3, 1e9]));
  maybe('standardize', true);
  maybe('classes', choices.oneOf([2, 4, 1e9]));
  maybe('shape', choices.oneOf([[1], [1, 2], [3, 1, 1], [1e6, 1e6]]));
  maybe('channels_last', true);
  maybe('scale', choices.oneOf([1 / 255, 0, 1e300, -1]));
  maybe('limit', choices.oneOf([1, 3, 1e9]));
  return given;
}

const makers: readonly [(choices: Choices) => Call, ...((choices: Choices) => Call)[]] = [
  (choices) => {
    const given: Record<string, Settings[string]> = { file: 'f', ...commonArguments(choices) };
    const maybe = (name: string, value: Settings[string]): void => {
      if (choices.chance(0.2)) given[name] = value;
    };
    maybe('target', choices.oneOf<Settings[string]>([-1, 0, 'a', ['a', 'b'], 99, '__proto__']));
    maybe('header', false);
    maybe('columns', choices.oneOf([['a'], [0, 1], ['b', 'b'], []]));
    maybe('drop', choices.oneOf([['Id'], [0], ['a', 'b', 'Id', 'target']]));
    maybe('missing', choices.oneOf(['drop', 'mean']));
    maybe('delimiter', choices.oneOf([' ', 'tab', ';', ',,', '"', '1']));
    maybe('encoding', choices.oneOf(['shift_jis', 'windows-1252', 'utf-16le', 'no such thing']));
    return { source: 'csv', given, files: { file: bytesOf(table(choices)) } };
  },
  (choices) => {
    const { x, t } = arrays(choices);
    const given = { x: 'x', t: 't', ...commonArguments(choices) };
    return { source: 'npy', given, files: { x: writeNpy(x), t: writeNpy(t) } };
  },
  (choices) => {
    const { x, t } = arrays(choices);
    const test = arrays(choices);
    const isTested = choices.chance(0.3);
    const given = {
      file: 'f',
      ...(isTested && { x_test: 'x_test', t_test: 't_test' }),
      ...commonArguments(choices),
    };
    return { source: 'npz', given, files: { file: writeNpz({ x, t, x_test: test.x, t_test: test.t }) } };
  },
  (choices) => {
    const [count, tests] = [choices.below(6), choices.below(4)];
    const side = 1 + choices.below(4);
    return {
      source: 'mnist',
      given: { folder: 'm', ...(choices.chance(0.2) && { limit: 2 }) },
      files: {
        trainImages: idx(choices, [count, side, side]),
        trainLabels: idx(choices, [count]),
        testImages: idx(choices, [tests, side, side]),
        testLabels: idx(choices, [tests]),
      },
    };
  },
];

/** A call of a function that reads an array, and what its file is. */
const arrayMakers: readonly [(choices: Choices) => ArrayCall, ...((choices: Choices) => ArrayCall)[]] = [
  (choices) => {
    const given: Record<string, Settings[string]> = { file: 'f' };
    if (choices.chance(0.2)) given['header'] = choices.chance(0.5);
    if (choices.chance(0.2)) given['columns'] = choices.oneOf<Settings[string]>([['a'], [0, 1], []]);
    return { source: 'csv', given, bytes: bytesOf(table(choices)) };
  },
  (choices) => ({ source: 'npy', given: { file: 'f' }, bytes: writeNpy(arrays(choices).x) }),
  (choices) => ({ ...named(choices), source: 'npz', bytes: writeNpz(arrays(choices)) }),
  (choices) => ({ ...named(choices), source: 'safetensors', bytes: safetensors(choices) }),
];

interface ArrayCall {
  readonly source: string;
  readonly given: Settings;
  readonly bytes: Uint8Array;
}

function named(choices: Choices): { readonly given: Settings } {
  const name = choices.oneOf(['x', 't', 'y', '', '__proto__']);
  return { given: { file: 'f', ...(choices.chance(0.8) && { name }) } };
}

/** A header of some tensors, which mostly says what follows it. */
function safetensors(choices: Choices): Uint8Array {
  let end = 0;
  const tensors = choices.some(3, () => {
    const dtype = choices.oneOf(['F64', 'F32', 'F16', 'BF16', 'I64', 'U8', 'BOOL', 'F8_E4M3']);
    const bytesOfType: Readonly<Record<string, number>> = { F64: 8, I64: 8, F32: 4, F16: 2, BF16: 2 };
    const size = bytesOfType[dtype] ?? 1;
    const shape = choices.some(3, () => choices.oneOf([1, 2, 3, 0]));
    const start = end;
    end += sizeOf(shape) * size;
    const offsets = choices.chance(0.95) ? [start, end] : [choices.oneOf([-1, 0, 1e300, end]), end];
    return [choices.oneOf(['x', 't', '__proto__', '__metadata__']), { dtype, shape, data_offsets: offsets }];
  });
  const header = bytesOf(JSON.stringify(Object.fromEntries(tensors)));
  const bytes = new Uint8Array(8 + header.length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  for (let at = 8 + header.length; at < bytes.length; at++) bytes[at] = choices.below(256);
  return bytes;
}

/** @throws Error for an error without words or place, or an array that does not fill its shape */
function useArray({ source, given }: ArrayCall, file: SourceFile): void {
  const found = findArraySource(source);
  if (found === undefined) throw new Error(`There is no function ${source}.`);
  for (const argument of ['name', 'columns']) namesInArrayFile(found, argument, given, file);
  const read = readArray(found, given, file);
  if (!read.ok) {
    const { message, argument } = read.error;
    if (message.text === '' || argument === undefined) throw new Error('An error has no words, or no place.');
  } else if (read.value.values.length !== sizeOf(read.value.shape)) {
    throw new Error('The array does not fill its shape.');
  }
}

/** Damage as a broken download or a wrong program does it, and numbers that declare too much. */
function damaged(choices: Choices, bytes: Uint8Array): Uint8Array {
  let result = bytes;
  for (let round = choices.below(4); round > 0; round--) {
    // The beginning of a file is its header: it is hit as often as all of the rest.
    const reach = choices.chance(0.5) ? Math.min(result.length, 140) : result.length;
    const at = choices.below(reach + 1);
    const length = choices.below(9);
    const piece = choices.oneOf<() => ArrayLike<number>>([
      () => [],
      () => choices.some(8, () => choices.below(256)),
      () => [0xff, 0xff, 0xff, 0xff],
      () => choices.some(8, () => choices.oneOf([0x28, 0x39, 0x2c, 0x22, 0x0a, 0x0d, 0x30])),
      () => result.subarray(at, at + 40),
    ])();
    const isCut = choices.chance(0.2);
    const rest = isCut ? new Uint8Array() : result.subarray(at + length);
    result = Uint8Array.from([...result.subarray(0, at), ...Array.from(piece), ...rest]);
  }
  return result;
}

function fileOf(name: string, bytes: Uint8Array): SourceFile {
  return { name, bytes, size: bytes.length };
}

/** @throws Error for an error without words, or data that is not what was promised of it */
function useFiles({ source, given }: Call, files: SourceFiles, heads: SourceFiles): void {
  const found = findDataSource(source);
  if (found === undefined) throw new Error(`There is no source ${source}.`);
  const atFirst = describeData(found, given, heads);
  const described = describeData(found, given, files);
  const loaded = loadData(found, given, files, { seed: 0 });
  for (const result of [atFirst, described, loaded]) {
    if (!result.ok && result.error.message.text === '') throw new Error('An error has no words.');
  }
  if (!loaded.ok) return;
  const { inputs, sampleShape, count, train, test, targets } = loaded.value;
  if (inputs.length !== count * sizeOf(sampleShape)) throw new Error('Inputs do not fill their samples.');
  if (!inputs.every(Number.isFinite)) throw new Error('An input is not finite.');
  if (train.length + test.length !== count) throw new Error('The parts are not the whole.');
  const isLabelled = targets.kind === 'labels';
  if (isLabelled && !targets.labels.every((label) => label >= 0 && label < targets.classes)) {
    throw new Error('A label is not one of the classes.');
  }
  if (described.ok && described.value && described.value.sampleShape.join() !== sampleShape.join()) {
    throw new Error(`Described as ${described.value.sampleShape.join()}, read as ${sampleShape.join()}.`);
  }
}

const shownBytes = 400;

/** The call with its files in base64, from where they can be had again. */
function written({ source, given }: Call, files: SourceFiles): string {
  const contents = Object.entries(files).map(
    ([role, file]) =>
      `${role}: ${Buffer.from(file?.bytes ?? [])
        .subarray(0, shownBytes)
        .toString('base64')}`,
  );
  return [`${source} ${JSON.stringify(given)}`, ...contents].join('\n');
}

/** Files of so many equal parts. */
function grown(name: string, callOf: (count: number) => Call): GrowthCase {
  return {
    name,
    attempt(count) {
      const call = callOf(count);
      const entries = Object.entries(call.files).map(([role, bytes]) => [role, fileOf(role, bytes)]);
      const files = Object.fromEntries(entries) as Record<string, SourceFile>;
      return () => {
        useFiles(call, files, files);
      };
    },
  };
}

const csvOf = (text: string, given: Settings = {}): Call => ({
  source: 'csv',
  given: { file: 'f', ...given },
  files: { file: bytesOf(text) },
});
const row = Array.from({ length: 5 }, (_, column) => String(column)).join(',');

/**
 * Tables of codes and checksums cost the same for every file, and so does the search for where an archive
 * ends, which looks at 65,558 places; what is read costs by its bytes.
 */
const mostWithoutBytes = 540_000;

export const dataReaders: FuzzTarget = {
  name: 'data',

  makeCase(choices) {
    if (choices.chance(0.3)) {
      const array = choices.oneOf(arrayMakers)(choices);
      const file = fileOf('f', choices.chance(0.8) ? damaged(choices, array.bytes) : array.bytes);
      return {
        input: written({ ...array, files: {} }, { file }),
        attempt: () => {
          useArray(array, file);
        },
        mostWork: mostWithoutBytes + 3000 * array.bytes.length,
      };
    }
    const call = choices.oneOf(makers)(choices);
    const hit = choices.below(Object.keys(call.files).length);
    const isDamaged = choices.chance(0.8);
    const files: Record<string, SourceFile> = {};
    const heads: Record<string, SourceFile> = {};
    for (const [index, [role, sound]] of Object.entries(call.files).entries()) {
      const before = isDamaged && index === hit ? damaged(choices, sound) : sound;
      const packed = choices.chance(0.2) ? gzipSync(before, { mtime: 0 }) : before;
      const bytes = isDamaged && index === hit && choices.chance(0.3) ? damaged(choices, packed) : packed;
      const file = fileOf(role, bytes);
      files[role] = file;
      heads[role] = { ...file, bytes: bytes.subarray(0, choices.below(bytes.length + 1)) };
    }
    const size = Object.values(call.files).reduce((sum, { length }) => sum + length, 0);
    return {
      input: written(call, files),
      attempt: () => {
        useFiles(call, files, heads);
      },
      mostWork: mostWithoutBytes + 3000 * size,
    };
  },

  growth: [
    grown('rows of a table', (count) => csvOf(`a,b,c,d,e\n${`${row}\n`.repeat(count)}`)),
    grown('rows with quotes', (count) => csvOf(`a,b\n${'"1","2"\n'.repeat(count)}`)),
    grown('rows of too few cells', (count) => csvOf(`a,b,c\n${'1,2\n'.repeat(count)}`)),
    grown('cells that are missing', (count) =>
      csvOf(`a,b,t\n${'1,2,0\n3,?,1\n'.repeat(count)}`, { missing: 'mean' }),
    ),
    grown('classes named by text', (count) =>
      csvOf(`a,t\n${Array.from({ length: count }, (_, i) => `1,n${String(i)}\n`).join('')}`),
    ),
    grown('columns of a table', (count) =>
      csvOf(
        `${Array.from({ length: count }, (_, i) => `a${String(i)}`).join(',')}\n${`${'1,'.repeat(count - 1)}0\n`.repeat(3)}`,
      ),
    ),
    grown('columns left out', (count) => {
      const names = Array.from({ length: count }, (_, i) => `a${String(i)}`);
      return csvOf(`${names.join(',')},x,t\n${`${'1,'.repeat(count)}2,0\n`.repeat(3)}`, { drop: names });
    }),
    grown('an open quote', (count) => csvOf(`a,b\n"${'1,2\n'.repeat(count)}`)),
    grown('samples in NPY', (count) => ({
      source: 'npy',
      given: { x: 'x', t: 't' },
      files: {
        x: writeNpy({ shape: [count, 4], data: new Float32Array(4 * count) }),
        t: writeNpy({ shape: [count], data: Int32Array.from({ length: count }, (_, i) => i % 3) }),
      },
    })),
    grown('samples in NPZ', (count) => ({
      source: 'npz',
      given: { file: 'f' },
      files: {
        file: writeNpz({
          x: { shape: [count, 4], data: Float32Array.from({ length: 4 * count }, (_, i) => Math.sin(i)) },
          t: { shape: [count], data: Int32Array.from({ length: count }, (_, i) => i % 3) },
        }),
      },
    })),
    {
      name: 'arrays of an archive',
      attempt(count: number) {
        const one = { shape: [1], data: Float32Array.of(1) };
        const names = Array.from({ length: count }, (_, i) => `a${String(i)}`);
        const bytes = writeNpz(Object.fromEntries(names.map((name) => [name, one])));
        return () => {
          readArchive('npz', { name: 'f.npz', bytes, size: bytes.length });
        };
      },
    },
    grown('a gzipped table', (count) => {
      const text = Array.from({ length: count }, (_, i) => `${String(i)},${String(i % 3)}\n`).join('');
      return { ...csvOf(''), files: { file: gzipSync(bytesOf(`a,t\n${text}`)) } };
    }),
  ],
};

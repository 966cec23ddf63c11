import { gzipSync, zipSync } from 'fflate';
import { jsonTensor } from '../../src/cli/output';
import { type Json, jsonLine, jsonText } from '../../src/protocol/jsonText';
import { loadData } from '../../src/data/load';
import { readIdx } from '../../src/data/formats/idx';
import { readNpy, type NpyArray } from '../../src/data/formats/npyArray';
import { findNpzEntry, openNpz, readNpzEntry } from '../../src/data/formats/npzArchive';
import { writeNpy, writeNpz, type WritableArray } from '../../src/data/npyWriter';
import type { Result } from '../../src/data/result';
import type { SourceFile } from '../../src/data/dataSource';
import { findDataSource } from '../../src/data/dataSources';
import { compile } from '../../src/engine/graph/compile';
import { sizeOf, type Shape } from '../../src/engine/shape';
import { checkText } from '../../src/language';
import { formatExactly } from '../../src/language/services/numberFormat';
import { exactNumber, shortNumber } from '../../src/protocol/numberText';
import type { Choices, FuzzCase, FuzzTarget } from './target';

/** What is written must be read back as it was: thrown where it is not. */
function requireSame(what: string, expected: ArrayLike<unknown>, found: ArrayLike<unknown>): void {
  if (expected.length !== found.length) {
    throw new Error(`${what}: ${String(found.length)} came back of ${String(expected.length)}.`);
  }
  for (let i = 0; i < expected.length; i++) {
    if (!Object.is(expected[i], found[i])) {
      throw new Error(
        `${what}, place ${String(i)}: ${String(expected[i])} came back as ${String(found[i])}.`,
      );
    }
  }
}

function valueOf<Value>(result: Result<Value>): Value {
  if (result.ok) return result.value;
  throw new Error(`What was written is refused: ${result.error.message.text}`);
}

/** Any double there is, with those more often that are written in a way of their own. */
function anyDouble(choices: Choices): number {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setUint32(0, choices.below(2 ** 32));
  bits.setUint32(4, choices.below(2 ** 32));
  return choices.oneOf<() => number>([
    () => bits.getFloat64(0),
    () => choices.below(2000) / 100 - 10,
    () => choices.oneOf([0, -0, 1, 1e21, 1e-7, 2 ** 53, 5e-324, 1.7976931348623157e308, 0.1 + 0.2]),
    () => choices.oneOf([NaN, Infinity, -Infinity]),
    () => 10 ** (choices.below(600) - 300),
  ])();
}

function finiteDouble(choices: Choices): number {
  const number = anyDouble(choices);
  return Number.isFinite(number) ? number : 0;
}

function anyShape(choices: Choices): Shape {
  return choices.some(3, () => choices.oneOf([0, 1, 2, 3, 5]));
}

function anyArray(choices: Choices, shape: Shape): WritableArray {
  const length = sizeOf(shape);
  const number = (): number => anyDouble(choices);
  const whole = (): number => choices.below(2 ** 32);
  return choices.oneOf<() => WritableArray>([
    () => ({ shape, data: Float32Array.from({ length }, number) }),
    () => ({ shape, data: Float64Array.from({ length }, number) }),
    () => ({ shape, data: Int8Array.from({ length }, whole) }),
    () => ({ shape, data: Uint8Array.from({ length }, whole) }),
    () => ({ shape, data: Int16Array.from({ length }, whole) }),
    () => ({ shape, data: Uint16Array.from({ length }, whole) }),
    () => ({ shape, data: Int32Array.from({ length }, whole) }),
    () => ({ shape, data: Uint32Array.from({ length }, whole) }),
    () => ({ shape, data: BigInt64Array.from({ length }, () => BigInt(whole()) - 2n ** 31n) }),
    () => ({ shape, data: BigUint64Array.from({ length }, () => BigInt(whole()) * 1000n) }),
    () => ({ shape, data: Uint8Array.from({ length }, () => choices.below(2)), boolean: true }),
  ])();
}

function fileOf(name: string, bytes: Uint8Array): SourceFile {
  return { name, bytes, size: bytes.length };
}

function requireSameArray(what: string, written: WritableArray, read: NpyArray): void {
  if (read.kind !== 'numbers') throw new Error(`${what}: numbers came back as texts.`);
  requireSame(`${what}, shape`, written.shape, read.shape);
  requireSame(what, Array.from<number | bigint, number>(written.data, Number), read.data);
}

/** Arrays in one file or in an archive, stored or compressed. */
function arrays(choices: Choices): () => void {
  const names = ['affine1.W', 'x', '値', '__proto__', 'a/b'];
  const written = names.map((name) => [name, anyArray(choices, anyShape(choices))] as const);
  return () => {
    for (const [name, array] of written) {
      requireSameArray(name, array, valueOf(readNpy(fileOf(name, writeNpy(array)))));
    }
    const files = Object.fromEntries(written.map(([name, array]) => [`${name}.npy`, writeNpy(array)]));
    for (const bytes of [writeNpz(Object.fromEntries(written)), zipSync(files)]) {
      const archive = valueOf(openNpz(fileOf('a.npz', bytes)));
      for (const [name, array] of written) {
        const entry = valueOf(findNpzEntry(archive, name, 'x'));
        requireSameArray(`${name} of the archive`, array, valueOf(readNpzEntry(archive, entry)));
      }
    }
  };
}

/** `--json`: what another program parses. */
function json(choices: Choices): () => void {
  const shape = anyShape(choices);
  const numbers = Float64Array.from({ length: sizeOf(shape) }, () => anyDouble(choices));
  const write = choices.oneOf([jsonText, jsonLine]);
  const text = (): string => String.fromCharCode(...choices.some(8, () => choices.below(0x10000)));
  const texts = [text(), text(), '-0', '\u2028', '"'];
  return () => {
    const whole: Json = { tensor: jsonTensor(numbers, shape), texts };
    const parsed = JSON.parse(write(whole)) as { tensor: unknown; texts: string[] };
    requireSame('JSON, texts', texts, parsed.texts);
    const flat: unknown[] = [parsed.tensor].flat(Infinity);
    requireSame('JSON', numbers, flat.map(Number));
  };
}

/** What is written into a definition: by quick fixes, and where numbers typed into a panel are kept. */
function definition(choices: Choices): () => void {
  const numbers = choices.some(6, () => finiteDouble(choices));
  const values = [1, ...numbers];
  const text = `x = [${values.map(formatExactly).join(', ')}]\n`;
  return () => {
    const { diagnostics, formulas } = checkText(text);
    const [problem] = diagnostics.filter(({ severity }) => severity === 'error');
    if (problem) throw new Error(`${problem.message.text} is said of ${text}`);
    const plan = compile(formulas.graph);
    plan.forward();
    const id = formulas.graph.nodes.findIndex((node) => node.kind === 'data' && node.name === 'x');
    requireSame('A definition', values, plan.value(id).data);
  };
}

/** Numbers as people read them, in languages that write them differently. */
function shown(choices: Choices): () => void {
  const number = anyDouble(choices);
  const locale = choices.oneOf(['en', 'de', 'ja', 'ar', 'fr-CH', 'sv']);
  return () => {
    const plain = (text: string): number => Number(text.replace(',', '.').replace('∞', 'Infinity'));
    requireSame(`All digits in ${locale}`, [number], [plain(exactNumber(number, locale))]);
    const short = plain(shortNumber(number, locale));
    const isNear = Object.is(short, number) || Math.abs(short - number) <= 5.000001e-6 * Math.abs(number);
    const isTiny = Math.abs(number) < 1e-300;
    if (!isNear && !isTiny) throw new Error(`${String(number)} is shown as ${shortNumber(number, locale)}.`);
  };
}

/** Tables as other programs write them, through the reader of a network's data. */
function tables(choices: Choices): () => void {
  const [width, count] = [1 + choices.below(4), 1 + choices.below(8)];
  const numbers = Array.from({ length: width * count }, () => finiteDouble(choices));
  const [delimiter, ending] = [choices.oneOf([',', ';', '\t']), choices.oneOf(['\n', '\r\n'])];
  const quoted = (text: string): string => (choices.chance(0.3) ? `"${text}"` : text);
  const rows = Array.from({ length: count }, (_, row) =>
    [...numbers.slice(row * width, (row + 1) * width).map(formatExactly), String(row % 2)]
      .map(quoted)
      .join(delimiter),
  );
  const heading = [...Array.from({ length: width }, (_, i) => `a${String(i)}`), 't'].join(delimiter);
  const plain = new TextEncoder().encode([heading, ...rows].join(ending));
  const isGzipped = choices.chance(0.3);
  return () => {
    const source = findDataSource('csv');
    if (source === undefined) throw new Error('There is no source csv.');
    const file = fileOf('a.csv', isGzipped ? gzipSync(plain) : plain);
    const loaded = valueOf(loadData(source, { file: 'a.csv' }, { file }, { seed: 0, targets: 'values' }));
    requireSame('A table', numbers, loaded.inputs);
  };
}

function images(choices: Choices): () => void {
  const shape = [choices.below(4), choices.below(5), choices.below(5)];
  const bytes = Uint8Array.from({ length: sizeOf(shape) }, () => choices.below(256));
  const lengths = shape.flatMap((length) => [0, 0, length >> 8, length & 0xff]);
  const plain = Uint8Array.from([0, 0, 8, shape.length, ...lengths, ...bytes]);
  const file = fileOf('a', choices.chance(0.5) ? gzipSync(plain) : plain);
  return () => {
    const read = valueOf(readIdx(file, shape.length));
    requireSame('IDX, shape', shape, read.shape);
    requireSame('IDX', bytes, read.data);
  };
}

const kinds = { arrays, json, definition, shown, tables, images };

/** Everything that is written and read again: by us, or as other programs write it. */
export const roundTrips: FuzzTarget = {
  name: 'roundTrips',

  makeCase(choices): FuzzCase {
    const [name, make] = choices.oneOf([['arrays', arrays], ...Object.entries(kinds)]);
    return { input: `${name} of seed ${String(choices.seed)}`, attempt: make(choices), mostWork: 3_000_000 };
  },

  growth: [],
};

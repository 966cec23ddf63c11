import { message } from '../../engine/message';
import type { Shape } from '../../engine/shape';
import type { Numbers } from '../../engine/tensor';
import { failure, success, type Failure, type Result } from '../result';
import type { SourceFile } from '../source';
import { entryTypes, readNpyHeader, type NpyHeader } from './npyHeader';

/** An array of a file as numbers. */
export interface NumberArray {
  readonly shape: Shape;
  /** Row-major. May be a view of the file's bytes: never written to. */
  readonly data: Numbers;
  /** Whether the file keeps whole numbers or truth values, which may be labels. */
  readonly whole: boolean;
}

/**
 * Decodes an NPY file. Floats become a view of the file's bytes where they are aligned; other types are
 * converted once, to float32 where that keeps every value (8 and 16 bits, truth values), else to float64.
 * Refused: 64-bit integers beyond 2⁵³.
 */
export function readNpy({ name, bytes }: SourceFile): Result<NumberArray> {
  const header = readNpyHeader(name, bytes);
  if (!header.ok) return header;
  const { shape, entryType, dataOffset, dataLength } = header.value;
  const present = bytes.length - dataOffset;
  if (present !== dataLength) return wrongLength(name, dataLength, present);
  const data = decode(bytes, header.value);
  if (typeof data === 'number') {
    const { row, column } = positionOf(data, shape);
    return failure(
      message('{0}, row {1}, column {2}: the whole number is larger than 2⁵³.', name, row, column),
      { file: name, row, column },
    );
  }
  return success({ shape, data, whole: entryTypes[entryType].kind !== 'float' });
}

function wrongLength(file: string, expected: number, present: number): Failure {
  return failure(
    present < expected
      ? message(
          '{0} is cut off: its shape asks for {1} bytes of numbers, {2} are there.',
          file,
          expected,
          present,
        )
      : message(
          '{0} is too long: its shape asks for {1} bytes of numbers, {2} are there.',
          file,
          expected,
          present,
        ),
    { file, field: 'shape' },
  );
}

/** Row (the first axis) and column (position in the rest, flattened) of an entry, both from 1. */
export function positionOf(entry: number, shape: Shape): { readonly row: number; readonly column: number } {
  const width = shape.slice(1).reduce((product, axis) => product * axis, 1);
  return { row: Math.floor(entry / width) + 1, column: (entry % width) + 1 };
}

/**
 * The numbers, or the first entry that no number can hold
 * exactly. Machines that run editors are little-endian.
 */
function decode(bytes: Uint8Array, header: NpyHeader): Numbers | number {
  const { entryType, dataOffset, dataLength } = header;
  const entryBytes = entryTypes[entryType].bytes;
  const { buffer, offset } = aligned(bytes, dataOffset, dataLength, entryBytes);
  const count = dataLength / entryBytes;
  switch (entryType) {
    case '<f4':
      return new Float32Array(buffer, offset, count);
    case '<f8':
      return new Float64Array(buffer, offset, count);
    case '|i1':
      return new Float32Array(new Int8Array(buffer, offset, count));
    case '|u1':
      return new Float32Array(new Uint8Array(buffer, offset, count));
    case '|b1':
      return Float32Array.from(new Uint8Array(buffer, offset, count), (byte) => (byte === 0 ? 0 : 1));
    case '<i2':
      return new Float32Array(new Int16Array(buffer, offset, count));
    case '<u2':
      return new Float32Array(new Uint16Array(buffer, offset, count));
    case '<i4':
      return new Float64Array(new Int32Array(buffer, offset, count));
    case '<u4':
      return new Float64Array(new Uint32Array(buffer, offset, count));
    case '<i8':
      return fromHalves(
        new Uint32Array(buffer, offset, 2 * count),
        new Int32Array(buffer, offset, 2 * count),
      );
    case '<u8':
      return fromHalves(
        new Uint32Array(buffer, offset, 2 * count),
        new Uint32Array(buffer, offset, 2 * count),
      );
  }
}

/** 64-bit integers from their halves: BigInt64Array would make an object of every entry. */
function fromHalves(low: Uint32Array, high: Int32Array | Uint32Array): Float64Array | number {
  const numbers = new Float64Array(low.length / 2);
  for (let entry = 0; entry < numbers.length; entry++) {
    const value = (high[2 * entry + 1] ?? 0) * 2 ** 32 + (low[2 * entry] ?? 0);
    if (!Number.isSafeInteger(value)) return entry;
    numbers[entry] = value;
  }
  return numbers;
}

/** The entries where they lie, or in a copy where a typed array could not begin there. */
function aligned(
  bytes: Uint8Array,
  start: number,
  length: number,
  entryBytes: number,
): { readonly buffer: ArrayBufferLike; readonly offset: number } {
  const offset = bytes.byteOffset + start;
  return offset % entryBytes === 0
    ? { buffer: bytes.buffer, offset }
    : { buffer: bytes.slice(start, start + length).buffer, offset: 0 };
}

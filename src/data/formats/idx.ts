import { message, type Message } from '../../engine/message';
import { sizeOf, type Shape } from '../../engine/shape';
import { gunzipIfNeeded, gunzipStart, isGzip } from '../bytes/gzip';
import { failure, success, type Failure, type Result } from '../result';
import type { SourceFile } from '../dataSource';

/** The only type of entries in the MNIST files: unsigned bytes. */
const UNSIGNED_BYTE = 8;
const MAGIC_LENGTH = 4;

/** An array of bytes: MNIST's images or labels. */
export interface IdxArray {
  readonly shape: Shape;
  /** Row-major, a view of the expanded file. */
  readonly data: Uint8Array;
}

/**
 * Decodes an IDX file, gzipped or not: two zero bytes, type of entries, number of axes, the axes as
 * big-endian 32-bit numbers, the entries (yann.lecun.com/exdb/mnist).
 * @param axes how many axes it must have: 3 for images, 1 for labels.
 */
export function readIdx(file: SourceFile, axes: number): Result<IdxArray> {
  const expanded = gunzipIfNeeded(file);
  if (!expanded.ok) return expanded;
  const bytes = expanded.value;
  const shape = readShape(file.name, bytes, axes);
  if (!shape.ok) return shape;
  const start = headerLength(axes);
  const expected = sizeOf(shape.value);
  const present = bytes.length - start;
  if (present !== expected) return wrongLength(file.name, expected, present);
  return success({ shape: shape.value, data: bytes.subarray(start) });
}

/**
 * The shape an IDX file declares, from its first bytes; and whether
 * the file is as long as that asks for, where it is not gzipped.
 */
export function readIdxShape(file: SourceFile, axes: number): Result<Shape> {
  const start = gunzipStart(file);
  if (!start.ok) return start;
  const shape = readShape(file.name, start.value, axes);
  if (!shape.ok || isGzip(file.bytes)) return shape;
  const expected = sizeOf(shape.value);
  const present = file.size - headerLength(axes);
  return present === expected ? shape : wrongLength(file.name, expected, present);
}

function readShape(file: string, bytes: Uint8Array, axes: number): Result<Shape> {
  if (bytes.length === 0) return failure(message('{0} is empty.', file), { file });
  const [zero, alsoZero, type, count] = bytes;
  if (zero !== 0 || alsoZero !== 0 || type !== UNSIGNED_BYTE || count !== axes) {
    return wrongMagic(file, bytes, axes);
  }
  if (bytes.length < headerLength(axes)) {
    return failure(message('{0} is cut off in its header.', file), { file, field: 'dimensions' });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return success(Array.from({ length: axes }, (_, axis) => view.getUint32(MAGIC_LENGTH + 4 * axis)));
}

function headerLength(axes: number): number {
  return MAGIC_LENGTH + 4 * axes;
}

function wrongLength(file: string, expected: number, present: number): Failure {
  return failure(
    present < expected
      ? message(
          '{0} is cut off: its header asks for {1} bytes of data, {2} are there.',
          file,
          expected,
          present,
        )
      : message(
          '{0} is too long: its header asks for {1} bytes of data, {2} are there.',
          file,
          expected,
          present,
        ),
    { file, field: 'dimensions' },
  );
}

/** What an IDX file can hold, by the third byte. */
const entryNames: ReadonlyMap<number, Message> = new Map([
  [0x08, message('unsigned bytes')],
  [0x09, message('signed bytes')],
  [0x0b, message('16-bit integers')],
  [0x0c, message('32-bit integers')],
  [0x0d, message('32-bit floats')],
  [0x0e, message('64-bit floats')],
]);

function wrongMagic(file: string, bytes: Uint8Array, axes: number): Failure {
  const place = { file, field: 'magic' };
  const [zero, alsoZero, type = 0, count = 0] = bytes;
  const entries = entryNames.get(type);
  if (zero === 0 && alsoZero === 0 && entries !== undefined && count > 0) {
    return failure(
      message(
        '{0} is a {2}-dimensional IDX file of {1} (magic {3}); a {4}-dimensional one of unsigned bytes is expected here, as MNIST has it.',
        file,
        entries,
        count,
        hexadecimal(bytes.subarray(0, MAGIC_LENGTH)),
        axes,
      ),
      place,
    );
  }
  return failure(
    message(
      '{0} is not the IDX file expected here: it begins with {1} (magic), not {2}.',
      file,
      hexadecimal(bytes.subarray(0, MAGIC_LENGTH)),
      hexadecimal([0, 0, UNSIGNED_BYTE, axes]),
    ),
    place,
  );
}

function hexadecimal(numbers: Iterable<number>): string {
  return Array.from(numbers, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

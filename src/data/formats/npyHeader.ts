import { strFromU8 } from 'fflate';
import { message, type Message } from '../../engine/message';
import { sizeOf, type Shape } from '../../engine/shape';
import { failure, success, type Failure, type Result } from '../result';

/** Types of entries that are read, as the field `descr` writes them: kind, and bytes for each entry. */
export const entryTypes = {
  '<f4': { kind: 'float', bytes: 4 },
  '<f8': { kind: 'float', bytes: 8 },
  '|i1': { kind: 'integer', bytes: 1 },
  '|u1': { kind: 'integer', bytes: 1 },
  '<i2': { kind: 'integer', bytes: 2 },
  '<u2': { kind: 'integer', bytes: 2 },
  '<i4': { kind: 'integer', bytes: 4 },
  '<u4': { kind: 'integer', bytes: 4 },
  '<i8': { kind: 'integer', bytes: 8 },
  '<u8': { kind: 'integer', bytes: 8 },
  '|b1': { kind: 'boolean', bytes: 1 },
} as const;

export type EntryType = keyof typeof entryTypes;

export interface NpyHeader {
  readonly entryType: EntryType;
  readonly shape: Shape;
  /** Where the entries begin, in bytes from the start of the file. */
  readonly dataOffset: number;
  /** Length of the entries in bytes. */
  readonly dataLength: number;
}

/** Longest header that is read, in bytes; NumPy's own limit is 10,000 characters. */
const LONGEST_HEADER = 2 ** 16;

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/**
 * Reads the header of an NPY file, versions 1 to 3
 * (numpy.org/doc/stable/reference/generated/numpy.lib.format.html). `bytes` may be only the beginning.
 */
export function readNpyHeader(file: string, bytes: Uint8Array): Result<NpyHeader> {
  if (bytes.length === 0) return failure(message('{0} is empty.', file), { file });
  if (MAGIC.some((byte, index) => bytes[index] !== byte)) {
    return bad(file, 'magic', message('{0} is no NPY file: it does not begin with \\x93NUMPY.', file));
  }
  const major = bytes[6];
  if (major === undefined) return cutOff(file);
  if (major < 1 || major > 3) {
    return bad(file, 'version', message('{0}: version {1} of the NPY format is not known.', file, major));
  }
  const lengthBytes = major === 1 ? 2 : 4;
  const textStart = 8 + lengthBytes;
  if (bytes.length < textStart) return cutOff(file);
  let length = 0;
  for (let index = textStart - 1; index >= 8; index--) length = length * 256 + (bytes[index] ?? 0);
  if (length > LONGEST_HEADER) {
    return bad(file, 'header', message('{0}: its header says it is {1} bytes long.', file, length));
  }
  const dataOffset = textStart + length;
  if (bytes.length < dataOffset) return cutOff(file);
  // Latin-1 in versions 1 and 2, UTF-8 in version 3: only
  // names of fields, which are refused, tell them apart.
  return readFields(file, strFromU8(bytes.subarray(textStart, dataOffset), true), dataOffset);
}

function readFields(file: string, text: string, dataOffset: number): Result<NpyHeader> {
  const descr = /['"]descr['"]\s*:\s*(?:['"]([^'"]*)['"]|(\[))/.exec(text);
  if (!descr) return missingField(file, 'descr');
  if (descr[2] !== undefined) {
    return bad(file, 'descr', message('{0}: structured entries (descr) cannot be read.', file));
  }
  const entryType = descr[1] ?? '';
  if (!isEntryType(entryType)) return unsupportedType(file, entryType);
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text);
  if (!order) return missingField(file, 'fortran_order');
  const sizes = /['"]shape['"]\s*:\s*\(([\d\sL,]*)\)/.exec(text)?.[1];
  if (sizes === undefined) return missingField(file, 'shape');
  const shape = sizes
    .split(',')
    .filter((size) => size.trim() !== '')
    .map((size) => Number.parseInt(size, 10));
  const dataLength = sizeOf(shape) * entryTypes[entryType].bytes;
  if (!Number.isSafeInteger(dataLength)) return missingField(file, 'shape');
  if (order[1] === 'True' && shape.filter((size) => size > 1).length > 1) {
    return bad(
      file,
      'fortran_order',
      message('{0} is in Fortran order (fortran_order). Save it with numpy.ascontiguousarray.', file),
    );
  }
  return success({ entryType, shape, dataOffset, dataLength });
}

function isEntryType(text: string): text is EntryType {
  return Object.hasOwn(entryTypes, text);
}

function unsupportedType(file: string, descr: string): Failure {
  if (descr.startsWith('>')) {
    return bad(file, 'descr', message('{0} is big-endian (descr {1}). Save it little-endian.', file, descr));
  }
  if (descr.includes('O')) {
    return bad(file, 'descr', message('{0} holds Python objects (descr {1}), not numbers.', file, descr));
  }
  return bad(
    file,
    'descr',
    message(
      '{0}: entries of type {1} (descr) cannot be read. Save numbers as float32 or float64.',
      file,
      descr,
    ),
  );
}

function missingField(file: string, field: string): Failure {
  return bad(file, field, message('{0}: the field {1} of the header cannot be read.', file, field));
}

function cutOff(file: string): Failure {
  return bad(file, 'header', message('{0} is cut off in its header.', file));
}

function bad(file: string, field: string, text: Message): Failure {
  return failure(text, { file, field });
}

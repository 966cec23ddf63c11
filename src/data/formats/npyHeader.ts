import { strFromU8 } from 'fflate';
import { message, type Message } from '../../engine/message';
import { sizeOf, whyUnwieldy, type Shape } from '../../engine/shape';
import { foreignContent, isZip } from './foreignContent';
import { failure, success, type Failure, type Result } from '../result';
import type { NumberKind } from './numberEntries';

/** What the entries of an array are: `text` is UCS-4, `bytes` is text of one byte a letter. */
export type EntryKind = Exclude<NumberKind, 'brain'> | 'text' | 'bytes';

export interface EntryType {
  readonly kind: EntryKind;
  /** Bytes of one entry. */
  readonly bytes: number;
  readonly isBigEndian: boolean;
}

/**
 * The letters of the field `descr`, and the sizes of their
 * entries in bytes that are read; of text every size is.
 */
const kinds: ReadonlyMap<string, { readonly kind: EntryKind; readonly sizes?: readonly number[] }> = new Map([
  ['f', { kind: 'float', sizes: [2, 4, 8] }],
  ['i', { kind: 'integer', sizes: [1, 2, 4, 8] }],
  ['u', { kind: 'unsigned', sizes: [1, 2, 4, 8] }],
  ['b', { kind: 'boolean', sizes: [1] }],
  ['U', { kind: 'text' }],
  ['S', { kind: 'bytes' }],
]);

/** Bytes of a letter in an entry of kind `text`. */
export const LETTER_BYTES = 4;

export interface NpyHeader {
  readonly entryType: EntryType;
  readonly shape: Shape;
  /** Whether the first axis varies fastest, as in Fortran and in a transposed array. */
  readonly isFortranOrder: boolean;
  /** Where the entries begin, in bytes from the start of the file. */
  readonly dataOffset: number;
  /** Length of the entries in bytes. */
  readonly dataLength: number;
}

/** Longest header that is read, in bytes; NumPy's own limit is 10,000 characters. */
const LONGEST_HEADER = 2 ** 16;

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** Whether a file begins as an NPY file does. */
export function isNpy(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, index) => bytes[index] === byte);
}

/**
 * Reads the header of an NPY file, versions 1 to 3
 * (numpy.org/doc/stable/reference/generated/numpy.lib.format.html). `bytes` may be only the beginning.
 */
export function readNpyHeader(file: string, bytes: Uint8Array): Result<NpyHeader> {
  if (bytes.length === 0) return failure(message('{0} is empty.', file), { file });
  if (!isNpy(bytes)) {
    const other = isZip(bytes)
      ? message('{0} is an archive of arrays, as .npz files are. Say npz("{0}").', file)
      : foreignContent(file, bytes);
    return bad(
      file,
      'magic',
      other ?? message('{0} is not an NPY file: it does not begin with \\x93NUMPY.', file),
    );
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

const fieldNames = ['descr', 'fortran_order', 'shape'] as const;

function readFields(file: string, text: string, dataOffset: number): Result<NpyHeader> {
  // Of a field that is written twice Python takes the last, others the first.
  const twofold = fieldNames.find((name) => text.split(new RegExp(`['"]${name}['"]\\s*:`)).length > 2);
  if (twofold !== undefined) return missingField(file, twofold);
  const descr = /['"]descr['"]\s*:\s*(?:['"]([^'"]*)['"]|(\[))/.exec(text);
  if (!descr) return missingField(file, 'descr');
  if (descr[2] !== undefined) {
    return bad(
      file,
      'descr',
      message(
        '{0} holds records with named fields (descr). Save each field as an array of its own, as in: numpy.save("x.npy", a["x"])',
        file,
      ),
    );
  }
  const entryType = entryTypeOf(descr[1] ?? '');
  if (!entryType) return unsupportedType(file, descr[1] ?? '');
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text);
  if (!order) return missingField(file, 'fortran_order');
  const sizes = /['"]shape['"]\s*:\s*\(([\d\sL,]*)\)/.exec(text)?.[1];
  const pieces = sizes?.split(',').filter((size) => size.trim() !== '');
  if (!pieces?.every((size) => /^\s*\d+L?\s*$/.test(size))) return missingField(file, 'shape');
  const shape = pieces.map((size) => Number.parseInt(size, 10));
  const unwieldy = whyUnwieldy(shape);
  if (unwieldy) return bad(file, 'shape', unwieldy);
  const dataLength = sizeOf(shape) * entryType.bytes;
  if (!Number.isSafeInteger(dataLength)) return missingField(file, 'shape');
  return success({ entryType, shape, isFortranOrder: order[1] === 'True', dataOffset, dataLength });
}

function entryTypeOf(descr: string): EntryType | undefined {
  const [, order, letter = '', size = ''] = /^([<>|=])([a-zA-Z])(\d{1,9})$/.exec(descr) ?? [];
  const entry = kinds.get(letter);
  const count = Number(size);
  if (!entry || !(entry.sizes?.includes(count) ?? count > 0)) return undefined;
  const bytes = entry.kind === 'text' ? count * LETTER_BYTES : count;
  return { kind: entry.kind, bytes, isBigEndian: order === '>' };
}

function unsupportedType(file: string, descr: string): Failure {
  if (descr.includes('O')) {
    return bad(
      file,
      'descr',
      message(
        '{0} holds Python objects (a pickle), which are not read, as they could run code. Save numbers or texts, as in: numpy.save("t.npy", numpy.array(list(t), dtype=str))',
        file,
      ),
    );
  }
  return bad(
    file,
    'descr',
    message(
      '{0}: entries of type {1} (descr) cannot be read. Save numbers as float32 or float64, as in: numpy.save("x.npy", x.astype("float32"))',
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

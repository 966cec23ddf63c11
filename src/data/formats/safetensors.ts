import { strFromU8 } from 'fflate';
import { message, type Message } from '../../engine/message';
import { sizeOf, whyUnwieldy, type Shape } from '../../engine/shape';
import type { SourceFile } from '../dataSource';
import { failure, shortened, success, type Failure, type Result } from '../result';
import { foreignContent, isZip } from './foreignContent';
import { tooLargeInteger, type NumberArray } from './npyArray';
import { decodeNumbers, type NumberType } from './numberEntries';

/** The longest header that is read, in bytes: a thousand names take a tenth of a megabyte. */
const LONGEST_HEADER = 2 ** 24;

/** Bytes of the length of the header, with which a file begins. */
const PREFIX = 8;

const types: ReadonlyMap<string, NumberType> = new Map<string, NumberType>([
  ['F64', { kind: 'float', bytes: 8 }],
  ['F32', { kind: 'float', bytes: 4 }],
  ['F16', { kind: 'float', bytes: 2 }],
  ['BF16', { kind: 'brain', bytes: 2 }],
  ['I64', { kind: 'integer', bytes: 8 }],
  ['I32', { kind: 'integer', bytes: 4 }],
  ['I16', { kind: 'integer', bytes: 2 }],
  ['I8', { kind: 'integer', bytes: 1 }],
  ['U64', { kind: 'unsigned', bytes: 8 }],
  ['U32', { kind: 'unsigned', bytes: 4 }],
  ['U16', { kind: 'unsigned', bytes: 2 }],
  ['U8', { kind: 'unsigned', bytes: 1 }],
  ['BOOL', { kind: 'boolean', bytes: 1 }],
]);

/** A tensor as the header has it. */
export interface SafetensorsEntry {
  /** As it is written: `F32`. Not every type can be read. */
  readonly dtype: string;
  readonly shape: Shape;
  /** Where its entries begin and end, in bytes from the start of the file. */
  readonly start: number;
  readonly end: number;
}

/** A safetensors file: its header has been read, its tensors not yet. */
export interface Safetensors {
  readonly file: SourceFile;
  /** By the name of the tensor, in the order in which their entries lie. */
  readonly entries: ReadonlyMap<string, SafetensorsEntry>;
}

/**
 * Reads the header of a safetensors file (github.com/huggingface/safetensors, "Format"): its length in 8
 * bytes, little-endian, then JSON, then the entries of all tensors, row-major, one behind the other.
 */
export function openSafetensors(file: SourceFile): Result<Safetensors> {
  const { name, bytes } = file;
  if (bytes.length === 0) return failure(message('{0} is empty.', name), { file: name });
  if (isZip(bytes)) {
    return bad(
      name,
      message(
        '{0} is an archive, as torch.save and numpy.savez write it, not a safetensors file. Save it anew: safetensors.torch.save_file(model.state_dict(), "model.safetensors")',
        name,
      ),
    );
  }
  const length = headerLength(bytes);
  if (bytes[PREFIX] !== 0x7b || length < 2 || length > LONGEST_HEADER) {
    return bad(name, foreignContent(name, bytes) ?? notSafetensors(name));
  }
  const dataStart = PREFIX + length;
  if (bytes.length < dataStart) return bad(name, message('{0} is cut off in its header.', name));
  const header = parsedHeader(bytes.subarray(PREFIX, dataStart));
  if (header === undefined) return bad(name, notSafetensors(name));
  const entries: [string, SafetensorsEntry][] = [];
  for (const [tensor, described] of header) {
    const entry = entryOf(described, dataStart);
    if (entry === undefined) {
      return bad(name, message('{0}: the header does not tell what {1} is.', name, shortened(tensor)));
    }
    entries.push([tensor, entry]);
  }
  entries.sort(([, a], [, b]) => a.start - b.start || a.end - b.end);
  return (
    entriesMistake(name, bytes.length, dataStart, entries) ?? success({ file, entries: new Map(entries) })
  );
}

/** The whole tensor. @see decodeNumbers for what its numbers become */
export function readSafetensorsEntry(
  { file }: Safetensors,
  tensor: string,
  { dtype, shape, start, end }: SafetensorsEntry,
): Result<NumberArray> {
  const name = `${file.name}/${shortened(tensor)}`;
  const type = types.get(dtype);
  if (type === undefined) {
    return failure(
      message('{0}: entries of type {1} cannot be read. Save them as F32 or F64.', name, shortened(dtype)),
      { file: name, field: 'dtype' },
    );
  }
  const data = decodeNumbers(file.bytes, { type, isBigEndian: false, start, length: end - start });
  if (typeof data === 'number') return tooLargeInteger(name, data, shape);
  return success({ kind: 'numbers', shape, data, whole: type.kind !== 'float' && type.kind !== 'brain' });
}

function headerLength(bytes: Uint8Array): number {
  let length = 0;
  for (let index = PREFIX - 1; index >= 0; index--) length = length * 256 + (bytes[index] ?? 0);
  return length;
}

/** What the header says of each tensor; `undefined` where it is not JSON, or not an object. */
function parsedHeader(bytes: Uint8Array): readonly [string, unknown][] | undefined {
  try {
    const header: unknown = JSON.parse(strFromU8(bytes));
    // `__metadata__` holds texts about the file.
    return isObject(header)
      ? Object.entries(header).filter(([tensor]) => tensor !== '__metadata__')
      : undefined;
  } catch {
    return undefined;
  }
}

/** `undefined` where the header does not say of a tensor what it must, or contradicts itself. */
function entryOf(described: unknown, dataStart: number): SafetensorsEntry | undefined {
  if (!isObject(described) || typeof described.dtype !== 'string') return undefined;
  const { dtype, shape, data_offsets: offsets } = described;
  if (!isSizes(shape) || !isSizes(offsets)) return undefined;
  if (whyUnwieldy(shape)) return undefined;
  const [begin, end, ...others] = offsets;
  if (begin === undefined || end === undefined || others.length > 0 || end < begin) return undefined;
  const bytes = types.get(dtype)?.bytes;
  // Of a type that is not known the length says nothing about the shape.
  if (bytes !== undefined && sizeOf(shape) * bytes !== end - begin) return undefined;
  return { dtype, shape, start: dataStart + begin, end: dataStart + end };
}

/**
 * The entries must fill the file, as the format asks: stretches that
 * overlap would let a small file become many large arrays.
 */
function entriesMistake(
  file: string,
  size: number,
  dataStart: number,
  entries: readonly (readonly [string, SafetensorsEntry])[],
): Failure | undefined {
  let end = dataStart;
  for (const [tensor, entry] of entries) {
    if (entry.start !== end) {
      return bad(
        file,
        message(
          '{0} is damaged: the entries of {1} do not begin where those before them end.',
          file,
          shortened(tensor),
        ),
      );
    }
    ({ end } = entry);
  }
  if (end === size) return undefined;
  const [expected, present] = [end - dataStart, size - dataStart];
  return bad(
    file,
    end > size
      ? message(
          '{0} is cut off: its header asks for {1} bytes of entries, {2} are there.',
          file,
          expected,
          present,
        )
      : message(
          '{0} is too long: its header asks for {1} bytes of entries, {2} are there.',
          file,
          expected,
          present,
        ),
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function notSafetensors(file: string): Message {
  return message('{0} is not a safetensors file: it does not begin with a header that can be read.', file);
}

function bad(file: string, text: Message): Failure {
  return failure(text, { file, field: 'header' });
}

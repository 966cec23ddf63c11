import { message } from '../../engine/message';
import type { Shape } from '../../engine/shape';
import type { Numbers } from '../../engine/tensor';
import { failure, success, type Failure, type Result } from '../result';
import type { SourceFile } from '../dataSource';
import { LETTER_BYTES, readNpyHeader, type NpyHeader } from './npyHeader';
import { decodeNumbers } from './numberEntries';

/** An array of a file as numbers. */
export interface NumberArray {
  readonly kind: 'numbers';
  readonly shape: Shape;
  /** Row-major. May be a view of the file's bytes: never written to. */
  readonly data: Numbers;
  /** Whether the file keeps whole numbers or truth values, which may be labels. */
  readonly whole: boolean;
}

/** An array of texts: names of classes. */
export interface TextArray {
  readonly kind: 'texts';
  readonly shape: Shape;
  /** Row-major. */
  readonly texts: readonly string[];
}

export type NpyArray = NumberArray | TextArray;

/**
 * Decodes an NPY file. Floats become a view of the file's bytes where they are aligned and in order; other
 * types are converted once, to float32 where that keeps every value (up to 16 bits, truth values), else to
 * float64. Refused: 64-bit integers beyond 2⁵³.
 */
export function readNpy({ name, bytes }: SourceFile): Result<NpyArray> {
  const header = readNpyHeader(name, bytes);
  if (!header.ok) return header;
  const present = bytes.length - header.value.dataOffset;
  return present === header.value.dataLength
    ? decodeEntries(name, bytes, header.value)
    : wrongLength(name, header.value.dataLength, present);
}

/** The first rows of an array, and the shape that all of it has. */
export interface NpyStart {
  readonly array: NpyArray;
  readonly shape: Shape;
}

/**
 * The first rows of an NPY file, as far as its beginning holds them whole; none of an array in Fortran order.
 */
export function readNpyStart(file: SourceFile): Result<NpyStart> {
  const header = readNpyHeader(file.name, file.bytes);
  if (!header.ok) return header;
  const array = firstRows(file, header.value);
  return array.ok ? success({ array: array.value, shape: header.value.shape }) : array;
}

function firstRows({ name, bytes, size }: SourceFile, header: NpyHeader): Result<NpyArray> {
  const { shape, dataOffset, dataLength, isFortranOrder } = header;
  const [count = 1, ...axes] = shape;
  const rowBytes = count === 0 ? 0 : dataLength / count;
  const present = bytes.length - dataOffset;
  // The size of the file tells whether it is cut off.
  if (size - dataOffset !== dataLength) return wrongLength(name, dataLength, size - dataOffset);
  if (present >= dataLength || rowBytes === 0) return decodeEntries(name, bytes, header);
  const isReadable = shape.length > 0 && (!isFortranOrder || shape.length === 1);
  const rows = isReadable ? Math.floor(present / rowBytes) : 0;
  return decodeEntries(name, bytes, {
    ...header,
    shape: [rows, ...axes],
    isFortranOrder: false,
    dataLength: rows * rowBytes,
  });
}

function decodeEntries(file: string, bytes: Uint8Array, header: NpyHeader): Result<NpyArray> {
  const { shape, entryType, isFortranOrder, dataOffset: start, dataLength: length } = header;
  const { kind, bytes: entryBytes, isBigEndian } = entryType;
  if (kind === 'text' || kind === 'bytes') {
    const texts = decodeTexts(bytes, header);
    if (typeof texts === 'number') {
      const { row, column } = positionOf(texts, shape);
      return failure(message('{0}, row {1}, column {2}: this is not text.', file, row, column), {
        file,
        row,
        column,
      });
    }
    return success({ kind: 'texts', shape, texts: isFortranOrder ? textsInOrder(texts, shape) : texts });
  }
  const data = decodeNumbers(bytes, { type: { kind, bytes: entryBytes }, isBigEndian, start, length });
  if (typeof data === 'number') return tooLargeInteger(file, data, shape);
  const ordered = isFortranOrder && shape.length > 1 ? numbersInOrder(data, shape) : data;
  return success({ kind: 'numbers', shape, data: ordered, whole: kind !== 'float' });
}

/** @param entry the one whose number has no exact place in a float64 */
export function tooLargeInteger(file: string, entry: number, shape: Shape): Failure {
  const { row, column } = positionOf(entry, shape);
  return failure(
    message('{0}, row {1}, column {2}: the whole number is larger than 2⁵³.', file, row, column),
    { file, row, column },
  );
}

function wrongLength(file: string, expected: number, present: number): Failure {
  return failure(
    present < expected
      ? message(
          '{0} is cut off: its shape asks for {1} bytes of entries, {2} are there.',
          file,
          expected,
          present,
        )
      : message(
          '{0} is too long: its shape asks for {1} bytes of entries, {2} are there.',
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
 * The texts in the order of the file without the zeros that fill them up, or the first entry that is none.
 */
function decodeTexts(
  bytes: Uint8Array,
  { entryType: { kind, bytes: entryBytes, isBigEndian }, dataOffset, dataLength }: NpyHeader,
): readonly string[] | number {
  const view = new DataView(bytes.buffer, bytes.byteOffset + dataOffset, dataLength);
  const letterBytes = kind === 'text' ? LETTER_BYTES : 1;
  const texts: string[] = [];
  for (let start = 0; start < dataLength; start += entryBytes) {
    let text = '';
    let isOver = false;
    for (let at = start; at < start + entryBytes; at += letterBytes) {
      const letter = letterBytes === 1 ? view.getUint8(at) : view.getUint32(at, !isBigEndian);
      if (letter > 0x10ffff || (isOver && letter !== 0)) return texts.length;
      if (letter === 0) isOver = true;
      else text += String.fromCodePoint(letter);
    }
    texts.push(text);
  }
  return texts;
}

function numbersInOrder(numbers: Numbers, shape: Shape): Numbers {
  const ordered = numbers.slice();
  forEachInRowMajorOrder(shape, (to, from) => {
    ordered[to] = numbers[from] ?? 0;
  });
  return ordered;
}

function textsInOrder(texts: readonly string[], shape: Shape): readonly string[] {
  const ordered: string[] = [];
  forEachInRowMajorOrder(shape, (_, from) => ordered.push(texts[from] ?? ''));
  return ordered;
}

/**
 * Visits the entries of an array in Fortran order: where each belongs in row-major order, and where it is.
 */
function forEachInRowMajorOrder(shape: Shape, visit: (to: number, from: number) => void): void {
  const strides: number[] = [];
  let size = 1;
  for (const axis of shape) {
    strides.push(size);
    size *= axis;
  }
  const position = shape.map(() => 0);
  for (let to = 0, from = 0; to < size; to++) {
    visit(to, from);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const [length = 0, stride = 0] = [shape[axis], strides[axis]];
      const next = (position[axis] ?? 0) + 1;
      position[axis] = next < length ? next : 0;
      from += stride;
      if (next < length) break;
      from -= stride * length;
    }
  }
}

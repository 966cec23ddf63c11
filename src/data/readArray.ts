import type { ArgumentValues } from '../engine/argumentSpec';
import { message } from '../engine/message';
import type { DataHint } from '../engine/network/dataPreview';
import type { Numbers } from '../engine/tensor';
import { maximumEntries, sizeOf, type Shape, shapeValue } from '../engine/shape';
import { fileArgument, type ArraySource } from './arraySources';
import { formatSize } from './bytes/fileSize';
import type { FileRequest, SourceFile } from './dataSource';
import { arrayNamed, openArrayFile } from './formats/arrayFile';
import { readCsv } from './formats/csvTable';
import type { NpyArray } from './formats/npyArray';
import { openNpz, readNpzArrays } from './formats/npzArchive';
import { openSafetensors, readSafetensorsEntry } from './formats/safetensors';
import { csvColumns, csvOptions } from './readers/csvReader';
import { failure, success, type DataError, type Failure, type Result } from './result';
import { checkArguments, type Arguments } from './sourceArguments';

/**
 * The largest file whose numbers become a value, in bytes:
 * as many numbers of 4 bytes as a value can have entries.
 */
export const LARGEST_ARRAY_FILE = 4 * maximumEntries;

/** The longest array of an archive that is expanded, in bytes: the entries of a value, and a header. */
const LARGEST_ARRAY = 8 * maximumEntries + 2 ** 17;

/** The numbers of a file, row-major. They may be shared: nobody may write to them. */
export interface FileArray {
  readonly shape: Shape;
  readonly values: Float64Array;
  /** What was read in another way than it is written. */
  readonly hints: readonly DataHint[];
}

/** The file that a call names; all of it tells the array. */
export function arrayFileOf(source: ArraySource, given: ArgumentValues): Result<FileRequest> {
  const checked = checkArguments(source.name, source.arguments, given);
  return checked.ok ? success(requestOf(checked.value)) : checked;
}

function requestOf(given: Arguments): FileRequest {
  const { name: role } = fileArgument;
  return { role, from: 'beside', paths: [given.text(role)], argument: role, describedBy: 'whole file' };
}

/**
 * The value of a call such as `npz("mine.npz", "W1")`.
 * @param file whole, or at least its size where it is larger than is read
 */
export function readArray(source: ArraySource, given: ArgumentValues, file: SourceFile): Result<FileArray> {
  const checked = checkArguments(source.name, source.arguments, given);
  if (!checked.ok) return checked;
  const oversized = arrayFileTooLarge(file);
  if (oversized) return oversized;
  const read =
    source.kind === 'csv' ? matrixOf(checked.value, file) : arrayOf(source.kind, checked.value, file);
  return read.ok ? read : atFile(read);
}

/** An array of an archive, in memory of its own. */
export interface ArchivedArray extends Pick<FileArray, 'shape' | 'values'> {
  readonly name: string;
}

/** All arrays of numbers of an archive, in its order. */
export function readArchive(kind: 'npz' | 'safetensors', file: SourceFile): Result<readonly ArchivedArray[]> {
  const oversized = arrayFileTooLarge(file);
  if (oversized) return oversized;
  const read = kind === 'npz' ? arraysOfNpz(file) : arraysOfSafetensors(file);
  if (!read.ok) return atFile(read);
  const arrays: ArchivedArray[] = [];
  let entries = 0;
  for (const [name, array] of read.value) {
    if (array.kind === 'texts') continue;
    const { shape, data } = array;
    entries += data.length;
    if (entries > maximumEntries) return atFile(tooManyNumbers(file.name));
    arrays.push({ name, shape, values: Float64Array.from(data) });
  }
  return success(arrays);
}

function arraysOfNpz(file: SourceFile): Result<Iterable<readonly [string, NpyArray]>> {
  const archive = openNpz(file);
  return archive.ok ? readNpzArrays(archive.value, LARGEST_ARRAY) : archive;
}

/** Without those of types that are not known here. */
function arraysOfSafetensors(file: SourceFile): Result<Iterable<readonly [string, NpyArray]>> {
  const opened = openSafetensors(file);
  if (!opened.ok) return opened;
  const arrays: [string, NpyArray][] = [];
  for (const [name, entry] of opened.value.entries) {
    const array = readSafetensorsEntry(opened.value, name, entry);
    if (array.ok) arrays.push([name, array.value]);
  }
  return success(arrays);
}

/** Arrays that share their entries could be many from a small file: all of them together are bounded. */
function tooManyNumbers(file: string): Failure {
  return failure(message('The arrays of {0} have more than {1} numbers together.', file, maximumEntries), {
    file,
  });
}

/** Why a file of this size is not read. To be asked before it is. */
function arrayFileTooLarge({ name, size }: SourceFile): Failure | undefined {
  return size > LARGEST_ARRAY_FILE
    ? failure(
        message(
          '{0} is {1}. The value of a formula is read from files of at most {2}.',
          name,
          formatSize(size),
          formatSize(LARGEST_ARRAY_FILE),
        ),
        { file: name, argument: fileArgument.name },
      )
    : undefined;
}

function arrayOf(
  kind: Exclude<ArraySource['kind'], 'csv'>,
  given: Arguments,
  file: SourceFile,
): Result<FileArray> {
  const opened = openArrayFile(kind, file, LARGEST_ARRAY);
  const array = opened.ok ? arrayNamed(opened.value, given.optionalText('name')) : opened;
  return array.ok ? fileArray(file.name, array.value.shape, array.value.data, []) : array;
}

function matrixOf(given: Arguments, file: SourceFile): Result<FileArray> {
  const table = readCsv(file, { ...csvOptions(given), targets: [], largest: LARGEST_ARRAY_FILE });
  if (!table.ok) return table;
  const { count, inputs, inputColumns, hints } = table.value;
  return fileArray(file.name, [count, inputColumns.length], inputs, hints);
}

/** In memory of its own: a view of a file would be sent to a worker with all of the file. */
function fileArray(file: string, shape: Shape, data: Numbers, hints: readonly DataHint[]): Result<FileArray> {
  if (sizeOf(shape) <= maximumEntries) return success({ shape, values: Float64Array.from(data), hints });
  return failure(
    message(
      'The array is {0}: {1} numbers. A value can have {2} at most.',
      shapeValue(shape),
      sizeOf(shape),
      maximumEntries,
    ),
    { file, argument: fileArgument.name },
  );
}

/** What is wrong with the file itself is said at its name. */
function atFile({ error }: Failure): Failure {
  return { ok: false, error: { ...error, argument: error.argument ?? fileArgument.name } };
}

/** The same in the words in which a formula is checked. */
export function arrayReading(
  source: ArraySource,
  given: ArgumentValues,
  file: SourceFile,
): (FileArray & { readonly ok: true }) | (DataError & { readonly ok: false }) {
  const read = readArray(source, given, file);
  return read.ok ? { ok: true, ...read.value } : { ok: false, ...read.error };
}

/** The same of an archive, for the network that starts from it. */
export function archiveReading(
  source: ArraySource,
  file: SourceFile,
):
  | { readonly ok: true; readonly arrays: readonly ArchivedArray[] }
  | (DataError & { readonly ok: false })
  | undefined {
  if (source.kind !== 'npz' && source.kind !== 'safetensors') return undefined;
  const read = readArchive(source.kind, file);
  return read.ok ? { ok: true, arrays: read.value } : { ok: false, ...read.error };
}

/** The names in the file that an argument of a call may take; empty where there are none. */
export function namesInArrayFile(
  source: ArraySource,
  argument: string,
  given: ArgumentValues,
  file: SourceFile,
): readonly string[] {
  const checked = checkArguments(source.name, source.arguments, given);
  if (!checked.ok || arrayFileTooLarge(file)) return [];
  if (source.kind === 'csv') return csvColumns(argument, checked.value, file);
  const opened = argument === 'name' ? openArrayFile(source.kind, file) : undefined;
  return opened?.ok === true ? opened.value.names : [];
}

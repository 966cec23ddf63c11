import { gunzipIfNeeded } from '../bytes/gzip';
import type { Arguments } from '../sourceArguments';
import { describeTargets, type SampleOrigin, type Samples, type Targets } from '../dataset';
import { readCsv, readCsvStart, type CsvTable } from '../formats/csvTable';
import type { CsvOptions } from '../formats/csvLayout';
import { readCsvRows } from '../formats/csvRows';
import { success, type Result } from '../result';
import type { SampleDescription, SourceFile, SourceReader } from '../dataSource';
import { csvFile } from '../sources/csv';
import { targetsOfRows } from '../arrayTargets';
import { labelsByName } from '../namedTargets';
import { guessTargets, type TargetPlace } from '../targets';
import { isWhole, partlySeen, requiredFile } from './requiredFile';

/** What is compressed is expanded as far as this where a beginning is asked for, in bytes. */
const MOST_DESCRIBED = 2 ** 22;

/** A table of numbers: some columns are targets, the others are inputs. */
export const csvReader: SourceReader = {
  describe(given, files, extent) {
    const file = requiredFile(files, csvFile(given));
    if (!file.ok) return file;
    if (!isWhole(file.value)) return describeStart(given, file.value);
    if (extent === 'start' && !gunzipIfNeeded(file.value, MOST_DESCRIBED).ok) {
      const { bytes } = file.value;
      return describeStart(given, { ...file.value, bytes: bytes.subarray(0, -1) });
    }
    const table = readCsv(file.value, optionsOf(given));
    if (!table.ok) return table;
    const samples = samplesOf(given, table.value, file.value.name);
    if (!samples.ok) return samples;
    const { sampleShape, targets, count } = samples.value;
    const { hints } = table.value;
    return success({ sampleShape, targets: describeTargets(targets), count, seen: samples.value, hints });
  },
  read(given, files) {
    const file = requiredFile(files, csvFile(given));
    if (!file.ok) return file;
    const table = readCsv(file.value, optionsOf(given));
    return table.ok ? samplesOf(given, table.value, file.value.name) : table;
  },
  names(argument, given, files) {
    const file = requiredFile(files, csvFile(given));
    return file.ok ? csvColumns(argument, given, file.value) : [];
  },
};

/** The names of the columns, where an argument takes those and the first row tells them. */
export function csvColumns(argument: string, given: Arguments, file: SourceFile): readonly string[] {
  const isColumn = argument === 'target' || argument === 'columns' || argument === 'drop';
  const options = csvOptions(given);
  if (!isColumn || options.header === false) return [];
  return firstRow(file, options).map((cell) => cell.trim());
}

/** As much of a file tells the names of its columns, in bytes. */
const HEADER = 2 ** 16;

/** Empty where the beginning of the file is no table, or holds no whole row. */
function firstRow(file: SourceFile, options: CsvOptions): readonly string[] {
  let first: readonly string[] = [];
  readCsvRows({ ...file, bytes: file.bytes.subarray(0, HEADER) }, options, (cells) => {
    if (first.length === 0) first = cells;
    return undefined;
  });
  return first;
}

/** How a call says that the table is to be read. */
function optionsOf(given: Arguments): CsvOptions {
  return { ...csvOptions(given), targets: given.columns('target') };
}

/** The same without the columns to learn, which only data has. */
export function csvOptions(given: Arguments): CsvOptions {
  const missing = given.optionalText('missing');
  return {
    targets: [],
    header: given.optionalBoolean('header'),
    columns: given.optionalColumns('columns'),
    drop: given.optionalColumns('drop'),
    missing: missing === 'drop' || missing === 'mean' ? missing : undefined,
    delimiter: given.optionalText('delimiter'),
    encoding: given.optionalText('encoding'),
  };
}

function samplesOf(given: Arguments, table: CsvTable, file: string): Result<Samples> {
  const targets = targetsOfTable(table, file, given.optionalNumber('classes'));
  if (!targets.ok) return targets;
  const { count, inputColumns, inputs } = table;
  return success({
    count,
    sampleShape: [inputColumns.length],
    inputs,
    targets: targets.value,
    origin: originOf(table, file),
  });
}

/** Of a row that is longer than the beginning nothing can be said. */
function describeStart(given: Arguments, file: SourceFile): Result<SampleDescription | undefined> {
  const read = readCsvStart(file, optionsOf(given));
  if (!read.ok) return read;
  if (read.value === undefined) return success(undefined);
  const { inputs, inputColumns, target, targetColumns } = read.value;
  const hints = [...read.value.hints, partlySeen(file.name)];
  const sampleShape = [inputColumns.length];
  const classes = given.optionalNumber('classes');
  const seen = { inputs, sampleShape, origin: originOf(read.value, file.name) };
  if (target.kind === 'names') {
    const targets = { kind: 'labels', ...(classes !== undefined && { classes }) } as const;
    return success({ sampleShape, targets, seen, hints });
  }
  const width = targetColumns.length;
  const values = { kind: 'values', values: target.numbers, width } as const;
  const targets =
    width === 1
      ? guessTargets(target.numbers, placeOf(read.value, file.name), classes)
      : ({ kind: 'unknown' } as const);
  return success({ sampleShape, targets, seen: { ...seen, targets: values }, hints });
}

function originOf({ rows, inputColumns, targetColumns }: CsvTable, file: string): SampleOrigin {
  return { inputs: file, targets: file, rows, inputColumns, targetColumns };
}

function placeOf({ targetColumns: [column, ...others], rows }: CsvTable, file: string): TargetPlace {
  const isSingle = column !== undefined && others.length === 0;
  return { file, rowOf: (sample) => rows[sample] ?? 0, ...(isSingle && { column }) };
}

function targetsOfTable(table: CsvTable, file: string, classes: number | undefined): Result<Targets> {
  const { target, targetColumns } = table;
  const place = placeOf(table, file);
  if (target.kind === 'names') return labelsByName(target, place, classes);
  const data = { data: target.numbers, whole: true };
  const targets = targetsOfRows(data, targetColumns.length, place, classes);
  const names = targetColumns.map(({ name }) => name ?? '');
  const isHot = targetColumns.length > 1 && targets.ok && targets.value.kind === 'labels';
  return isHot && names.every((name) => name !== '')
    ? success({ ...targets.value, classNames: names })
    : targets;
}

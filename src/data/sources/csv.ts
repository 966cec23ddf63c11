import type { Arguments } from '../arguments';
import { fileArguments } from '../commonArguments';
import { describeTargets, type SampleOrigin, type Samples, type Targets } from '../dataset';
import { readCsv, readCsvStart, type CsvTable } from '../formats/csv';
import type { CsvOptions } from '../formats/csvLayout';
import { success, type Result } from '../result';
import type { DataSource, FileRequest, SampleDescription, SourceFile } from '../source';
import { guessTargets, labelsByName, targetsOfRows, type TargetPlace } from '../targets';
import { HEAD, isWhole, requiredFile } from './requiredFile';

function requestOf(given: Arguments): FileRequest {
  return { role: 'file', from: 'beside', paths: [given.text('file')], argument: 'file', describedBy: HEAD };
}

/** A table of numbers: some columns are targets, the others are inputs. */
export const csv: DataSource = {
  name: 'csv',
  documentation:
    'A table in a CSV file beside this one, gzipped or not. Every column but the target is an input and must hold numbers.',
  arguments: [
    { name: 'file', type: 'file', required: true, documentation: 'Path from the folder of this file.' },
    {
      name: 'target',
      type: 'columns',
      default: -1,
      documentation:
        'The column to learn, or a list of several: by name, or by number counted from 0, negative from the end. Text in a single one names classes, which are numbered in the order of the alphabet.',
    },
    {
      name: 'header',
      type: 'boolean',
      default: true,
      documentation: 'Whether the first row names the columns.',
    },
    {
      name: 'columns',
      type: 'columns',
      documentation: 'The columns that are inputs, in this order. Without it: all but the targets.',
    },
    {
      name: 'drop',
      type: 'columns',
      documentation: 'Columns to leave out, as in drop=["Id"].',
    },
    {
      name: 'missing',
      type: 'string',
      choices: ['drop', 'mean'],
      documentation:
        'What to do where a cell is empty or holds ?, NA or the like: "drop" leaves the row out, "mean" puts in the mean of the other rows. Without it that is an error.',
    },
    {
      name: 'delimiter',
      type: 'string',
      documentation:
        'What parts the cells, as in delimiter=" " (any number of spaces) or delimiter="tab". Without it comma, tab, semicolon and bar are tried.',
    },
    {
      name: 'encoding',
      type: 'string',
      documentation: 'The encoding of the text, such as "shift_jis" or "windows-1252". Without it UTF-8.',
    },
    ...fileArguments,
  ],
  files: (given) => [requestOf(given)],
  describe(given, files) {
    const file = requiredFile(files, requestOf(given));
    if (!file.ok) return file;
    if (!isWhole(file.value)) return describeStart(given, file.value);
    const table = readCsv(file.value, optionsOf(given));
    if (!table.ok) return table;
    const samples = samplesOf(given, table.value, file.value.name);
    if (!samples.ok) return samples;
    const { sampleShape, targets, count } = samples.value;
    const { hints } = table.value;
    return success({ sampleShape, targets: describeTargets(targets), count, seen: samples.value, hints });
  },
  read(given, files) {
    const file = requiredFile(files, requestOf(given));
    if (!file.ok) return file;
    const table = readCsv(file.value, optionsOf(given));
    return table.ok ? samplesOf(given, table.value, file.value.name) : table;
  },
};

function optionsOf(given: Arguments): CsvOptions {
  const missing = given.optionalText('missing');
  return {
    targets: given.columns('target'),
    header: given.boolean('header'),
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

/** Of a row that is longer than the beginning nothing can be told. */
function describeStart(given: Arguments, file: SourceFile): Result<SampleDescription | undefined> {
  const read = readCsvStart(file, optionsOf(given));
  if (!read.ok) return read;
  if (read.value === undefined) return success(undefined);
  const { inputs, inputColumns, target, targetColumns, hints } = read.value;
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

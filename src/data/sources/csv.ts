import { message } from '../../engine/message';
import type { Arguments } from '../arguments';
import { fileArguments } from '../commonArguments';
import { describeTargets, type SampleOrigin, type Samples, type Targets } from '../dataset';
import { readCsv, readCsvStart, type CsvOptions, type CsvTable } from '../formats/csv';
import { failure, success, type Result } from '../result';
import type { DataSource, FileRequest, SampleDescription, SourceFile } from '../source';
import { guessTargets, targetsOf, type TargetPlace } from '../targets';
import { HEAD, isWhole, requiredFile } from './requiredFile';

function requestOf(given: Arguments): FileRequest {
  return { role: 'file', from: 'beside', paths: [given.text('file')], argument: 'file', describedBy: HEAD };
}

/** A table of numbers: one column is the target, the others are inputs. */
export const csv: DataSource = {
  name: 'csv',
  documentation:
    'A table in a CSV file beside this one. Every column but the target is an input and must hold numbers.',
  arguments: [
    { name: 'file', type: 'file', required: true, documentation: 'Path from the folder of this file.' },
    {
      name: 'target',
      type: 'columns',
      default: -1,
      documentation:
        'The column to learn: its name, or its number counted from 0, negative from the end. Text in it names classes, which are numbered in the order of the alphabet.',
    },
    {
      name: 'header',
      type: 'boolean',
      default: true,
      documentation: 'Whether the first row names the columns.',
    },
    ...fileArguments,
  ],
  files: (given) => [requestOf(given)],
  describe(given, files) {
    const file = requiredFile(files, requestOf(given));
    if (!file.ok) return file;
    if (!isWhole(file.value)) return describeStart(given, file.value);
    const read = readSamples(given, file.value);
    if (!read.ok) return read;
    const { sampleShape, targets, count } = read.value;
    return success({ sampleShape, targets: describeTargets(targets), count, seen: read.value });
  },
  read(given, files) {
    const file = requiredFile(files, requestOf(given));
    return file.ok ? readSamples(given, file.value) : file;
  },
};

function readSamples(given: Arguments, file: SourceFile): Result<Samples> {
  const table = readCsv(file, optionsOf(given));
  if (!table.ok) return table;
  const targets = targetsOfTable(table.value, file.name, given.optionalNumber('classes'));
  if (!targets.ok) return targets;
  const { count, inputWidth, inputs } = table.value;
  const origin = originOf(table.value, file.name);
  return success({ count, sampleShape: [inputWidth], inputs, targets: targets.value, origin });
}

function optionsOf(given: Arguments): CsvOptions {
  return { target: given.columns('target')[0] ?? -1, header: given.boolean('header') };
}

/** Of a row that is longer than the beginning nothing can be told. */
function describeStart(given: Arguments, file: SourceFile): Result<SampleDescription | undefined> {
  const read = readCsvStart(file, optionsOf(given));
  if (!read.ok) return read;
  if (read.value === undefined) return success(undefined);
  const { inputs, inputWidth, target } = read.value;
  const sampleShape = [inputWidth];
  const classes = given.optionalNumber('classes');
  const seen = { inputs, sampleShape, origin: originOf(read.value, file.name) };
  if (target.kind === 'names') {
    return success({
      sampleShape,
      targets: { kind: 'labels', ...(classes !== undefined && { classes }) },
      seen,
    });
  }
  const targets = guessTargets(target.numbers, placeOf(read.value, file.name), classes);
  const values = { kind: 'values', values: target.numbers, width: 1 } as const;
  return success({ sampleShape, targets, seen: { ...seen, targets: values } });
}

function originOf({ rows, targetColumn }: CsvTable, file: string): SampleOrigin {
  return { inputs: file, targets: file, rows, targetColumn };
}

function placeOf({ targetColumn: column, rows }: CsvTable, file: string): TargetPlace {
  return { file, column, rowOf: (sample) => rows[sample] ?? 0 };
}

function targetsOfTable(table: CsvTable, file: string, classes: number | undefined): Result<Targets> {
  const { target, targetColumn: column } = table;
  const place = placeOf(table, file);
  if (target.kind === 'numbers') return targetsOf(target.numbers, place, classes, true);
  const { names, indices } = target;
  if (classes !== undefined && names.length > classes) {
    const row = place.rowOf(indices.indexOf(classes));
    return failure(
      message(
        '{0}, row {1}, column {2}: “{3}” is one more class than classes={4}.',
        file,
        row,
        column,
        names[classes] ?? '',
        classes,
      ),
      { file, row, column, argument: 'classes' },
    );
  }
  return success(labelsByName(names, indices, classes));
}

/** Numbers classes by their names in order of code units, as scikit-learn's LabelEncoder does. */
function labelsByName(
  names: readonly string[],
  indices: Float64Array,
  classes = Math.max(2, names.length),
): Targets {
  const classNames = [...names].sort();
  const labelOf = names.map((name) => classNames.indexOf(name));
  const labels = Int32Array.from(indices, (index) => labelOf[index] ?? 0);
  return { kind: 'labels', labels, classes, ...(classNames.length === classes && { classNames }) };
}

import { message } from '../../engine/message';
import type { Arguments } from '../arguments';
import { fileArguments } from '../commonArguments';
import { describeTargets, type TargetDescription, type Targets } from '../dataset';
import { readCsv, type CsvTable } from '../formats/csv';
import { failure, success, type Result } from '../result';
import type { DataSource, FileRequest, SourceFile } from '../source';
import { targetsOf } from '../targets';
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
      type: 'column',
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
    const table = tableOf(given, file.value);
    if (!table.ok) return table;
    const sampleShape = [table.value.inputWidth];
    if (!isWhole(file.value)) {
      return success({ sampleShape, targets: guessTargets(table.value, given.optionalNumber('classes')) });
    }
    const targets = targetsOfTable(table.value, file.value.name, given.optionalNumber('classes'));
    if (!targets.ok) return targets;
    return success({ sampleShape, targets: describeTargets(targets.value), count: table.value.count });
  },
  read(given, files) {
    const file = requiredFile(files, requestOf(given));
    if (!file.ok) return file;
    const table = tableOf(given, file.value);
    if (!table.ok) return table;
    const targets = targetsOfTable(table.value, file.value.name, given.optionalNumber('classes'));
    if (!targets.ok) return targets;
    const { count, inputWidth, inputs } = table.value;
    return success({ count, sampleShape: [inputWidth], inputs, targets: targets.value });
  },
};

function tableOf(given: Arguments, file: SourceFile): Result<CsvTable> {
  return readCsv(file, { target: given.column('target'), header: given.boolean('header') });
}

/** What the first rows tell: a number that is no label makes all of them values. */
function guessTargets({ target }: CsvTable, classes: number | undefined): TargetDescription {
  if (classes !== undefined) return { kind: 'labels', classes };
  if (target.kind === 'names') return { kind: 'labels' };
  return target.numbers.every((value) => Number.isInteger(value) && value >= 0)
    ? { kind: 'unknown' }
    : { kind: 'values', width: 1 };
}

function targetsOfTable(table: CsvTable, file: string, classes: number | undefined): Result<Targets> {
  const { target, targetColumn: column, rows } = table;
  const rowOf = (sample: number): number => rows[sample] ?? 0;
  if (target.kind === 'numbers') return targetsOf(target.numbers, { file, column, rowOf }, classes, true);
  const { names, indices } = target;
  if (classes !== undefined && names.length > classes) {
    const row = rowOf(indices.indexOf(classes));
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

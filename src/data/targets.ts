import { message } from '../engine/message';
import type { Numbers } from '../engine/tensor';
import type { LabelTargets, Targets, ValueTargets } from './dataset';
import type { NumberArray } from './formats/npy';
import { failure, success, type Failure, type Result } from './result';

/** Whole numbers below this are taken for labels however few samples there are. */
const SURELY_CLASSES = 1000;

/** Where targets were read from, for messages that name the place. */
export interface TargetPlace {
  readonly file: string;
  /** The row of a sample in the file, from 1. */
  rowOf(sample: number): number;
  /** Absent where the targets fill the file. */
  readonly column?: number;
}

/**
 * What one number for each sample means. With `classes` they are labels, and anything else is an error.
 * Without it, whole numbers from 0 are labels as long as there are fewer classes than samples (or than 1,000);
 * other numbers are values.
 * @param mayBeLabels false where the file says that the numbers are measurements (a floating-point array).
 */
export function targetsOf(
  numbers: Numbers,
  place: TargetPlace,
  classes: number | undefined,
  mayBeLabels: boolean,
): Result<Targets> {
  if (classes !== undefined) return labelsOf(numbers, place, classes);
  const values: ValueTargets = { kind: 'values', values: numbers, width: 1 };
  if (!mayBeLabels || firstNonLabel(numbers) !== undefined) return success(values);
  let highest = 0;
  for (const label of numbers) highest = Math.max(highest, label);
  if (highest >= Math.max(numbers.length, SURELY_CLASSES)) return success(values);
  return success({ kind: 'labels', labels: Int32Array.from(numbers), classes: Math.max(2, highest + 1) });
}

/** Labels below `classes`, or where the first other number is. */
export function labelsOf(numbers: Numbers, place: TargetPlace, classes: number): Result<LabelTargets> {
  const sample = firstNonLabel(numbers, classes);
  if (sample === undefined) {
    return success({ kind: 'labels', labels: Int32Array.from(numbers), classes });
  }
  return notALabel(numbers[sample] ?? 0, place.rowOf(sample), place, classes);
}

/** Targets of an array with one row for each sample: labels, one-hot rows, or values. */
export function targetsOfArray(
  { shape, data, whole }: NumberArray,
  file: string,
  classes: number | undefined,
): Result<Targets> {
  const [count = 0, width = 1, ...further] = shape;
  if (shape.length === 0 || further.some((axis) => axis !== 1)) {
    return failure(
      message('{0}: targets must have one row for each sample; its shape is {1}.', file, shape.join('×')),
      { file, field: 'shape' },
    );
  }
  const place: TargetPlace = { file, rowOf: (sample) => sample + 1 };
  if (width === 1) return targetsOf(data, place, classes, whole);
  const labels = hotColumns(data, count, width);
  if (labels && (classes === undefined || classes === width)) {
    return success({ kind: 'labels', labels, classes: width });
  }
  if (classes === undefined) return success({ kind: 'values', values: data, width });
  return failure(message('{0}: rows of {1} numbers are not labels of {2} classes.', file, width, classes), {
    file,
    field: 'shape',
    argument: 'classes',
  });
}

/** The labels of one-hot rows: exactly one 1 in each, everything else 0. */
function hotColumns(data: Numbers, count: number, width: number): Int32Array | undefined {
  const labels = new Int32Array(count);
  for (let row = 0; row < count; row++) {
    let ones = 0;
    for (let column = 0; column < width; column++) {
      const value = data[row * width + column];
      if (value === 1) {
        ones++;
        labels[row] = column;
      } else if (value !== 0) return undefined;
    }
    if (ones !== 1) return undefined;
  }
  return labels;
}

function firstNonLabel(numbers: Numbers, classes = 2 ** 31): number | undefined {
  for (let sample = 0; sample < numbers.length; sample++) {
    const value = numbers[sample] ?? 0;
    if (!Number.isInteger(value) || value < 0 || value >= classes) return sample;
  }
  return undefined;
}

function notALabel(value: number, row: number, { file, column }: TargetPlace, classes: number): Failure {
  const last = classes - 1;
  return column === undefined
    ? failure(
        message(
          '{0}, row {1}: {2} is no label. Labels are whole numbers from 0 to {3}.',
          file,
          row,
          value,
          last,
        ),
        { file, row },
      )
    : failure(
        message(
          '{0}, row {1}, column {2}: {3} is no label. Labels are whole numbers from 0 to {4}.',
          file,
          row,
          column,
          value,
          last,
        ),
        { file, row, column },
      );
}

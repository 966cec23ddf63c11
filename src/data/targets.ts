import { message } from '../engine/message';
import type { ClassReading } from '../engine/network/lossTargets';
import type { Numbers } from '../engine/tensor';
import type { LabelTargets, TargetDescription, Targets } from './dataset';
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
 * Without it, whole numbers from 0 are labels as long as there are fewer classes than samples (or than
 * 1,000); other numbers are values.
 * @param mayBeLabels false where the file says that the numbers are measurements (a floating-point array):
 *   then they are labels only to a loss that takes nothing else
 */
export function targetsOf(
  numbers: Numbers,
  place: TargetPlace,
  classes: number | undefined,
  mayBeLabels: boolean,
): Result<Targets> {
  if (classes !== undefined) return labelsOf(numbers, place, classes);
  const asClasses = notClasses(numbers, place) ?? countClasses(numbers, place.file);
  return success(
    mayBeLabels && asClasses.ok
      ? {
          kind: 'labels',
          labels: Int32Array.from(numbers),
          classes: asClasses.classes,
          mayBeValues: true,
        }
      : { kind: 'values', values: numbers, width: 1, asClasses },
  );
}

/** What the first of these numbers tell: one that is no label makes all of them values. */
export function guessTargets(
  numbers: Numbers,
  place: TargetPlace,
  classes: number | undefined,
): TargetDescription {
  if (classes !== undefined) return { kind: 'labels', classes };
  const asClasses = notClasses(numbers, place);
  return asClasses ? { kind: 'values', width: 1, asClasses } : { kind: 'unknown' };
}

/** The first number that is no class number, whatever the others are. */
function notClasses(numbers: Numbers, place: TargetPlace): ClassReading | undefined {
  const sample = firstNonLabel(numbers);
  if (sample === undefined) return undefined;
  const { file, column } = place;
  const [row, value] = [place.rowOf(sample), numbers[sample] ?? 0];
  return {
    ok: false,
    message:
      column === undefined
        ? message(
            '{0}, row {1}: {2} is not a class number. This loss needs whole numbers from 0.',
            file,
            row,
            value,
          )
        : message(
            '{0}, row {1}, column {2}: {3} is not a class number. This loss needs whole numbers from 0.',
            file,
            row,
            column,
            value,
          ),
  };
}

function countClasses(numbers: Numbers, file: string): ClassReading {
  let highest = 0;
  for (const label of numbers) highest = Math.max(highest, label);
  const classes = Math.max(2, highest + 1);
  if (highest < Math.max(numbers.length, SURELY_CLASSES)) return { ok: true, classes };
  return {
    ok: false,
    message: message(
      'The targets of {0} go up to {1}: as class numbers that is many for {2} samples. If they are, say classes={3}.',
      file,
      highest,
      numbers.length,
      classes,
    ),
  };
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
  if (further.some((axis) => axis !== 1)) {
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

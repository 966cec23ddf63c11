import { message } from '../engine/message';
import { classList, type ClassFacts, type ClassReading } from '../engine/network/lossTargets';
import type { Numbers } from '../engine/tensor';
import { columnText, type Column } from './columns';
import type { LabelTargets, TargetDescription, Targets } from './dataset';
import { failure, success, type Failure, type Result } from './result';

/** Whole numbers below this are taken for labels however few samples there are. */
const SURELY_CLASSES = 1000;

/** Of more classes than this nobody reads how often each occurs. */
const MOST_COUNTED = 1000;

/** From so many samples on, or beside a class of so many, it is a mistake that a class occurs once. */
const ENOUGH_SAMPLES = 10;
const CLEARLY_MORE = 3;

/** Where targets were read from, for messages that name the place. */
export interface TargetPlace {
  readonly file: string;
  /** The row of a sample in the file, from 1. */
  readonly rowOf: (sample: number) => number;
  /** Absent where the targets fill the file. */
  readonly column?: Column;
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
  const asClasses = notClasses(numbers, place) ?? countClasses(numbers, place);
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

/** What the first of these numbers tell: one that is not a label makes all of them values. */
export function guessTargets(
  numbers: Numbers,
  place: TargetPlace,
  classes: number | undefined,
): TargetDescription {
  if (classes !== undefined) return { kind: 'labels', classes };
  const asClasses = notClasses(numbers, place);
  return asClasses ? { kind: 'values', width: 1, asClasses } : { kind: 'unknown' };
}

/**
 * How many samples each class has, and whether they stand class by class; nothing of so many classes that
 * nobody reads it.
 */
export function countsOf(
  labels: ArrayLike<number>,
  classes: number,
  rowOf?: (sample: number) => number,
): Pick<ClassFacts, 'counts' | 'single' | 'isSorted'> {
  if (classes > MOST_COUNTED) return {};
  const counts = new Array<number>(classes).fill(0);
  let changes = 0;
  for (let sample = 0; sample < labels.length; sample++) {
    const label = labels[sample] ?? 0;
    counts[label] = (counts[label] ?? 0) + 1;
    if (sample > 0 && label !== labels[sample - 1]) changes++;
  }
  const occurring = counts.filter((count) => count > 0).length;
  const isSorted = occurring > 1 && labels.length > 2 * occurring && changes === occurring - 1;
  const label = rowOf && singleIn(counts, labels.length);
  const row = label === undefined ? undefined : rowOf?.(Array.prototype.indexOf.call(labels, label));
  return {
    counts,
    ...(label !== undefined && row !== undefined && { single: { label, row } }),
    ...(isSorted && { isSorted }),
  };
}

/** In a small table every class may be a single sample, unless one has clearly more. */
function singleIn(counts: readonly number[], samples: number): number | undefined {
  const label = counts.indexOf(1);
  const isNotable = samples >= ENOUGH_SAMPLES || counts.some((count) => count >= CLEARLY_MORE);
  return label >= 0 && isNotable ? label : undefined;
}

/** The first number that is not a class, whatever the others are. */
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
            columnText(column),
            value,
          ),
  };
}

function countClasses(numbers: Numbers, { file, rowOf }: TargetPlace): ClassReading {
  let highest = 0;
  for (const label of numbers) highest = Math.max(highest, label);
  const classes = Math.max(2, highest + 1);
  if (highest < Math.max(numbers.length, SURELY_CLASSES)) {
    return { ok: true, classes, ...countsOf(numbers, classes, rowOf) };
  }
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
  return areCountedFrom1(numbers, classes)
    ? countedFrom1(numbers, place, classes)
    : notALabel(numbers[sample] ?? 0, place.rowOf(sample), place, classes);
}

function areCountedFrom1(numbers: Numbers, classes: number): boolean {
  let [lowest, highest] = [Infinity, -Infinity];
  for (const label of numbers) {
    if (!Number.isInteger(label)) return false;
    lowest = Math.min(lowest, label);
    highest = Math.max(highest, label);
  }
  return lowest === 1 && highest === classes;
}

function countedFrom1(numbers: Numbers, { file, column, rowOf }: TargetPlace, classes: number): Failure {
  const listed = classList(countsOf(numbers, classes + 1, rowOf)) ?? '';
  const place = { file, argument: 'classes' };
  return column === undefined
    ? failure(
        message(
          'The labels of {0} are counted from 1 ({1}), but class numbers count from 0. Subtract 1 from every label, or say classes={2}.',
          file,
          listed,
          classes + 1,
        ),
        place,
      )
    : failure(
        message(
          'The labels of {0}, column {1}, are counted from 1 ({2}), but class numbers count from 0. Subtract 1 from every label, or say classes={3}.',
          file,
          columnText(column),
          listed,
          classes + 1,
        ),
        { ...place, column: column.number },
      );
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
          '{0}, row {1}: {2} is not a label. Labels are whole numbers from 0 to {3}.',
          file,
          row,
          value,
          last,
        ),
        { file, row },
      )
    : failure(
        message(
          '{0}, row {1}, column {2}: {3} is not a label. Labels are whole numbers from 0 to {4}.',
          file,
          row,
          columnText(column),
          value,
          last,
        ),
        { file, row, column: column.number },
      );
}

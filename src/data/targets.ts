import { message } from '../engine/message';
import { classList, type ClassFacts, type ClassReading } from '../engine/network/lossTargets';
import type { Numbers } from '../engine/tensor';
import { columnText, type Column } from './columns';
import type { LabelTargets, TargetDescription, Targets } from './dataset';
import type { NpyArray, NumberArray } from './formats/npyArray';
import { failure, listed, shortened, success, type Failure, type Result } from './result';

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

/** Names of classes as a file has them. */
export interface NamedTargets {
  /** In order of their first appearance. */
  readonly names: readonly string[];
  /** The name of each sample, by its place in `names`. */
  readonly indices: ArrayLike<number>;
}

/** Takes names one after the other, and keeps each once. */
export class NameCollector {
  private readonly indexOf = new Map<string, number>();

  /** The place of a name among those taken so far. */
  indexFor(name: string): number {
    const number = this.indexOf.get(name) ?? this.indexOf.size;
    this.indexOf.set(name, number);
    return number;
  }

  names(): readonly string[] {
    return [...this.indexOf.keys()];
  }
}

/** Numbers classes by their names in order of code units, as scikit-learn's LabelEncoder does. */
export function labelsByName(
  { names, indices }: NamedTargets,
  place: TargetPlace,
  classes = Math.max(2, names.length),
): Result<LabelTargets> {
  if (names.length > classes) return oneClassTooMany({ names, indices }, place, classes);
  const classNames = [...names].sort();
  // What occurs nowhere is called by its number.
  for (let label = names.length; label < classes; label++) classNames.push(String(label));
  return labelled({ names, indices }, classNames);
}

function labelled({ names, indices }: NamedTargets, classNames: readonly string[]): Result<LabelTargets> {
  const labelByName = new Map(classNames.map((name, label) => [name, label]));
  const labelOf = Int32Array.from(names, (name) => labelByName.get(name) ?? 0);
  const labels = Int32Array.from(indices, (index) => labelOf[index] ?? 0);
  return success({ kind: 'labels', labels, classes: classNames.length, classNames });
}

/** Names of the part to test with, numbered as those that are learned. */
function labelsAsLearned(
  { names, indices }: NamedTargets,
  { file, rowOf }: TargetPlace,
  learned: readonly string[],
): Result<LabelTargets> {
  const known = new Set(learned);
  const strange = names.findIndex((name) => !known.has(name));
  if (strange < 0) return labelled({ names, indices }, learned);
  const row = rowOf(Array.prototype.indexOf.call(indices, strange));
  return failure(
    message(
      '{0}, row {1}: no sample to train with is of class {2}. Classes there are {3}.',
      file,
      row,
      shortened(names[strange] ?? ''),
      listed(learned),
    ),
    { file, row },
  );
}

function oneClassTooMany({ names, indices }: NamedTargets, place: TargetPlace, classes: number): Failure {
  const row = place.rowOf(Array.prototype.indexOf.call(indices, classes));
  const { file, column } = place;
  const name = shortened(names[classes] ?? '');
  return column === undefined
    ? failure(message('{0}, row {1}: “{2}” is one more class than classes={3}.', file, row, name, classes), {
        file,
        row,
        argument: 'classes',
      })
    : failure(
        message(
          '{0}, row {1}, column {2}: “{3}” is one more class than classes={4}.',
          file,
          row,
          columnText(column),
          name,
          classes,
        ),
        { file, row, column: column.number, argument: 'classes' },
      );
}

/**
 * Targets of an array with one row for each sample: labels, one-hot rows, values, or names of classes.
 * @param learned of the part to test with: the names of the classes that the other part has
 */
export function targetsOfArray(
  array: NpyArray,
  file: string,
  classes: number | undefined,
  learned?: readonly string[],
): Result<Targets> {
  const [, width = 1, ...further] = array.shape;
  if (width === 0 || further.some((axis) => axis !== 1)) {
    return failure(
      message(
        '{0}: targets must have one row for each sample; its shape is {1}.',
        file,
        array.shape.join('×'),
      ),
      { file, field: 'shape' },
    );
  }
  const place: TargetPlace = { file, rowOf: (sample) => sample + 1 };
  if (array.kind === 'numbers') return targetsOfRows(array, width, place, classes);
  if (width !== 1) {
    return failure(message('{0}: each sample has {1} texts, but one names its class.', file, width), {
      file,
      field: 'shape',
    });
  }
  const collector = new NameCollector();
  const indices = Int32Array.from(array.texts, (text) => collector.indexFor(text));
  const named = { names: collector.names(), indices };
  return learned ? labelsAsLearned(named, place, learned) : labelsByName(named, place, classes);
}

/** Targets of `width` numbers for each sample. */
export function targetsOfRows(
  { data, whole }: Pick<NumberArray, 'data' | 'whole'>,
  width: number,
  place: TargetPlace,
  classes: number | undefined,
): Result<Targets> {
  const { file } = place;
  if (width === 1) return targetsOf(data, place, classes, whole);
  const labels = hotColumns(data, width);
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
function hotColumns(data: Numbers, width: number): Int32Array | undefined {
  const labels = new Int32Array(data.length / width);
  for (let row = 0; row < labels.length; row++) {
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

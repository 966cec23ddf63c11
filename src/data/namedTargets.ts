import { message } from '../engine/message';
import { columnText } from './columns';
import type { LabelTargets } from './dataset';
import { failure, listed, shortened, success, type Failure, type Result } from './result';
import type { TargetPlace } from './targets';

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
export function labelsAsLearned(
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

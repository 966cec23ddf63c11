import { message } from '../../message';
import { sameShape, sizeOf, type Shape, shapeValue } from '../../shape';
import type { ShapeResult } from './layer';
import type { TargetSlot } from './networkForm';
import { fits, noEntries, wrongInput } from './shapeRule';

/** What a loss of a network compares with. */
export function requireTarget(target: TargetSlot | undefined): TargetSlot {
  if (target === undefined) throw new RangeError('A loss needs a target.');
  return target;
}

/** How many entries a loss is the mean of; its gradient is divided by the same number. */
export interface Rows {
  /** The mini-batch: 1 for a single sample. */
  readonly batch: number;
  readonly classes: number;
}

/** Scores are batch×classes; a vector is one sample. */
export function rowsOf(x: Shape): Rows {
  return x.length === 1 ? { batch: 1, classes: x[0] ?? 0 } : { batch: x[0] ?? 0, classes: x[1] ?? 0 };
}

/** Labels leave the axis of classes out: one whole number for each sample. */
export function isLabels(x: Shape, t: Shape): boolean {
  return t.length === x.length - 1;
}

/** The rule for losses over classes: `t` holds a label for each row, or a row of probabilities. */
export function classLossShape(x: Shape, t: Shape): ShapeResult {
  if (x.length !== 1 && x.length !== 2) {
    return wrongInput(
      0,
      message('x must be batch×classes, or a vector for one sample, not {0}.', shapeValue(x)),
    );
  }
  if (sizeOf(x) === 0) return noEntries(0, 'x', x);
  if (sameShape(t, x) || (isLabels(x, t) && sameShape(t, x.slice(0, -1)))) return fits([]);
  return wrongInput(
    1,
    x.length === 1
      ? message(
          't is {0}: for one sample with {1} numbers it is one label, or a list of {1}.',
          shapeValue(t),
          sizeOf(x),
        )
      : message(
          't is {0}, but x is {1}: give {2} labels, or one-hot rows of {1}.',
          shapeValue(t),
          shapeValue(x),
          rowsOf(x).batch,
        ),
  );
}

/** The rule for losses entry by entry: `t` is like `x`, or leaves out a last axis of 1. */
export function entryLossShape(x: Shape, t: Shape): ShapeResult {
  if (sizeOf(x) === 0) return noEntries(0, 'x', x);
  if (sameShape(t, x) || (x.at(-1) === 1 && sameShape(t, x.slice(0, -1)))) return fits([]);
  return wrongInput(1, message('t is {0}, but x is {1}: they must be alike.', shapeValue(t), shapeValue(x)));
}

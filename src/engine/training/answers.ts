import type { TargetSlot } from '../layers/support/networkForm';
import type { Numbers } from '../tensor';

/** What a loss's input says about classes, and what is right. */
export interface Answers {
  readonly predictions: Numbers;
  readonly target: TargetSlot;
  /** Samples in the mini-batch. */
  readonly batch: number;
  /** Where one number stands for two classes, above this it is class 1. */
  readonly threshold: number;
}

function argmax(values: Numbers, start: number, count: number): number {
  let best = 0;
  for (let j = 1; j < count; j++) {
    if ((values[start + j] ?? NaN) > (values[start + best] ?? NaN)) best = j;
  }
  return best;
}

/** How many classes there are; `undefined` for targets that are not classes. */
export function classesOf({ predictions, target, batch }: Omit<Answers, 'threshold'>): number | undefined {
  if (target.encoding === 'values') return undefined;
  return target.encoding === 'binary' ? 2 : predictions.length / batch;
}

/**
 * The class that a row says: that of its largest number. −1 for a row whose largest is NaN: it says nothing.
 */
export function predictedClass({ predictions, target, batch, threshold }: Answers, row: number): number {
  if (target.encoding === 'binary') {
    const score = predictions[row] ?? NaN;
    return Number.isNaN(score) ? -1 : Number(score > threshold);
  }
  const classes = predictions.length / batch;
  const predicted = argmax(predictions, row * classes, classes);
  return Number.isNaN(predictions[row * classes + predicted]) ? -1 : predicted;
}

/** The class that is right. */
export function rightClass({ predictions, target, batch }: Answers, row: number): number {
  if (target.encoding === 'labels') return target.labels[row] ?? -1;
  if (target.encoding === 'binary') return Number((target.values[row] ?? NaN) > 0.5);
  const classes = predictions.length / batch;
  return argmax(target.values, row * classes, classes);
}

/**
 * Adds a mini-batch to counts of classes × classes: rows are the right ones, columns those that were said.
 */
export function countAnswers(answers: Answers, classes: number, counts: Int32Array): void {
  for (let row = 0; row < answers.batch; row++) {
    const predicted = predictedClass(answers, row);
    if (predicted < 0) continue;
    const cell = rightClass(answers, row) * classes + predicted;
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
}

/** How many of the counted answers were right. */
export function countRight(counts: Int32Array, classes: number): number {
  let right = 0;
  for (let i = 0; i < classes; i++) right += counts[i * classes + i] ?? 0;
  return right;
}

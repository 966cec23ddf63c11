import type { TargetSlot } from '../layers/networkForm';
import type { Numbers } from '../tensor';

function argmax(values: Numbers, start: number, count: number): number {
  let best = 0;
  for (let j = 1; j < count; j++) {
    if ((values[start + j] ?? NaN) > (values[start + best] ?? NaN)) best = j;
  }
  return best;
}

/**
 * How many samples of a mini-batch the loss's input predicts rightly: the largest number of a row is the class, or
 * where there is one number for two classes, whether it is above `threshold`. `undefined` for targets that are no classes.
 */
export function countCorrect(
  predictions: Numbers,
  { encoding, labels, values }: TargetSlot,
  batch: number,
  threshold: number,
): number | undefined {
  if (encoding === 'values') return undefined;
  let correct = 0;
  if (encoding === 'binary') {
    for (let i = 0; i < batch; i++) {
      if ((predictions[i] ?? NaN) > threshold === (values[i] ?? NaN) > 0.5) correct++;
    }
    return correct;
  }
  const classes = predictions.length / batch;
  for (let i = 0; i < batch; i++) {
    const right = encoding === 'labels' ? labels[i] : argmax(values, i * classes, classes);
    // A row with NaN predicts nothing.
    const predicted = argmax(predictions, i * classes, classes);
    if (predicted === right && !Number.isNaN(predictions[i * classes + predicted])) correct++;
  }
  return correct;
}

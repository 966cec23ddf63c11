import { message } from '../../engine/message';
import type { Samples } from '../dataset';
import { positionOf, type NumberArray } from '../formats/npy';
import { failure, success, type Failure, type Result } from '../result';
import { targetsOfArray } from '../targets';

/** An array and the name messages give it. */
export interface NamedArray {
  readonly name: string;
  readonly array: NumberArray;
}

/** Samples from an array of inputs and one of targets, both with one row for each sample. */
export function arraySamples(x: NamedArray, t: NamedArray, classes: number | undefined): Result<Samples> {
  const [count, ...axes] = x.array.shape;
  if (count === undefined || x.array.data.length === 0) {
    return failure(message('{0} holds no samples.', x.name), { file: x.name, field: 'shape' });
  }
  const mismatch = countMismatch({ name: x.name, count }, t);
  if (mismatch) return mismatch;
  const bad = notFinite(x) ?? notFinite(t);
  if (bad) return bad;
  const targets = targetsOfArray(t.array, t.name, classes);
  if (!targets.ok) return targets;
  return success({
    count,
    sampleShape: axes.length === 0 ? [1] : axes,
    inputs: x.array.data,
    targets: targets.value,
  });
}

/** Why these targets cannot belong to so many samples. */
export function countMismatch(
  x: { readonly name: string; readonly count: number },
  t: NamedArray,
): Failure | undefined {
  const [count = 0] = t.array.shape;
  return count === x.count
    ? undefined
    : failure(message('{0} has {1} samples, but {2} has {3}.', x.name, x.count, t.name, count), {
        file: t.name,
        field: 'shape',
      });
}

/** Where an array holds NaN or infinity. */
function notFinite({ name, array: { data, shape } }: NamedArray): Failure | undefined {
  for (let entry = 0; entry < data.length; entry++) {
    const value = data[entry] ?? 0;
    if (Number.isFinite(value)) continue;
    const { row, column } = positionOf(entry, shape);
    return failure(
      message('{0}, row {1}, column {2}: {3} is not a finite number.', name, row, column, String(value)),
      { file: name, row, column },
    );
  }
  return undefined;
}

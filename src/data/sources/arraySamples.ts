import { message } from '../../engine/message';
import { sizeOf, type Shape } from '../../engine/shape';
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
  const counted = countSamples(x.name, x.array.shape);
  if (!counted.ok) return counted;
  const { count, sampleShape } = counted.value;
  const mismatch = countMismatch({ name: x.name, count }, t);
  if (mismatch) return mismatch;
  const bad = notFinite(x) ?? notFinite(t);
  if (bad) return bad;
  const targets = targetsOfArray(t.array, t.name, classes);
  if (!targets.ok) return targets;
  return success({
    count,
    sampleShape,
    inputs: x.array.data,
    targets: targets.value,
    origin: { inputs: x.name, targets: t.name },
  });
}

/** What an array of this shape is as inputs: its first axis counts the samples. */
export function countSamples(
  file: string,
  [count, ...axes]: Shape,
): Result<{ readonly count: number; readonly sampleShape: Shape }> {
  if (count === undefined) return noSampleAxis(file);
  if (count * sizeOf(axes) === 0) {
    return failure(message('{0} holds no samples.', file), { file, field: 'shape' });
  }
  return success({ count, sampleShape: axes.length === 0 ? [1] : axes });
}

/** Why these targets cannot belong to so many samples. */
export function countMismatch(
  x: { readonly name: string; readonly count: number },
  t: NamedArray,
): Failure | undefined {
  const [count] = t.array.shape;
  if (count === undefined) return noSampleAxis(t.name);
  return count === x.count
    ? undefined
    : failure(message('{0} has {1} samples, but {2} has {3}.', x.name, x.count, t.name, count), {
        file: t.name,
        field: 'shape',
      });
}

function noSampleAxis(file: string): Failure {
  return failure(message('{0} holds a single number; its first axis must count the samples.', file), {
    file,
    field: 'shape',
  });
}

/** Where an array holds NaN or infinity. */
export function notFinite({ name, array: { data, shape } }: NamedArray): Failure | undefined {
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

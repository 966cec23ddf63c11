import type { Numbers } from '../engine/tensor';

/** How inputs were standardised: each is `(x − mean) / deviation`, by position in the sample. */
interface Standardization {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/**
 * Gives every position of the sample mean 0 and standard deviation 1 over what was measured. The result is a
 * copy: the inputs may be a view of a file.
 */
export function standardize(inputs: Numbers, { mean, deviation }: Standardization): Numbers {
  const result = inputs.slice();
  for (let entry = 0, position = 0; entry < result.length; entry++) {
    result[entry] = ((inputs[entry] ?? 0) - (mean[position] ?? 0)) / (deviation[position] ?? 1);
    position = position + 1 === mean.length ? 0 : position + 1;
  }
  return result;
}

/**
 * Of the training part, with the biased deviation, as scikit-learn's StandardScaler. A position that is
 * constant there has the deviation 1, so that it becomes 0, not NaN.
 * In two passes, and sums of differences from the first sample: no cancellation far from zero.
 * @param width numbers in one sample.
 */
export function standardizationOf(inputs: Numbers, width: number, train: Int32Array): Standardization {
  const count = train.length;
  const first = (train[0] ?? 0) * width;
  const origin = Float64Array.from(inputs.subarray(first, first + width));
  const mean = new Float64Array(width);
  const deviation = new Float64Array(width);
  forEachEntry(train, width, (entry, position) => {
    mean[position] = (mean[position] ?? 0) + ((inputs[entry] ?? 0) - (origin[position] ?? 0)) / count;
  });
  for (let position = 0; position < width; position++) {
    mean[position] = (mean[position] ?? 0) + (origin[position] ?? 0);
  }
  forEachEntry(train, width, (entry, position) => {
    deviation[position] =
      (deviation[position] ?? 0) + ((inputs[entry] ?? 0) - (mean[position] ?? 0)) ** 2 / count;
  });
  for (let position = 0; position < width; position++) {
    deviation[position] = Math.sqrt(deviation[position] ?? 0) || 1;
  }
  return { mean, deviation };
}

function forEachEntry(
  samples: Int32Array,
  width: number,
  visit: (entry: number, position: number) => void,
): void {
  for (const sample of samples) {
    for (let position = 0; position < width; position++) visit(sample * width + position, position);
  }
}

import { message } from '../engine/message';
import type { Numbers } from '../engine/tensor';
import type { Targets } from './dataset';
import type { NpyArray, NumberArray } from './formats/npyArray';
import { labelsAsLearned, labelsByName, NameCollector } from './namedTargets';
import { failure, success, type Result } from './result';
import { targetsOf, type TargetPlace } from './targets';

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

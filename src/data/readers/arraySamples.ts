import { message } from '../../engine/message';
import { sameShape, sizeOf, type Shape } from '../../engine/shape';
import type { Numbers } from '../../engine/tensor';
import { describeTargets, type Samples, type Targets } from '../dataset';
import { positionOf, type NpyArray, type NumberArray } from '../formats/npyArray';
import { failure, success, type Failure, type Result } from '../result';
import type { SampleDescription } from '../dataSource';
import type { SeenNumbers } from '../float32';
import { targetsOfArray } from '../arrayTargets';
import { partlySeen } from './requiredFile';

/** An array and the name messages give it. */
export interface NamedArray {
  readonly name: string;
  readonly array: NpyArray;
}

/** An array of which perhaps only the first rows are there; `shape` is that of all of it. */
export interface StartOfArray extends NamedArray {
  readonly shape: Shape;
}

/** Inputs and targets of one part: to train, or to test with. */
export interface ArrayPart<Kind extends NamedArray> {
  readonly x: Kind;
  readonly t: Kind;
}

/**
 * Samples from an array of inputs and one of targets, both
 * with one row for each sample, and from those to test with.
 */
export function arraySamples(
  train: ArrayPart<NamedArray>,
  test: ArrayPart<NamedArray> | undefined,
  classes: number | undefined,
): Result<Samples> {
  const samples = samplesOfPart(train, classes);
  if (!samples.ok || !test) return samples;
  const { targets } = samples.value;
  const others =
    targetKinds(train.t, test.t) ??
    samplesOfPart(test, targets.kind === 'labels' ? targets.classes : undefined, namesOf(targets, train.t));
  if (!others.ok) return others;
  return joined(samples.value, others.value, [train.x.name, test.x.name]);
}

/** Names of classes in one part, and numbers in the other. */
function targetKinds(train: NamedArray, test: NamedArray): Failure | undefined {
  return train.array.kind === test.array.kind ? undefined : differentKinds(train.name, test.name);
}

function differentKinds(train: string, test: string): Failure {
  return failure(message('The targets of {0} and of {1} are not of one kind.', train, test));
}

/** The names by which the classes of texts were numbered. */
function namesOf(targets: Targets, { array }: NamedArray): readonly string[] | undefined {
  return targets.kind === 'labels' && array.kind === 'texts' ? targets.classNames : undefined;
}

function samplesOfPart(
  { x, t }: ArrayPart<NamedArray>,
  classes: number | undefined,
  learned?: readonly string[],
): Result<Samples> {
  const inputs = numbersOf(x);
  if (!inputs.ok) return inputs;
  const counted = countSamples(x.name, inputs.value.shape);
  if (!counted.ok) return counted;
  const { count, sampleShape } = counted.value;
  const mismatch = countMismatch({ name: x.name, count }, t.name, t.array.shape);
  if (mismatch) return mismatch;
  const bad = notFinite(x) ?? notFinite(t);
  if (bad) return bad;
  const targets = targetsOfArray(t.array, t.name, classes, learned);
  if (!targets.ok) return targets;
  return success({
    count,
    sampleShape,
    inputs: inputs.value.data,
    targets: targets.value,
    origin: { inputs: x.name, targets: t.name },
  });
}

/** What the beginnings of the arrays tell. */
export function describeArrays(
  train: ArrayPart<StartOfArray>,
  test: ArrayPart<StartOfArray> | undefined,
  classes: number | undefined,
): Result<SampleDescription> {
  const described = describePart(train, classes);
  if (!described.ok || !test) return described;
  const { count = 0, sampleShape, seen } = described.value;
  const learned = seen.targets;
  const others =
    targetKinds(train.t, test.t) ??
    describePart(
      test,
      learned?.kind === 'labels' ? learned.classes : undefined,
      learned && namesOf(learned, train.t),
    );
  if (!others.ok) return others;
  const testCount = others.value.count ?? 0;
  return (
    shapeMismatch([train.x.name, test.x.name], sampleShape, others.value.sampleShape) ??
    success({ ...described.value, count: count + testCount, testCount })
  );
}

function describePart(
  { x, t }: ArrayPart<StartOfArray>,
  classes: number | undefined,
  learned?: readonly string[],
): Result<SampleDescription & { readonly seen: SeenNumbers }> {
  const inputs = numbersOf(x);
  if (!inputs.ok) return inputs;
  const counted = countSamples(x.name, x.shape);
  if (!counted.ok) return counted;
  const { count, sampleShape } = counted.value;
  const mismatch = countMismatch({ name: x.name, count }, t.name, t.shape);
  if (mismatch) return mismatch;
  const bad = notFinite(x) ?? notFinite(t);
  if (bad) return bad;
  const origin = { inputs: x.name, targets: t.name };
  const seen = { sampleShape, origin, inputs: inputs.value.data };
  // Whole numbers of few bytes are always finite.
  const isCut = !sameShape(x.array.shape, x.shape) && !inputs.value.whole;
  const hints = isCut ? [partlySeen(x.name)] : [];
  if (!sameShape(t.array.shape, t.shape)) {
    return success({ sampleShape, targets: { kind: 'unknown' }, count, seen, hints });
  }
  const targets = targetsOfArray(t.array, t.name, classes, learned);
  if (!targets.ok) return targets;
  return success({
    sampleShape,
    targets: describeTargets(targets.value),
    count,
    seen: { ...seen, targets: targets.value },
    hints,
  });
}

function numbersOf({ name, array }: NamedArray): Result<NumberArray> {
  return array.kind === 'numbers'
    ? success(array)
    : failure(message('{0} holds texts, but inputs must be numbers.', name), { file: name, field: 'descr' });
}

/** What an array of this shape is as inputs: its first axis counts the samples. */
function countSamples(
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
function countMismatch(
  x: { readonly name: string; readonly count: number },
  file: string,
  [count]: Shape,
): Failure | undefined {
  if (count === undefined) return noSampleAxis(file);
  return count === x.count
    ? undefined
    : failure(
        message('Samples are not equally many: {0} in {1}, {2} in {3}.', x.count, x.name, count, file),
        {
          file,
          field: 'shape',
        },
      );
}

function noSampleAxis(file: string): Failure {
  return failure(message('{0} holds a single number; its first axis must count the samples.', file), {
    file,
    field: 'shape',
  });
}

function shapeMismatch([train, test]: readonly [string, string], a: Shape, b: Shape): Failure | undefined {
  return sameShape(a, b)
    ? undefined
    : failure(
        message('A sample of {0} is {1}, but one of {2} is {3}.', train, a.join('×'), test, b.join('×')),
        { file: test, field: 'shape' },
      );
}

/** Where an array holds NaN or infinity. */
function notFinite({ name, array }: NamedArray): Failure | undefined {
  if (array.kind === 'texts') return undefined;
  const { data, shape } = array;
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

/** The samples to test with behind those to train with. */
function joined(train: Samples, test: Samples, names: readonly [string, string]): Result<Samples> {
  const mismatch = shapeMismatch(names, train.sampleShape, test.sampleShape);
  if (mismatch) return mismatch;
  const targets = joinedTargets(train.targets, test.targets);
  if (!targets) {
    return differentKinds(train.origin?.targets ?? '', test.origin?.targets ?? '');
  }
  const { origin } = train;
  return success({
    count: train.count + test.count,
    testCount: test.count,
    sampleShape: train.sampleShape,
    inputs: joinedNumbers(train.inputs, test.inputs),
    targets,
    ...(origin && test.origin && { origin: { ...origin, test: { ...test.origin, from: train.count } } }),
  });
}

function joinedTargets(train: Targets, test: Targets): Targets | undefined {
  if (train.kind === 'labels') {
    if (test.kind !== 'labels') return undefined;
    const labels = new Int32Array(train.labels.length + test.labels.length);
    labels.set(train.labels);
    labels.set(test.labels, train.labels.length);
    return { ...train, labels };
  }
  if (test.kind !== 'values' || test.width !== train.width) return undefined;
  const { asClasses, ...rest } = train;
  const fits = asClasses?.ok === true && test.asClasses?.ok === true ? asClasses : undefined;
  return { ...rest, values: joinedNumbers(train.values, test.values), ...(fits && { asClasses: fits }) };
}

function joinedNumbers(a: Numbers, b: Numbers): Numbers {
  const isSingle = a instanceof Float32Array && b instanceof Float32Array;
  const result = new (isSingle ? Float32Array : Float64Array)(a.length + b.length);
  result.set(a);
  result.set(b, a.length);
  return result;
}

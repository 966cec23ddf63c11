import type { ArgumentValues } from '../engine/argumentSpec';
import { message } from '../engine/message';
import { randomStream } from '../engine/random';
import { formatShape, sizeOf, type Shape } from '../engine/shape';
import type { Precision } from '../engine/tensor';
import { checkArguments, type Arguments } from './arguments';
import { tooLarge } from './bytes/fileSize';
import type { DataDescription, Dataset, Samples, Targets } from './dataset';
import { beyondFloat32 } from './float32';
import { failure, success, type Failure, type Result } from './result';
import type { DataSource, FileRequest, SourceFiles } from './source';
import { countParts, splitAtEnd, splitSamples, type Parts } from './split';
import { standardize } from './standardize';

export interface LoadOptions {
  /** The seed of the run, a safe integer: generated samples and the split follow from it. */
  readonly seed: number;
  /** What the loss compares with, where it is known: whole numbers can be either. */
  readonly targets?: Targets['kind'];
  /** What the numbers will be kept in, where they are to be checked for it. */
  readonly precision?: Precision;
}

/** The files a call needs. */
export function filesOf(source: DataSource, given: ArgumentValues): Result<readonly FileRequest[]> {
  const checked = checkArguments(source.name, source.arguments, given);
  return checked.ok ? success(source.files(checked.value)) : checked;
}

/**
 * What a network is checked against, from the arguments and the beginnings of the files; `undefined` where they do not
 * tell.
 */
export function describeData(
  source: DataSource,
  given: ArgumentValues,
  files: SourceFiles,
): Result<DataDescription | undefined> {
  const checked = checkArguments(source.name, source.arguments, given);
  if (!checked.ok) return checked;
  const oversized = findOversized(files);
  if (oversized) return oversized;
  const described = source.describe(checked.value, files);
  if (!described.ok || described.value === undefined) return described;
  const { sampleShape, targets, count, testCount, seen } = described.value;
  const shape = shapeOf(checked.value, sampleShape);
  if (!shape.ok) return shape;
  // Inputs that are brought to another scale fit.
  const kept = seen && checked.value.boolean('standardize') ? { ...seen, inputs: new Float32Array() } : seen;
  const beyond = kept && beyondFloat32(kept);
  const description = {
    sampleShape: shape.value,
    targets,
    ...(beyond && { beyondFloat32: beyond.error.message }),
  };
  if (count === undefined) return success(description);
  const samples = countParts(count, testCount ?? checked.value.optionalNumber('test') ?? 0);
  return samples.ok ? success({ ...description, samples: samples.value }) : samples;
}

/** Reads or makes the samples, and shapes, splits and standardises them as the common arguments say. */
export function loadData(
  source: DataSource,
  given: ArgumentValues,
  files: SourceFiles,
  { seed, targets: wanted, precision }: LoadOptions,
): Result<Dataset> {
  const checked = checkArguments(source.name, source.arguments, given);
  if (!checked.ok) return checked;
  const oversized = findOversized(files);
  if (oversized) return oversized;
  const read = source.read(checked.value, files, randomStream(seed, 'data'));
  if (!read.ok) return read;
  const samples = read.value;
  const sampleShape = shapeOf(checked.value, samples.sampleShape);
  if (!sampleShape.ok) return sampleShape;
  const targets = targetsAs(wanted, samples.targets);
  if (!targets.ok) return targets;
  const shaped: Samples = { ...samples, sampleShape: sampleShape.value, targets: targets.value };
  const parts = partsOf(checked.value, shaped, seed);
  if (!parts.ok) return parts;
  const { train, test } = parts.value;
  const dataset: Dataset = {
    ...shaped,
    train,
    test,
    ...(checked.value.boolean('standardize') &&
      standardize(samples.inputs, sizeOf(sampleShape.value), train)),
  };
  return (precision === 'float32' ? beyondFloat32(dataset) : undefined) ?? success(dataset);
}

/** The same samples, in the same parts, for a network that was edited: its loss and its precision may be others. */
export function adaptData(
  data: Dataset,
  { targets: wanted, precision }: Omit<LoadOptions, 'seed'>,
): Result<Dataset> {
  const targets = targetsAs(wanted, data.targets);
  if (!targets.ok) return targets;
  const adapted = { ...data, targets: targets.value };
  return (precision === 'float32' ? beyondFloat32(adapted) : undefined) ?? success(adapted);
}

function findOversized(files: SourceFiles): Failure | undefined {
  for (const file of Object.values(files)) {
    const error = file && tooLarge(file.name, file.size);
    if (error) return { ok: false, error };
  }
  return undefined;
}

/** The argument `shape`, where it is given and holds as many numbers as a sample has. */
function shapeOf(given: Arguments, read: Shape): Result<Shape> {
  const wanted = given.optionalShape('shape');
  if (!wanted) return success(read);
  if (sizeOf(wanted) === sizeOf(read)) return success(wanted);
  return failure(
    message(
      'A sample has {0} numbers, but shape={1} holds {2}.',
      sizeOf(read),
      formatShape(wanted),
      sizeOf(wanted),
    ),
    { argument: 'shape' },
  );
}

function targetsAs(wanted: Targets['kind'] | undefined, read: Targets): Result<Targets> {
  if (wanted === undefined || wanted === read.kind) return success(read);
  if (read.kind === 'labels') {
    const { labels, classes } = read;
    const asClasses = { ok: true, classes } as const;
    return success({ kind: 'values', values: Float64Array.from(labels), width: 1, asClasses });
  }
  const { asClasses, values } = read;
  if (asClasses?.ok === true) {
    const { classes } = asClasses;
    return success({ kind: 'labels', labels: Int32Array.from(values), classes, mayBeValues: true });
  }
  return failure(asClasses?.message ?? message('The loss needs labels, but the data has values.'));
}

function partsOf(given: Arguments, { count, targets, testCount }: Samples, seed: number): Result<Parts> {
  const counts = countParts(count, testCount ?? given.optionalNumber('test') ?? 0);
  if (!counts.ok) return counts;
  return success(
    testCount === undefined
      ? splitSamples(targets, counts.value, randomStream(seed, 'splitting'))
      : splitAtEnd(counts.value),
  );
}

import type { Settings } from '../engine/layers/layer';
import { message } from '../engine/message';
import { randomStream } from '../engine/random';
import { formatShape, sizeOf, type Shape } from '../engine/shape';
import { checkArguments, type Arguments } from './arguments';
import { tooLarge } from './bytes/fileSize';
import type { DataDescription, Dataset, Samples, Targets } from './dataset';
import { failure, success, type Failure, type Result } from './result';
import type { DataSource, FileRequest, SourceFiles } from './source';
import { countParts, splitAtEnd, splitSamples, type Parts } from './split';
import { standardize } from './standardize';
import { labelsOf } from './targets';

export interface LoadOptions {
  /** The seed of the run, a safe integer: generated samples and the split follow from it. */
  readonly seed: number;
  /** What the loss compares with, where it is known: whole numbers can be either. */
  readonly targets?: Targets['kind'];
}

/** The files a call needs. */
export function filesOf(source: DataSource, given: Settings): Result<readonly FileRequest[]> {
  const checked = checkArguments(source.name, source.arguments, given);
  return checked.ok ? success(source.files(checked.value)) : checked;
}

/** What a network is checked against, from the arguments and the beginnings of the files. */
export function describeData(
  source: DataSource,
  given: Settings,
  files: SourceFiles,
): Result<DataDescription> {
  const checked = checkArguments(source.name, source.arguments, given);
  if (!checked.ok) return checked;
  const oversized = findOversized(files);
  if (oversized) return oversized;
  const described = source.describe(checked.value, files);
  if (!described.ok) return described;
  const { sampleShape, targets, count, testCount } = described.value;
  const shape = shapeOf(checked.value, sampleShape);
  if (!shape.ok) return shape;
  if (count === undefined) return success({ sampleShape: shape.value, targets });
  const samples = countParts(count, testCount ?? checked.value.optionalNumber('test') ?? 0);
  if (!samples.ok) return samples;
  return success({ sampleShape: shape.value, targets, samples: samples.value });
}

/** Reads or makes the samples, and shapes, splits and standardises them as the common arguments say. */
export function loadData(
  source: DataSource,
  given: Settings,
  files: SourceFiles,
  { seed, targets: wanted }: LoadOptions,
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
  const targets = targetsAs(wanted, samples.targets, source.name);
  if (!targets.ok) return targets;
  const shaped: Samples = { ...samples, sampleShape: sampleShape.value, targets: targets.value };
  const parts = partsOf(checked.value, shaped, seed);
  if (!parts.ok) return parts;
  const { train, test } = parts.value;
  const dataset: Dataset = { ...shaped, train, test };
  if (!checked.value.boolean('standardize')) return success(dataset);
  return success({ ...dataset, ...standardize(samples.inputs, sizeOf(sampleShape.value), train) });
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

function targetsAs(wanted: Targets['kind'] | undefined, read: Targets, source: string): Result<Targets> {
  if (wanted === undefined || wanted === read.kind) return success(read);
  if (read.kind === 'labels') {
    return success({ kind: 'values', values: Float64Array.from(read.labels), width: 1 });
  }
  if (read.width > 1) {
    return failure(
      message('The loss needs labels, but {0} gives {1} numbers for each sample.', source, read.width),
    );
  }
  let highest = 1;
  for (const value of read.values) highest = Math.max(highest, value);
  return labelsOf(read.values, { file: source, rowOf: (sample) => sample + 1 }, Math.floor(highest) + 1);
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

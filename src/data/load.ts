import type { ArgumentValues } from '../engine/argumentSpec';
import { message } from '../engine/message';
import type { ValueFacts, ClassFacts } from '../engine/network/lossTargets';
import { randomStream } from '../engine/random';
import { sizeOf } from '../engine/shape';
import type { Precision } from '../engine/tensor';
import { arrangedInputs, arrangedShape, limited, limitedCounts } from './arrangeSamples';
import { tooLarge } from './bytes/fileSize';
import type { DataSource, Extent, FileRequest, SourceFiles, SourceReader } from './dataSource';
import type {
  DataDescription,
  Dataset,
  LabelTargets,
  SampleCounts,
  SampleOrigin,
  Samples,
  TargetDescription,
  Targets,
} from './dataset';
import { beyondFloat32, rowOf, type SeenNumbers } from './float32';
import { firstNegative, whyNoProbabilities } from './probabilities';
import { hintsOf } from './hints';
import { csvReader } from './readers/csvReader';
import { generatedReader } from './readers/generatedReader';
import { mnistReader } from './readers/mnistReader';
import { npyReader } from './readers/npyReader';
import { npzReader } from './readers/npzReader';
import { shippedReader } from './readers/shippedReader';
import { failure, type Failure, type Result, success } from './result';
import { type Arguments, checkArguments } from './sourceArguments';
import { countParts, type Parts, splitAtEnd, splitSamples } from './split';
import { standardizationOf, standardize } from './standardize';
import { countsOf } from './targets';

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
 * What a network is checked against, from the arguments and the files or
 * their beginnings; `undefined` where they do not tell.
 */
export function describeData(
  source: DataSource,
  given: ArgumentValues,
  files: SourceFiles,
  extent: Extent = 'start',
): Result<DataDescription | undefined> {
  const checked = checkArguments(source.name, source.arguments, given);
  if (!checked.ok) return checked;
  const oversized = findOversized(files);
  if (oversized) return oversized;
  const described = readerOf(source).describe(checked.value, files, extent);
  if (!described.ok || described.value === undefined) return described;
  const { sampleShape, targets, count, testCount, seen } = described.value;
  const shape = arrangedShape(checked.value, sampleShape);
  if (!shape.ok) return shape;
  const counts = count === undefined ? undefined : countsIn(checked.value, count, testCount);
  if (counts?.ok === false) return counts;
  const noScale = scaledToNothing(checked.value);
  if (noScale) return noScale;
  const scaled = seen && scaledInputs(checked.value, seen);
  if (scaled?.inputs?.every(Number.isFinite) === false) return scaledTooFar(checked.value);
  const beyond = scaled && beyondFloat32(unlessStandardized(checked.value, scaled));
  const hints = [
    ...(described.value.hints ?? []),
    ...(seen ? hintsOf(source, checked.value, { ...seen, scaled: scaled?.inputs }, shape.value) : []),
  ];
  return success({
    sampleShape: shape.value,
    targets: seen ? withFacts(targets, seen) : targets,
    ...(beyond && { beyondFloat32: beyond.error.message }),
    ...(counts && { samples: counts.value }),
    ...(hints.length > 0 && { hints }),
  });
}

/** The same from the arguments alone, as such data usually is; `undefined` where that is not known. */
export function usualData(source: DataSource, given: ArgumentValues): DataDescription | undefined {
  const checked = checkArguments(source.name, source.arguments, given);
  if (!checked.ok || !('usual' in source)) return undefined;
  const { sampleShape, targets } = source.usual(checked.value);
  const shape = arrangedShape(checked.value, sampleShape);
  return shape.ok ? { sampleShape: shape.value, targets } : undefined;
}

/** How often each class occurs, where all labels were seen, and where a value is no probability. */
function withFacts(
  described: TargetDescription,
  { targets: seen, origin }: Pick<SeenNumbers, 'targets' | 'origin'>,
): TargetDescription {
  if (described.kind === 'values' && seen?.kind === 'values') {
    return { ...described, ...valueFacts(seen, origin) };
  }
  if (described.kind !== 'labels' || seen?.kind !== 'labels') return described;
  return { ...described, ...classFacts(seen, origin) };
}

/** Of what is shipped or generated everybody knows the classes and values. */
function countedTargets({ kind }: DataSource, { targets, origin }: Samples): Targets {
  if (kind === 'shipped' || kind === 'generated') return targets;
  if (targets.kind === 'labels') return { ...targets, ...classFacts(targets, origin) };
  return { ...targets, ...valueFacts(targets, origin) };
}

function valueFacts(
  targets: Targets,
  origin: SampleOrigin | undefined,
): Pick<ValueFacts, 'noProbability' | 'negative'> {
  const noProbability = whyNoProbabilities(targets, origin);
  const negative = noProbability && firstNegative(targets, origin);
  return { ...(noProbability && { noProbability }), ...(negative && { negative }) };
}

function classFacts({ labels, classes }: LabelTargets, origin: SampleOrigin | undefined): ClassFacts {
  return countsOf(labels, classes, origin && ((sample) => rowOf(origin, sample)));
}

/**
 * The names in its files that an argument of a call may take; empty where there are none, or other
 * arguments are wrong.
 */
export function namesIn(
  source: DataSource,
  argument: string,
  given: ArgumentValues,
  files: SourceFiles,
): readonly string[] {
  const checked = checkArguments(source.name, source.arguments, given);
  if (!checked.ok || findOversized(files)) return [];
  return readerOf(source).names?.(argument, checked.value, files) ?? [];
}

function scaledInputs(given: Arguments, seen: SeenNumbers): SeenNumbers {
  const factor = given.optionalNumber('scale') ?? 1;
  if (factor === 1 || !seen.inputs) return seen;
  return { ...seen, inputs: seen.inputs.map((input) => input * factor) };
}

/** The numbers as float32 must hold them: inputs that are standardised fit whatever they are. */
function unlessStandardized(given: Arguments, seen: SeenNumbers): SeenNumbers {
  return given.boolean('standardize') ? { ...seen, inputs: new Float32Array() } : seen;
}

/** Reads or makes the samples, and shapes, splits and standardises them as the common arguments say. */
export function loadData(
  source: DataSource,
  given: ArgumentValues,
  files: SourceFiles,
  { seed, targets: requested, precision }: LoadOptions,
): Result<Dataset> {
  const checked = checkArguments(source.name, source.arguments, given);
  if (!checked.ok) return checked;
  const oversized = findOversized(files);
  if (oversized) return oversized;
  const read = readerOf(source).read(checked.value, files, randomStream(seed, 'data'));
  if (!read.ok) return read;
  const sampleShape = arrangedShape(checked.value, read.value.sampleShape);
  if (!sampleShape.ok) return sampleShape;
  const noScale = scaledToNothing(checked.value);
  if (noScale) return noScale;
  const targets = targetsAs(requested, countedTargets(source, read.value));
  if (!targets.ok) return targets;
  const samples = limited(
    checked.value,
    { ...read.value, targets: targets.value },
    randomStream(seed, 'data'),
  );
  const inputs = arrangedInputs(checked.value, samples.inputs, sampleShape.value);
  if (!inputs.every(Number.isFinite)) return scaledTooFar(checked.value);
  const shaped: Samples = { ...samples, inputs, sampleShape: sampleShape.value };
  const parts = partsOf(checked.value, shaped, seed);
  if (!parts.ok) return parts;
  const { train, test } = parts.value;
  const dataset: Dataset = {
    ...shaped,
    train,
    test,
    ...(checked.value.boolean('standardize') && {
      inputs: standardize(inputs, standardizationOf(inputs, sizeOf(sampleShape.value), train)),
    }),
  };
  return (precision === 'float32' ? beyondFloat32(dataset) : undefined) ?? success(dataset);
}

/**
 * The same samples, in the same parts, for a network that
 * was edited: its loss and its precision may be others.
 */
export function adaptData(
  data: Dataset,
  { targets: requested, precision }: Omit<LoadOptions, 'seed'>,
): Result<Dataset> {
  const targets = targetsAs(requested, data.targets);
  if (!targets.ok) return targets;
  const adapted = { ...data, targets: targets.value };
  return (precision === 'float32' ? beyondFloat32(adapted) : undefined) ?? success(adapted);
}

function scaledToNothing(given: Arguments): Failure | undefined {
  return given.optionalNumber('scale') === 0
    ? failure(message('scale=0 makes every input 0: nothing is left to learn from.'), { argument: 'scale' })
    : undefined;
}

/** Readers give finite numbers only: what is not was made so by `scale`. */
function scaledTooFar(given: Arguments): Failure {
  return failure(
    message('scale={0} makes an input larger than any number can be.', given.optionalNumber('scale') ?? 1),
    { argument: 'scale' },
  );
}

function findOversized(files: SourceFiles): Failure | undefined {
  for (const file of Object.values(files)) {
    const error = file && tooLarge(file.name, file.size);
    if (error) return { ok: false, error };
  }
  return undefined;
}

function targetsAs(requested: Targets['kind'] | undefined, read: Targets): Result<Targets> {
  if (requested === undefined || requested === read.kind) return success(read);
  if (read.kind === 'labels') {
    const { labels, classes, counts, single } = read;
    const asClasses = { ok: true, classes, ...(counts && { counts }), ...(single && { single }) } as const;
    const values = { kind: 'values', values: Float64Array.from(labels), width: 1, asClasses } as const;
    const noProbability = whyNoProbabilities(values);
    return success(noProbability ? { ...values, noProbability } : values);
  }
  const { asClasses, values } = read;
  if (asClasses?.ok === true) {
    const { ok, ...facts } = asClasses;
    return success({ kind: 'labels', labels: Int32Array.from(values), ...facts, mayBeValues: ok });
  }
  return failure(asClasses?.message ?? message('The loss needs labels, but the data has values.'));
}

/** How many samples train and test, by the arguments `limit` and `test`. */
function countsIn(given: Arguments, count: number, testCount: number | undefined): Result<SampleCounts> {
  const limited = limitedCounts(given, count, testCount);
  return countParts(
    limited.train + limited.test,
    testCount === undefined ? (given.optionalNumber('test') ?? 0) : limited.test,
  );
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

/** What describes and reads a source. This brings every format along, so the editor imports it late. */
function readerOf(source: DataSource): SourceReader {
  switch (source.kind) {
    case 'csv':
      return csvReader;
    case 'npy':
      return npyReader;
    case 'npz':
      return npzReader;
    case 'mnist':
      return mnistReader;
    case 'shipped':
      return shippedReader(source);
    case 'generated':
      return generatedReader(source);
  }
}

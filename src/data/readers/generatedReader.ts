import { message } from '../../engine/message';
import type { RandomStream } from '../../engine/random';
import { sizeOf } from '../../engine/shape';
import type { Arguments } from '../sourceArguments';
import type { Samples, TargetDescription, Targets } from '../dataset';
import { failure, success, type Failure } from '../result';
import type { GeneratedSource, SampleDescription, SourceReader } from '../dataSource';

/** So that a slip of the finger in `points` does not fill the memory. */
const MOST_SAMPLES = 2_000_000;

/** Computes the samples of a generator: its description follows from its arguments. */
export function generatedReader(source: GeneratedSource): SourceReader {
  const describe = (given: Arguments): SampleDescription => ({
    sampleShape: source.sampleShape,
    targets: source.targets(given),
    count: source.count(given),
  });
  return {
    describe: (given) => tooMany(source.count(given)) ?? success(describe(given)),
    read: (given, _files, random) => tooMany(source.count(given)) ?? success(collect(source, given, random)),
  };
}

function tooMany(count: number): Failure | undefined {
  return count > MOST_SAMPLES
    ? failure(message('{0} samples are more than the {1} that can be made.', count, MOST_SAMPLES), {
        argument: 'points',
      })
    : undefined;
}

function collect(source: GeneratedSource, given: Arguments, random: RandomStream): Samples {
  const { sampleShape } = source;
  const count = source.count(given);
  const width = sizeOf(sampleShape);
  const inputs = new Float64Array(count * width);
  const targets = new Float64Array(count);
  let sample = 0;
  source.generate(given, random, (numbers, target) => {
    inputs.set(numbers, sample * width);
    targets[sample++] = target;
  });
  return { count, sampleShape, inputs, targets: asDescribed(source.targets(given), targets) };
}

function asDescribed(description: TargetDescription, targets: Float64Array): Targets {
  if (description.kind !== 'labels' || description.classes === undefined) {
    return { ...(description.kind === 'values' && description), kind: 'values', values: targets, width: 1 };
  }
  const { classes, isSorted } = description;
  return { kind: 'labels', labels: Int32Array.from(targets), classes, ...(isSorted && { isSorted }) };
}

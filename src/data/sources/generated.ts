import type { ArgumentSpec } from '../../engine/argumentSpec';
import { message } from '../../engine/message';
import type { RandomStream } from '../../engine/random';
import { sizeOf, type Shape } from '../../engine/shape';
import type { Arguments } from '../arguments';
import type { Samples, TargetDescription, Targets } from '../dataset';
import { failure, success, type Failure } from '../result';
import type { DataSource, SampleDescription } from '../source';

/** So that a slip of the finger in `points` does not fill the memory. */
const MOST_SAMPLES = 2_000_000;

/** A source that computes its samples from its arguments. */
export interface Generator {
  readonly name: string;
  readonly documentation: string;
  readonly arguments: readonly ArgumentSpec[];
  readonly sampleShape: Shape;
  count(given: Arguments): number;
  targets(given: Arguments): TargetDescription;
  /** Gives each sample in turn to `add`: its numbers, then its label or target value. */
  generate(
    given: Arguments,
    random: RandomStream,
    add: (inputs: readonly number[], target: number) => void,
  ): void;
}

/** Makes a data source of a generator: its description follows from its arguments, and no file is needed. */
export function generated(generator: Generator): DataSource {
  const describe = (given: Arguments): SampleDescription => ({
    sampleShape: generator.sampleShape,
    targets: generator.targets(given),
    count: generator.count(given),
  });
  return {
    name: generator.name,
    documentation: generator.documentation,
    arguments: generator.arguments,
    files: () => [],
    describe: (given) => tooMany(generator.count(given)) ?? success(describe(given)),
    read: (given, _files, random) =>
      tooMany(generator.count(given)) ?? success(collect(generator, given, random)),
  };
}

function tooMany(count: number): Failure | undefined {
  return count > MOST_SAMPLES
    ? failure(message('{0} samples are more than the {1} that can be made.', count, MOST_SAMPLES), {
        argument: 'points',
      })
    : undefined;
}

function collect(generator: Generator, given: Arguments, random: RandomStream): Samples {
  const { sampleShape } = generator;
  const count = generator.count(given);
  const width = sizeOf(sampleShape);
  const inputs = new Float64Array(count * width);
  const targets = new Float64Array(count);
  let sample = 0;
  generator.generate(given, random, (numbers, target) => {
    inputs.set(numbers, sample * width);
    targets[sample++] = target;
  });
  return { count, sampleShape, inputs, targets: asDescribed(generator.targets(given), targets) };
}

function asDescribed(description: TargetDescription, targets: Float64Array): Targets {
  if (description.kind !== 'labels' || description.classes === undefined) {
    return { kind: 'values', values: targets, width: 1 };
  }
  return { kind: 'labels', labels: Int32Array.from(targets), classes: description.classes };
}

/** The number of classes of a generator that makes any number of them. */
export function classCountArgument(name: string, documentation: string): ArgumentSpec {
  return { name, type: 'integer', default: 3, range: { from: 2, to: 1000 }, documentation };
}

import { message } from '../engine/message';
import type { RandomStream } from '../engine/random';
import { sizeOf, type Shape, shapeValue } from '../engine/shape';
import type { Numbers } from '../engine/tensor';
import type { Arguments } from './sourceArguments';
import { rowOf } from './float32';
import type { SampleCounts, SampleOrigin, Samples, Targets } from './dataset';
import { failure, success, type Result } from './result';
import { splitSamples } from './split';

/** The shape of a sample as the network is given it, by the arguments `shape` and `channels_last`. */
export function arrangedShape(given: Arguments, read: Shape): Result<Shape> {
  const requested = given.optionalShape('shape');
  if (requested !== undefined && (requested.length === 0 || sizeOf(requested) !== sizeOf(read))) {
    return failure(
      message(
        'Numbers of a sample: {0}, of shape={1}: {2}.',
        sizeOf(read),
        shapeValue(requested),
        requested.length === 0 ? 0 : sizeOf(requested),
      ),
      { argument: 'shape' },
    );
  }
  const shape = requested ?? read;
  if (!given.isSet('channels_last')) return success(shape);
  if (shape.length < 2) {
    return failure(
      message(
        'A sample has the shape {0}: there is no axis of channels to bring to the front. Say its shape too, as in shape=[32, 32, 3].',
        shapeValue(shape),
      ),
      { argument: 'channels_last' },
    );
  }
  return success([...shape.slice(-1), ...shape.slice(0, -1)]);
}

/**
 * The inputs as the arguments `scale` and `channels_last` ask for; the same ones where they ask for nothing.
 * @param shape as the network is given it, channels first
 */
export function arrangedInputs(given: Arguments, inputs: Numbers, shape: Shape): Numbers {
  const factor = given.optionalNumber('scale') ?? 1;
  const scaled = factor === 1 ? inputs : inputs.map((input) => input * factor);
  return given.isSet('channels_last') ? channelsFirst(scaled, shape) : scaled;
}

function channelsFirst(inputs: Numbers, shape: Shape): Numbers {
  const [channels = 1] = shape;
  const size = sizeOf(shape);
  const area = size / channels;
  const result = inputs.slice();
  for (let start = 0; start < inputs.length; start += size) {
    for (let entry = 0; entry < size; entry++) {
      const channel = entry % channels;
      result[start + channel * area + (entry - channel) / channels] = inputs[start + entry] ?? 0;
    }
  }
  return result;
}

/** How many samples of each part the argument `limit` leaves; a test part of its own keeps its share. */
export function limitedCounts(given: Arguments, count: number, testCount = 0): SampleCounts {
  const limit = given.optionalNumber('limit') ?? count;
  if (limit >= count) return { train: count - testCount, test: testCount };
  const test = Math.min(limit - 1, Math.round((limit * testCount) / count));
  return { train: limit - test, test };
}

/** The samples that the argument `limit` leaves, in their order. */
export function limited(given: Arguments, samples: Samples, random: RandomStream): Samples {
  const { count, testCount = 0, sampleShape, inputs, targets, origin } = samples;
  const counts = limitedCounts(given, count, testCount);
  if (counts.train + counts.test === count) return samples;
  const own = count - testCount;
  const kept = [
    ...drawn(targets, 0, own, counts.train, random),
    ...drawn(targets, own, count, counts.test, random),
  ];
  const width = sizeOf(sampleShape);
  const chosen = new (inputs instanceof Float32Array ? Float32Array : Float64Array)(kept.length * width);
  for (const [index, sample] of kept.entries()) {
    chosen.set(inputs.subarray(sample * width, (sample + 1) * width), index * width);
  }
  return {
    ...samples,
    count: kept.length,
    inputs: chosen,
    targets: targetsAt(targets, kept),
    ...(samples.testCount !== undefined && { testCount: counts.test }),
    ...(origin && { origin: originAt(origin, kept) }),
  };
}

/** So many of the samples from `from` to before `to`: of labels every class gives its share. */
function drawn(
  targets: Targets,
  from: number,
  to: number,
  count: number,
  random: RandomStream,
): readonly number[] {
  const part: Targets =
    targets.kind === 'labels'
      ? { ...targets, labels: targets.labels.subarray(from, to) }
      : { ...targets, values: targets.values.subarray(from * targets.width, to * targets.width) };
  const { test } = splitSamples(part, { train: to - from - count, test: count }, random);
  return Array.from(test, (sample) => from + sample);
}

function targetsAt(targets: Targets, kept: readonly number[]): Targets {
  if (targets.kind === 'labels') {
    return { ...targets, labels: Int32Array.from(kept, (sample) => targets.labels[sample] ?? 0) };
  }
  const { values, width } = targets;
  const chosen = kept.flatMap((sample) => Array.from(values.subarray(sample * width, (sample + 1) * width)));
  return { ...targets, values: Float64Array.from(chosen) };
}

function originAt(origin: SampleOrigin, kept: readonly number[]): SampleOrigin {
  const { test } = origin;
  const rows = Float64Array.from(kept, (sample) => rowOf(origin, sample));
  if (!test) return { ...origin, rows };
  return { ...origin, rows, test: { ...test, from: kept.filter((sample) => sample < test.from).length } };
}

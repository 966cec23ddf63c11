import { message } from '../engine/message';
import type { RandomStream } from '../engine/random';
import type { SampleCounts, Targets } from './dataset';
import { failure, success, type Result } from './result';

/** The two parts of a data set, as ascending sample numbers. */
export interface Parts {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/**
 * How many samples go to each part.
 * @param test below 1 the share of the samples, rounded to the nearest whole number; from 1 their number.
 */
export function countParts(count: number, test: number): Result<SampleCounts> {
  if (test >= 1 && !Number.isInteger(test)) {
    return failure(message('test is a share below 1, or a whole number of samples, not {0}.', test), {
      argument: 'test',
    });
  }
  const testCount = test < 1 ? Math.round(test * count) : test;
  if (testCount >= count) {
    return failure(message('test={0} leaves no sample for training, of {1}.', test, count), {
      argument: 'test',
    });
  }
  return success({ train: count - testCount, test: testCount });
}

/**
 * Draws the test part at random. For labels it is stratified: each class has its share in it, and what
 * rounding leaves over goes to the classes with the largest remainders.
 */
export function splitSamples(targets: Targets, counts: SampleCounts, random: RandomStream): Parts {
  const count = counts.train + counts.test;
  const groups =
    targets.kind === 'labels' ? samplesByLabel(targets) : [Int32Array.from({ length: count }, (_, i) => i)];
  const quotas = apportion(
    groups.map((group) => group.length),
    counts.test,
  );
  const inTest = new Uint8Array(count);
  for (const [index, group] of groups.entries()) {
    random.shuffle(group);
    for (const sample of group.subarray(0, quotas[index])) inTest[sample] = 1;
  }
  return collect(inTest, counts);
}

/** The last `counts.test` samples are the test part. */
export function splitAtEnd({ train, test }: SampleCounts): Parts {
  return {
    train: Int32Array.from({ length: train }, (_, index) => index),
    test: Int32Array.from({ length: test }, (_, index) => train + index),
  };
}

/** Shares `total` among groups in proportion to their sizes, by the method of largest remainders. */
function apportion(sizes: readonly number[], total: number): readonly number[] {
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const exact = sizes.map((size) => (size * total) / all);
  const quotas = exact.map(Math.floor);
  const left = total - quotas.reduce((sum, quota) => sum + quota, 0);
  const byRemainder = exact
    .map((share, index) => ({ index, remainder: share - Math.floor(share) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder.slice(0, left)) quotas[index] = (quotas[index] ?? 0) + 1;
  return quotas;
}

/** In the order of the labels. Only those that occur have a group: a call may name any number of classes. */
function samplesByLabel({ labels }: Extract<Targets, { kind: 'labels' }>): readonly Int32Array[] {
  const groups = new Map<number, number[]>();
  for (const [sample, label] of labels.entries()) {
    const group = groups.get(label);
    if (group) group.push(sample);
    else groups.set(label, [sample]);
  }
  return [...groups].sort(([one], [other]) => one - other).map(([, samples]) => Int32Array.from(samples));
}

function collect(inTest: Uint8Array, counts: SampleCounts): Parts {
  const train = new Int32Array(counts.train);
  const test = new Int32Array(counts.test);
  let [trained, tested] = [0, 0];
  for (let sample = 0; sample < inTest.length; sample++) {
    if (inTest[sample]) test[tested++] = sample;
    else train[trained++] = sample;
  }
  return { train, test };
}

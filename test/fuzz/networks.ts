import { readFileSync } from 'node:fs';
import { compiledBackend } from '../../src/engine/kernels/compiled/backend';
import type { KernelBackend } from '../../src/engine/kernels/kernels';
import { referenceBackend } from '../../src/engine/kernels/reference';
import { formatMessage } from '../../src/engine/message';
import { randomStream } from '../../src/engine/random';
import type { Trainer } from '../../src/engine/training/trainer';
import { loadKernels } from '../../src/platform/kernels/loadKernels';
import type { Precision } from '../../src/engine/tensor';
import type { TrainingRefusal } from '../../src/protocol/training';
import { readTrainingData, setUpTrainer } from '../../src/runtime/training/prepare';
import { acceptedNetwork, type AcceptedNetwork } from './acceptedNetworks';
import { roundedKernels } from '../unit/engine/kernels/roundedKernels';
import type { FuzzTarget } from './target';

const steps = 8;

/**
 * Kernels that add in another order differ by roundings in every number, and training enlarges that: where
 * Adam divides noise by its own size, or a ReLU lies at its corner, to any size. How far it can is found by
 * training again on plain kernels that move every number they write by up to so many roundings.
 */
const movedBy = 64;
const movedRuns = 4;
/** Where those do not explain a difference, so many more are tried before it is called one. */
const moreMovedRuns = 40;
/** The difference may be so many times the largest that those runs have. */
const allowance = 4;

let compiled: KernelBackend | undefined;

/** @throws Error where this machine cannot run the compiled kernels: then nothing would be compared */
function compiledKernels(): KernelBackend {
  if (compiled !== undefined) return compiled;
  const read = (name: string): Uint8Array<ArrayBuffer> =>
    Uint8Array.from(readFileSync(`dist/kernels-${name}.wasm`));
  const module = loadKernels({ common: read('common'), relaxed: read('relaxed'), simd: read('simd') });
  if (module === undefined) throw new Error('This machine has no SIMD: compiled kernels cannot be tried.');
  compiled = compiledBackend(module);
  return compiled;
}

type Training = (backend: KernelBackend, precision?: Precision) => Trainer;

/** @throws Error where what the checker accepted cannot be trained */
function trainingOf({ program, files }: AcceptedNetwork): Training {
  const { definition, data: call } = program;
  const read = readTrainingData(definition, { source: call.source, arguments: call.settings, files });
  if (!read.ok) throw refused(read.refusals);
  return (backend, precision) => {
    const { training } = definition;
    const defined =
      precision === undefined ? definition : { ...definition, training: { ...training, precision } };
    const set = setUpTrainer(defined, read.data, backend);
    if (!set.ok) throw refused(set.refusals);
    return set.trainer;
  };
}

function refused(refusals: readonly TrainingRefusal[]): Error {
  return new Error(refusals.map(({ message }) => formatMessage(message)).join('\n'));
}

/** What is compared: the loss of every step, then all parameters, and what was kept of the batches. */
interface Course {
  readonly names: readonly string[];
  readonly numbers: readonly Float64Array[];
}

function courseOf(trainer: Trainer): Course {
  const losses = new Float64Array(steps);
  for (let step = 0; step < steps; step++) losses[step] = trainer.runStep();
  const tested = [trainer.evaluate('train')?.loss ?? 0, trainer.evaluate('test')?.loss ?? 0];
  const states = trainer.states.flatMap((layer, index) =>
    Object.entries(layer).map(([name, { data }]) => ({ name: `${name} of layer ${String(index)}`, data })),
  );
  const parameters = trainer.parameters.map(({ name, value: { data } }) => ({ name, data }));
  const all = [
    { name: 'loss', data: losses },
    { name: 'loss at the end', data: tested },
    ...parameters,
    ...states,
  ];
  return {
    names: all.map(({ name }) => name),
    numbers: all.map(({ data }) => Float64Array.from(data)),
  };
}

/** The largest number of each precision. */
const largest = { float32: (2 - 2 ** -23) * 2 ** 127, float64: Number.MAX_VALUE } as const;

/**
 * What has left the range of its precision is infinite, or NaN where the terms of a sum left it to both
 * sides: that goes by the order of adding. Whether it has, the same training in float64 says.
 */
function hasLeft(truth: number, precision: Precision): boolean {
  return !(Math.abs(truth) <= largest[precision]);
}

/**
 * By what is compared: the largest difference; infinite where one is finite and the other is not, or where
 * both are not, in different ways, though the truth is in the range of their precision.
 */
function distances(a: Course, b: Course, truth?: Truth): number[] {
  return a.numbers.map((numbers, which) => {
    const others = b.numbers[which] ?? new Float64Array();
    const exact = truth?.course.numbers[which];
    return numbers.reduce((most, number, i) => {
      const other = others[i] ?? NaN;
      if (Object.is(number, other)) return most;
      const areOut = !Number.isFinite(number) && !Number.isFinite(other);
      if (areOut && truth && hasLeft(exact?.[i] ?? NaN, truth.precision)) return most;
      const difference = Math.abs(number - other);
      return Math.max(most, Number.isNaN(difference) ? Infinity : difference);
    }, 0);
  });
}

/** The course that plain kernels take in float64, and the precision in which the others went. */
interface Truth {
  readonly course: Course;
  readonly precision: Precision;
}

/** How far two courses are apart, and how far rounding alone takes them. */
interface Comparison {
  readonly name: string;
  readonly difference: number;
  readonly explained: number;
}

/** Smaller numbers of float32 have fewer digits: rounding is no longer a share of them. */
const subnormal = 2 ** -126;

function isExplained({ difference, explained }: Comparison): boolean {
  return difference <= allowance * explained || difference < subnormal;
}

function compare(training: Training, plain: Course, other: Course, truth: Truth): readonly Comparison[] {
  const comparisons = distances(plain, other, truth).map((difference, which) => ({
    name: plain.names[which] ?? '',
    difference,
    explained: 0,
  }));
  for (let run = 0; run < movedRuns + moreMovedRuns; run++) {
    if (run >= movedRuns && comparisons.every(isExplained)) break;
    const course = courseOf(training(roundedKernels(movedBy, randomStream(run, 'sampling'))));
    for (const [which, distance] of distances(plain, course, truth).entries()) {
      const comparison = comparisons[which];
      if (comparison) comparison.explained = Math.max(comparison.explained, distance);
    }
  }
  return comparisons;
}

/** @throws Error where kernels differ by more than rounding explains, or from one run to the next */
function trainOnAllKernels(network: AcceptedNetwork): void {
  const training = trainingOf(network);
  const plain = courseOf(training(referenceBackend));
  const fast = courseOf(training(compiledKernels()));
  const again = courseOf(training(compiledKernels()));
  if (distances(fast, again).some((distance) => distance !== 0)) {
    throw new Error('Two runs on compiled kernels differ.');
  }
  const { precision } = network.program.definition.training;
  const truth = {
    course: precision === 'float64' ? plain : courseOf(training(referenceBackend, 'float64')),
    precision,
  };
  const wrong = compare(training, plain, fast, truth).filter((comparison) => !isExplained(comparison));
  if (wrong.length === 0) return;
  const lines = wrong.map(
    ({ name, difference, explained }) =>
      `${name}: ${String(difference)} apart, where rounding explains ${String(explained)}`,
  );
  throw new Error(`Plain and compiled kernels differ.\n${lines.join('\n')}`);
}

/** Random networks that the checker accepts, trained on plain and on compiled kernels. */
export const networks: FuzzTarget = {
  name: 'networks',

  makeCase(choices) {
    const network = acceptedNetwork(choices);
    return {
      input: network.text,
      attempt: () => {
        trainOnAllKernels(network);
      },
      // Plain kernels go through every product one by one, in some ten runs of some steps.
      mostWork: 400_000_000,
    };
  },

  growth: [],
};

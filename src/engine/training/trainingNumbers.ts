import { operand } from '../layers/support/operands';
import type { TargetEncoding } from '../layers/support/networkForm';
import { optimizerOf } from '../network/networkError';
import { effectiveWeightDecay } from '../optimizers';
import { sizeOf, type Shape } from '../shape';
import type { Numbers, Precision } from '../tensor';
import type { TrainingData } from './data';
import { EpochOrder } from './epochOrder';
import { learnedTensors } from './namedTensors';
import type { Trainer } from './trainer';

/** A parameter or a running statistic, in memory of its own. */
export interface NamedNumbers {
  /** `affine1.W` */
  readonly name: string;
  readonly shape: Shape;
  readonly values: Float32Array | Float64Array;
}

/** Inputs and targets of one part of the data, batch first, in the order of the data. */
export interface PartNumbers {
  readonly inputs: Float32Array | Float64Array;
  /** Class numbers, or what the loss compares its input with, in the shape of that. */
  readonly targets: Int32Array | Float32Array | Float64Array;
}

/** All that a training follows from besides its definition, for scripts that train the same elsewhere. */
export interface TrainingNumbers {
  readonly sampleShape: Shape;
  /** By layer, of one sample; of the loss `[]`. */
  readonly shapes: readonly Shape[];
  readonly encoding: TargetEncoding;
  /** Samples in a full mini-batch. */
  readonly batch: number;
  readonly totalSteps: number;
  readonly weightDecay: number;
  readonly initial: readonly NamedNumbers[];
  readonly train: PartNumbers;
  readonly test: PartNumbers;
  /**
   * The order of the training samples in each of the first epochs, one behind the other, as places in
   * `train`; absent where every epoch takes them as they are.
   */
  readonly order?: Int32Array;
}

/** More than this of the orders of epochs is not written down: 16 MB. */
const mostOrdered = 2 ** 22;

/** @param trainer that has done no step */
export function trainingNumbers(trainer: Trainer): TrainingNumbers {
  const { definition, data, inference, batch, totalSteps } = trainer.blueprint;
  const { optimizer, weightDecay, precision } = definition.training;
  const encoding = trainer.plan.target.encoding;
  const shapes = inference.layers.map((layer) => layer?.shape ?? []);
  const [compared = 'input'] = definition.layers.at(-1)?.inputs ?? [];
  const width = sizeOf(compared === 'input' ? data.sampleShape : operand(shapes, compared));
  const part = (samples: Int32Array): PartNumbers => ({
    inputs: rowsOf(data.inputs, sizeOf(data.sampleShape), samples, precision),
    targets: targetsOf(data, samples, { encoding, width, precision }),
  });
  const order = ordersOf(trainer);
  return {
    sampleShape: data.sampleShape,
    shapes,
    encoding,
    batch,
    totalSteps,
    weightDecay: effectiveWeightDecay(optimizerOf(optimizer), optimizer.settings, weightDecay),
    initial: learnedNumbers(trainer),
    train: part(data.train),
    test: part(data.test),
    ...(order && { order }),
  };
}

/** What a training has learned so far: its parameters and running statistics. */
export function learnedNumbers(trainer: Trainer): readonly NamedNumbers[] {
  return [...learnedTensors(trainer)].map(([name, { shape, data }]) => ({
    name,
    shape,
    values: data.slice(),
  }));
}

function rowsOf(
  source: Numbers,
  width: number,
  samples: Int32Array,
  precision: Precision,
): Float32Array | Float64Array {
  const rows = numbersOf(precision, samples.length * width);
  samples.forEach((sample, row) => {
    rows.set(source.subarray(sample * width, (sample + 1) * width), row * width);
  });
  return rows;
}

function targetsOf(
  { targets }: TrainingData,
  samples: Int32Array,
  { encoding, width, precision }: { encoding: TargetEncoding; width: number; precision: Precision },
): PartNumbers['targets'] {
  if (targets.kind === 'values') return rowsOf(targets.values, targets.width, samples, precision);
  const labels = samples.map((sample) => targets.labels[sample] ?? 0);
  if (encoding === 'labels') return labels;
  const values = numbersOf(precision, samples.length * width);
  labels.forEach((label, row) => {
    if (encoding === 'oneHot') values[row * width + label] = 1;
    else values[row] = label;
  });
  return values;
}

function numbersOf(precision: Precision, length: number): Float32Array | Float64Array {
  return precision === 'float32' ? new Float32Array(length) : new Float64Array(length);
}

function ordersOf({ blueprint }: Trainer): Int32Array | undefined {
  const { definition, data } = blueprint;
  const { seed, shuffle, batch, epochs } = definition.training;
  if (shuffle === false || batch === 'all') return undefined;
  const count = data.train.length;
  const places = new Int32Array(data.count);
  data.train.forEach((sample, place) => {
    places[sample] = place;
  });
  const shuffled = new EpochOrder(data.train, seed, true);
  const written = Math.min(epochs, Math.floor(mostOrdered / count));
  const orders = new Int32Array(written * count);
  for (let epoch = 0; epoch < written; epoch++) {
    shuffled.beginEpoch();
    orders.set(
      shuffled.order.map((sample) => places[sample] ?? 0),
      epoch * count,
    );
  }
  return orders;
}

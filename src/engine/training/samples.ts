import type { Kernel } from '../kernels/kernel';
import type { Arena } from '../kernels/kernels';
import type { TargetSlot } from '../layers/support/networkForm';
import { sizeOf } from '../shape';
import type { Numbers, Precision } from '../tensor';
import type { TrainingData } from './data';

/** All samples in the arena, from where mini-batches are put together. */
export interface Samples {
  readonly inputs: Numbers;
  /** Numbers for each sample. */
  readonly inputSize: number;
  readonly labels: Int32Array;
  /** Empty where the targets are labels. */
  readonly values: Numbers;
  readonly width: number;
}

export function placeSamples(data: TrainingData, arena: Arena, precision: Precision): Samples {
  const { count, sampleShape, inputs, targets } = data;
  const inputSize = sizeOf(sampleShape);
  const placed = arena.numbers(precision, count * inputSize);
  const width = targets.kind === 'values' ? targets.width : 0;
  const values = arena.numbers(precision, count * width);
  // An arena that only measures gives arrays without entries.
  if (placed.length > 0) placed.set(inputs.subarray(0, placed.length));
  if (targets.kind === 'values' && values.length > 0) values.set(targets.values.subarray(0, values.length));
  const labels = targets.kind === 'labels' ? targets.labels : new Int32Array(0);
  return { inputs: placed, inputSize, labels, values, width };
}

/** Puts one mini-batch into the plan's memory. */
export interface MiniBatch {
  /** Takes `order[start … start + batch − 1]`. */
  readonly load: (order: Int32Array, start: number) => void;
  /** The numbers of the samples in it; overwritten by the next `load` of any size. */
  readonly samples: Int32Array;
}

/** The memory of one mini-batch of a plan. */
export interface BatchPlace {
  /** The numbers of the samples in it. */
  readonly indices: Int32Array;
  readonly input: Numbers;
  readonly target: TargetSlot;
}

export function bindMiniBatch(
  samples: Samples,
  { indices, input, target }: BatchPlace,
  arena: Arena,
): MiniBatch {
  const gatherInputs = arena.kernels.gatherRows({
    source: samples.inputs,
    indices,
    target: input,
    columns: samples.inputSize,
  });
  const fillTargets = bindTargets(samples, indices, target, arena);
  return {
    samples: indices,
    load(order, start) {
      for (let i = 0; i < indices.length; i++) indices[i] = order[start + i] ?? 0;
      gatherInputs();
      fillTargets();
    },
  };
}

function bindTargets(samples: Samples, indices: Int32Array, target: TargetSlot, arena: Arena): Kernel {
  const { labels } = samples;
  const { values } = target;
  const labelOf = (i: number): number => labels[indices[i] ?? 0] ?? 0;
  switch (target.encoding) {
    case 'values':
      return arena.kernels.gatherRows({
        source: samples.values,
        indices,
        target: values,
        columns: samples.width,
      });
    case 'labels':
      return () => {
        for (let i = 0; i < indices.length; i++) target.labels[i] = labelOf(i);
      };
    case 'binary':
      return () => {
        for (let i = 0; i < indices.length; i++) values[i] = labelOf(i);
      };
    case 'oneHot': {
      return () => {
        const classes = values.length / indices.length;
        values.fill(0);
        for (let i = 0; i < indices.length; i++) values[i * classes + labelOf(i)] = 1;
      };
    }
  }
}

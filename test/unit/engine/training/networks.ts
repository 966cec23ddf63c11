import type { KernelBackend } from '../../../../src/engine/kernels/kernels';
import { referenceBackend } from '../../../../src/engine/kernels/reference';
import type { Settings } from '../../../../src/engine/layers/support/layer';
import {
  defaultTraining,
  type Choice,
  type LayerDefinition,
  type LayerInput,
  type NetworkDefinition,
  type TrainingDefinition,
} from '../../../../src/engine/network/networkDefinition';
import { randomStream } from '../../../../src/engine/random';
import { sizeOf, type Shape } from '../../../../src/engine/shape';
import type { TrainingData } from '../../../../src/engine/training/data';
import { createTrainer, type Trainer } from '../../../../src/engine/training/trainer';

/**
 * A layer in short: its type, its settings, and where it
 * takes its values from (the layer above unless given).
 */
export interface Short {
  readonly layer: string;
  readonly settings?: Settings;
  readonly from?: readonly LayerInput[];
  readonly name?: string;
  readonly init?: Choice;
}

export function layerList(shorts: readonly (Short | string)[]): readonly LayerDefinition[] {
  return shorts.map((short, index) => {
    const { layer, settings = {}, from, name, init } = typeof short === 'string' ? { layer: short } : short;
    return {
      name: name ?? `${layer.toLowerCase()}${index + 1}`,
      layer,
      settings,
      inputs: from ?? [index === 0 ? 'input' : index - 1],
      ...(init && { initializer: init }),
    };
  });
}

export function networkOf(
  shorts: readonly (Short | string)[],
  training: Partial<TrainingDefinition> = {},
): NetworkDefinition {
  return { name: 'Test', layers: layerList(shorts), training: { ...defaultTraining, ...training } };
}

export function affine(units: number, more: Partial<Short> = {}): Short {
  return { layer: 'Affine', settings: { units }, ...more };
}

export function conv(filters: number, size: number, settings: Settings = {}): Short {
  return { layer: 'Conv', settings: { filters, size, ...settings } };
}

/** Random samples: normally distributed, with random classes or values as targets. */
export function randomData(
  sampleShape: Shape,
  targets: { readonly classes: number } | { readonly width: number },
  { train = 20, test = 0, seed = 0 } = {},
): TrainingData {
  const stream = randomStream(seed, 'sampling');
  const count = train + test;
  const normal = (length: number): Float64Array => Float64Array.from({ length }, () => stream.normal());
  return {
    count,
    sampleShape,
    inputs: normal(count * sizeOf(sampleShape)),
    targets:
      'classes' in targets
        ? {
            kind: 'labels',
            classes: targets.classes,
            labels: Int32Array.from({ length: count }, () => stream.integer(targets.classes)),
          }
        : { kind: 'values', width: targets.width, values: normal(count * targets.width) },
    train: Int32Array.from({ length: train }, (_, sample) => sample),
    test: Int32Array.from({ length: test }, (_, sample) => train + sample),
  };
}

export function trainerOf(
  definition: NetworkDefinition,
  data: TrainingData,
  backend: KernelBackend = referenceBackend,
): Trainer {
  const result = createTrainer(definition, data, backend);
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result.trainer;
}

/** All parameters in a row, for comparisons bit for bit. */
export function parametersOf(trainer: Trainer): readonly number[] {
  return trainer.parameters.flatMap(({ value }) => [...value.data]);
}

import type { Dataset } from '../../../../src/data/dataset';
import { loadData } from '../../../../src/data/load';
import { findDataSource } from '../../../../src/data/dataSources';
import { referenceBackend } from '../../../../src/engine/kernels/reference';
import { formatMessage } from '../../../../src/engine/message';
import {
  defaultTraining,
  type LayerDefinition,
  type NetworkDefinition,
  type TrainingDefinition,
} from '../../../../src/engine/network/networkDefinition';
import { createTrainer, type Trainer } from '../../../../src/engine/training/trainer';
import type { Settings } from '../../../../src/engine/layers/support/layer';

/** A layer after the one above it. */
export type Written = Partial<LayerDefinition> & Pick<LayerDefinition, 'layer'>;

/** A plain stack of layers, named by type and number as the language does. */
export function stack(
  layers: readonly Written[],
  training: Partial<TrainingDefinition> = {},
): NetworkDefinition {
  const counts = new Map<string, number>();
  return {
    name: 'Test',
    layers: layers.map((layer, index) => {
      const number = (counts.get(layer.layer) ?? 0) + 1;
      counts.set(layer.layer, number);
      const name = layer.layer.charAt(0).toLowerCase() + layer.layer.slice(1) + String(number);
      return { name, settings: {}, inputs: [index === 0 ? 'input' : index - 1], ...layer };
    }),
    training: { ...defaultTraining, ...training },
  };
}

export function affine(units: number, initializer?: string, settings: Settings = {}): Written {
  return {
    layer: 'Affine',
    settings: { units },
    ...(initializer !== undefined && { initializer: { name: initializer, settings } }),
  };
}

export const relu: Written = { layer: 'ReLU' };
export const tanh: Written = { layer: 'Tanh' };
export const sigmoid: Written = { layer: 'Sigmoid' };
export const softmaxLoss: Written = { layer: 'SoftmaxWithLoss' };

export function optimizer(name: string, lr: number): Pick<TrainingDefinition, 'optimizer'> {
  return { optimizer: { name, settings: { lr } } };
}

export function data(source: string, settings: Settings = {}, seed = 0): Dataset {
  const found = findDataSource(source);
  if (found === undefined) throw new Error(`There is no source ${source}.`);
  const loaded = loadData(found, settings, {}, { seed });
  if (!loaded.ok) throw new Error(formatMessage(loaded.error.message));
  return loaded.value;
}

export function trainerOf(definition: NetworkDefinition, dataset: Dataset): Trainer {
  const created = createTrainer(definition, dataset, referenceBackend);
  if (created.ok) return created.trainer;
  throw new Error(
    'memory' in created
      ? formatMessage(created.memory)
      : created.errors.map((e) => formatMessage(e.message)).join(),
  );
}

/** The network of the spiral example, by default smaller data. */
export function spiralTrainer(training: Partial<TrainingDefinition> = {}, points = 20): Trainer {
  const definition = stack([affine(16), relu, affine(16), relu, affine(3), softmaxLoss], {
    ...optimizer('Adam', 0.01),
    batch: 7,
    epochs: 10,
    ...training,
  });
  return trainerOf(definition, data('spiral', { points, test: 0.2 }));
}

/** BatchNorm and Dropout: what a forward pass in training changes besides values. */
export function restlessTrainer(epochs: number): Trainer {
  const definition = stack(
    [
      affine(8),
      { layer: 'BatchNorm' },
      relu,
      { layer: 'Dropout', settings: { ratio: 0.3 } },
      affine(3),
      softmaxLoss,
    ],
    { ...optimizer('Adam', 0.01), batch: 7, epochs },
  );
  return trainerOf(definition, data('spiral', { points: 20, test: 0.2 }));
}

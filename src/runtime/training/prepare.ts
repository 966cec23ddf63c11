import type { Dataset } from '../../data/dataset';
import { loadData } from '../../data/load';
import { findDataSource } from '../../data/sources';
import type { KernelBackend } from '../../engine/kernels/kernels';
import { message } from '../../engine/message';
import type { NetworkDefinition } from '../../engine/network/definition';
import { inferNetwork } from '../../engine/network/inference';
import { networkLayerOf } from '../../engine/network/layerTable';
import { sizeOf } from '../../engine/shape';
import { createTrainer, type Trainer } from '../../engine/training/trainer';
import type { DataRequest, TrainingRefusal } from '../../protocol/training';

interface Refused {
  readonly ok: false;
  readonly refusals: readonly TrainingRefusal[];
}
type DataResult = { readonly ok: true; readonly data: Dataset } | Refused;
type TrainerOutcome = { readonly ok: true; readonly trainer: Trainer } | Refused;

/** Reads the data as the network's loss needs it. */
export function readTrainingData(network: NetworkDefinition, request: DataRequest): DataResult {
  const asFound = load(network, request);
  if (!asFound.ok || !wantsValues(network, asFound.data)) return asFound;
  return load(network, request, 'values');
}

function load(network: NetworkDefinition, request: DataRequest, targets?: 'values'): DataResult {
  const source = findDataSource(request.source);
  if (source === undefined) {
    return { ok: false, refusals: [{ message: message('There is no data source {0}.', request.source) }] };
  }
  const { seed } = network.training;
  const loaded = loadData(source, request.arguments, request.files, { seed, ...(targets && { targets }) });
  if (loaded.ok) return { ok: true, data: loaded.value };
  const { message: text, argument } = loaded.error;
  return {
    ok: false,
    refusals: [{ message: text, ...(argument !== undefined && { dataArgument: argument }) }],
  };
}

/** Whole numbers can be classes or values: where one number is compared with them they are values. */
function wantsValues(network: NetworkDefinition, { sampleShape, targets }: Dataset): boolean {
  const loss = network.layers.at(-1);
  if (loss === undefined || targets.kind !== 'labels' || targets.classes === 2) return false;
  const compared = loss.inputs[0];
  if (typeof compared !== 'number' || networkLayerOf(loss).asLayer.targets?.includes('values') !== true)
    return false;
  const shape = inferNetwork(network, { sampleShape }).layers[compared]?.shape;
  return shape !== undefined && sizeOf(shape) === 1;
}

/** Checks the network against the data and takes the memory. */
export function setUpTrainer(
  network: NetworkDefinition,
  data: Dataset,
  backend: KernelBackend,
): TrainerOutcome {
  const created = createTrainer(network, data, backend);
  if (created.ok) return created;
  return {
    ok: false,
    refusals: 'memory' in created ? [{ message: created.memory }] : created.errors,
  };
}

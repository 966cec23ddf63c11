import type { Dataset, Targets } from '../../data/dataset';
import { adaptData, loadData } from '../../data/load';
import type { Result } from '../../data/result';
import { findDataSource } from '../../data/dataSources';
import type { KernelBackend } from '../../engine/kernels/kernels';
import { message } from '../../engine/message';
import type { NetworkDefinition } from '../../engine/network/networkDefinition';
import { inferNetwork } from '../../engine/network/networkInference';
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
  if (!asFound.ok) return asFound;
  const needed = neededTargets(network, asFound.data);
  return needed === undefined || needed === asFound.data.targets.kind
    ? asFound
    : load(network, request, needed);
}

/** The data of a run as an edited definition of its network needs it. */
export function adaptTrainingData(network: NetworkDefinition, data: Dataset): DataResult {
  const targets = neededTargets(network, data);
  return dataResult(adaptData(data, { precision: network.training.precision, ...(targets && { targets }) }));
}

/**
 * Whole numbers can be labels or values: the loss decides. `undefined` where they fit neither way; that is
 * said where the trainer is set up.
 */
function neededTargets(
  network: NetworkDefinition,
  { sampleShape, targets }: Dataset,
): Targets['kind'] | undefined {
  const { encoding } = inferNetwork(network, { sampleShape, targets });
  return encoding === undefined || encoding === 'values' ? encoding : 'labels';
}

function load(network: NetworkDefinition, request: DataRequest, targets?: Targets['kind']): DataResult {
  const source = findDataSource(request.source);
  if (source === undefined) {
    return { ok: false, refusals: [{ message: message('There is no data source {0}.', request.source) }] };
  }
  const { seed, precision } = network.training;
  const options = { seed, precision, ...(targets && { targets }) };
  return dataResult(loadData(source, request.arguments, request.files, options));
}

function dataResult(read: Result<Dataset>): DataResult {
  if (read.ok) return { ok: true, data: read.value };
  const { message: text, argument } = read.error;
  return {
    ok: false,
    refusals: [{ message: text, ...(argument !== undefined && { dataArgument: argument }) }],
  };
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

import type { NetworkDefinition } from '../network/networkDefinition';
import { inferNetwork, type NetworkInference } from '../network/networkInference';
import type { NetworkError } from '../network/networkError';
import { message } from '../message';
import { sizeOf } from '../shape';
import type { TrainingData } from './data';

/** A definition and its data, found to fit each other. */
export interface Blueprint {
  readonly definition: NetworkDefinition;
  readonly data: TrainingData;
  readonly inference: NetworkInference;
  /** Samples in a full mini-batch: never more than there are. */
  readonly batch: number;
  readonly stepsPerEpoch: number;
  /** Steps of all epochs of the definition; a training may go on past them. */
  readonly totalSteps: number;
  /** The most samples evaluated at a time. */
  readonly evaluationBatch: number;
}

export type BlueprintResult =
  | { readonly ok: true; readonly blueprint: Blueprint }
  | { readonly ok: false; readonly errors: readonly NetworkError[] };

/** About how many numbers an evaluation may keep for its layers: bounds its memory whatever the data. */
const evaluationEntries = 2 ** 22;
/** Small enough that a few evaluations of one mini-batch each fit into a short run. */
const largestEvaluationBatch = 64;

/** How many of `count` training samples a full mini-batch takes. */
export function samplesInBatch(batch: NetworkDefinition['training']['batch'], count: number): number {
  return batch === 'all' ? count : Math.min(batch, count);
}

/**
 * @throws RangeError for targets that were not read as the
 *   loss compares them: labels as values, or values as labels.
 */
export function drawBlueprint(definition: NetworkDefinition, data: TrainingData): BlueprintResult {
  const { sampleShape, targets, train, test } = data;
  const inference = inferNetwork(definition, { sampleShape, targets });
  if (inference.errors.length > 0) return { ok: false, errors: inference.errors };
  if ((inference.encoding === 'values') !== (targets.kind === 'values')) {
    throw new RangeError(
      `The loss takes ${String(inference.encoding)}, but the data was read as ${targets.kind}.`,
    );
  }
  if (train.length === 0) {
    const text = message('The data has no training samples.');
    return { ok: false, errors: [{ message: text, blame: { kind: 'network' } }] };
  }
  const batch = samplesInBatch(definition.training.batch, train.length);
  const stepsPerEpoch = Math.ceil(train.length / batch);
  const perSample = inference.layers.reduce(
    (sum, layer) => sum + sizeOf(layer?.shape ?? []),
    sizeOf(sampleShape),
  );
  const evaluationBatch = Math.max(
    1,
    Math.min(
      largestEvaluationBatch,
      Math.floor(evaluationEntries / perSample),
      Math.max(train.length, test.length),
    ),
  );
  const totalSteps = stepsPerEpoch * definition.training.epochs;
  const sizes = { batch, stepsPerEpoch, totalSteps, evaluationBatch };
  return { ok: true, blueprint: { definition, data, inference, ...sizes } };
}

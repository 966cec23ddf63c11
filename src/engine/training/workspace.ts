import type { Kernel } from '../kernels/kernel';
import type { Allocator, Arena } from '../kernels/kernels';
import type { UpdateSettings } from '../kernels/operands/optimizerOperands';
import type { MaskSource } from '../layers/support/networkForm';
import { networkGraph } from '../network/networkGraph';
import { NetworkPlan, type NetworkPlanParts } from '../network/networkPlan';
import { placeParameters, type ParameterStore } from '../network/parameterStore';
import { placeStates, type StateStore } from '../network/layerStates';
import { SharedBuffers } from '../network/sharedBuffers';
import { optimizerOf } from '../network/networkError';
import type { Numbers } from '../tensor';
import type { Blueprint } from './blueprint';
import { bindMiniBatch, placeSamples, type MiniBatch } from './samples';

/** A plan and what fills it. */
export interface BatchRunner {
  readonly plan: NetworkPlan;
  readonly miniBatch: MiniBatch;
}

/** Everything a training keeps in the arena. */
export interface Workspace {
  readonly arena: Arena;
  readonly parameters: ParameterStore;
  readonly states: StateStore;
  /** By `Optimizer.state`. */
  readonly optimizerState: readonly Numbers[];
  readonly update: UpdateSettings;
  /** Clips, where that is asked for, and updates all parameters. */
  readonly updateKernels: readonly Kernel[];
  /** By number of samples. */
  readonly training: ReadonlyMap<number, BatchRunner>;
  /** The largest first; one sample is always among them. */
  readonly evaluation: ReadonlyMap<number, BatchRunner>;
  /** One sample as it is evaluated, which can be walked up as well: for whoever follows it. */
  readonly followed: BatchRunner;
  /** By layer of the definition: the units of a ReLU that were active in this epoch. */
  readonly seenActive: ReadonlyMap<number, Uint8Array>;
}

/** The sizes of the mini-batches that `count` samples are cut into: full ones first. */
export function batchSizes(count: number, batch: number): readonly number[] {
  const rest = count % batch;
  return [...(count >= batch ? [batch] : []), ...(rest > 0 ? [rest] : [])];
}

/**
 * Of these, with those that the parts of the data are cut into, any number of samples can be put together.
 */
const smallBatches: readonly number[] = [16, 4, 1];

/** Places a training in an arena. Asks for the same arrays every time, so that it can be measured first. */
export function placeWorkspace(
  { definition, data, inference, batch, evaluationBatch }: Blueprint,
  arena: Arena,
  masks: MaskSource,
): Workspace {
  const { training: settings } = definition;
  const { precision } = settings;
  const parameters = placeParameters(definition, inference, arena, precision);
  const states = placeStates(inference, arena, precision);
  const samples = placeSamples(data, arena, precision);

  const update: UpdateSettings = { learningRate: 0, weightDecay: 0, l1: 0, step: 0 };
  const optimizer = optimizerOf(settings.optimizer);
  const entries = inference.parameterCount;
  const blockLength = parameters.length;
  const optimizerState = optimizer.state.map(() => arena.numbers(precision, blockLength));
  const gradientNorm = arena.numbers(precision, 1);
  const clip =
    settings.clipNorm !== undefined && entries > 0
      ? [
          arena.kernels.clipNorm({
            gradients: [parameters.gradients],
            maximum: settings.clipNorm,
            norm: gradientNorm,
          }),
        ]
      : [];
  const optimize =
    entries > 0
      ? [
          optimizer.bind({
            kernels: arena.kernels,
            parameter: parameters.values,
            gradient: parameters.gradients,
            state: optimizerState,
            settings: settings.optimizer.settings,
            update,
          }),
        ]
      : [];

  const seenActive = new Map<number, Uint8Array>();
  const runner = (
    mode: 'training' | 'evaluation',
    size: number,
    allocator: Allocator,
    ownGradients = false,
  ): BatchRunner => {
    const parts: NetworkPlanParts = {
      kernels: arena.kernels,
      allocator,
      precision,
      parameters,
      states,
      masks,
      ownGradients,
      seenActive(layer, units) {
        const seen = seenActive.get(layer) ?? arena.mask(units);
        seenActive.set(layer, seen);
        return seen;
      },
    };
    const network = networkGraph(definition, inference, data.sampleShape, size);
    const plan = new NetworkPlan(network, mode, parts);
    const place = {
      indices: allocator.integers(size),
      input: plan.value(network.input).data,
      target: plan.target,
    };
    return { plan, miniBatch: bindMiniBatch(samples, place, arena) };
  };
  const runners = (mode: 'training' | 'evaluation', sizes: readonly number[]): Map<number, BatchRunner> => {
    const shared = new SharedBuffers(arena);
    return new Map(sizes.map((size) => [size, runner(mode, size, shared.next())] as const));
  };
  const evaluationSizes = [
    ...new Set([
      ...[data.train.length, data.test.length].flatMap((count) => batchSizes(count, evaluationBatch)),
      ...smallBatches.filter((size) => size < evaluationBatch),
    ]),
  ].sort((a, b) => b - a);
  return {
    arena,
    parameters,
    states,
    optimizerState,
    update,
    seenActive,
    updateKernels: [...clip, ...optimize],
    training: runners('training', batchSizes(data.train.length, batch)),
    evaluation: runners('evaluation', evaluationSizes),
    followed: runner('evaluation', 1, arena, true),
  };
}

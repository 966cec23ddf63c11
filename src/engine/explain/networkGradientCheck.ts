import {
  checkingGradientsOf,
  type CheckProgress,
  type GradientCheck,
  type GradientCheckOptions,
} from './gradientCheck';
import { measureArena } from '../kernels/arena';
import type { Arena, KernelBackend } from '../kernels/kernels';
import type { MaskSource } from '../layers/support/networkForm';
import { operand } from '../layers/support/operands';
import type { Message } from '../message';
import { placeStates } from '../network/layerStates';
import { networkGraph } from '../network/networkGraph';
import { NetworkPlan } from '../network/networkPlan';
import { placeParameters, type ParameterStore } from '../network/parameterStore';
import type { Numbers } from '../tensor';
import { DropoutMasks } from '../training/dropoutMasks';
import type { Trainer } from '../training/trainer';

export interface NetworkCheckOptions extends GradientCheckOptions {
  /** Samples of the mini-batch that are looked at. Default: 8. */
  readonly samples?: number;
}

export type NetworkCheckResult =
  { readonly ok: true; readonly check: GradientCheck } | { readonly ok: false; readonly memory: Message };

/** Draws every mask once: between two evaluations nothing may change but the number that is moved. */
class FixedMasks implements MaskSource {
  private readonly drawn = new WeakSet<Uint8Array>();
  private readonly source: DropoutMasks;

  constructor(seed: number) {
    this.source = new DropoutMasks(seed);
  }

  readonly draw = (mask: Uint8Array, share: number): void => {
    if (this.drawn.has(mask)) return;
    this.drawn.add(mask);
    this.source.draw(mask, share);
  };
}

/**
 * Compares backward with central differences for every parameter and the input, in
 * float64, at the parameters the trainer has now, on the first samples of its
 * mini-batch (computed first where it has none open). BatchNorm behaves as in training;
 * Dropout keeps one mask. Nothing of the training changes but that `compute` has run.
 */
export function checkNetworkGradients(
  trainer: Trainer,
  backend: KernelBackend,
  options: NetworkCheckOptions = {},
  onProgress: (progress: CheckProgress) => void = () => undefined,
): NetworkCheckResult {
  const work = checkingNetworkGradients(trainer, backend, options);
  for (;;) {
    const turn = work.next();
    if (turn.done === true) return turn.value;
    onProgress(turn.value);
  }
}

/**
 * The same, resting after every entry. From its first rest
 * on the trainer may do anything: the check has copies.
 */
export function* checkingNetworkGradients(
  trainer: Trainer,
  backend: KernelBackend,
  { samples = 8, entriesPerValue = 100, seed = 0 }: NetworkCheckOptions = {},
): Generator<CheckProgress, NetworkCheckResult> {
  trainer.compute();
  const { definition, inference, data } = trainer.blueprint;
  const batch = Math.min(samples, trainer.plan.batch);
  const network = networkGraph(definition, inference, data.sampleShape, batch);
  const masks = new FixedMasks(seed);
  const place = (arena: Arena): { readonly plan: NetworkPlan; readonly parameters: ParameterStore } => {
    const parameters = placeParameters(definition, inference, arena, 'float64');
    const states = placeStates(inference, arena, 'float64');
    const shared = { kernels: arena.kernels, allocator: arena, precision: 'float64' } as const;
    return {
      plan: new NetworkPlan(network, 'training', { ...shared, parameters, states, masks }),
      parameters,
    };
  };
  const arena = backend.createArena(measureArena((measuring) => void place(measuring)));
  if (!arena.ok) return { ok: false, memory: arena.error };
  const { plan, parameters } = place(arena.arena);

  parameters.parameters.forEach(({ value }, index) => {
    value.data.set(operand(trainer.parameters, index).value.data);
  });
  const take = (target: Numbers, source: Numbers): void => {
    target.set(source.subarray(0, target.length));
  };
  const { network: trained, target } = trainer.plan;
  take(plan.value(network.input).data, trainer.plan.value(trained.input).data);
  take(plan.target.values, target.values);
  plan.target.labels.set(target.labels.subarray(0, plan.target.labels.length));

  plan.forward();
  const walkUp = (): void => {
    plan.backward();
    plan.computeInputGradient();
  };
  walkUp();
  const check = yield* checkingGradientsOf(plan, { target: network.loss }, { entriesPerValue, seed, walkUp });
  return { ok: true, check };
}

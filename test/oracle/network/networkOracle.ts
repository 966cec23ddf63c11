import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Arena } from '../../../src/engine/kernels/kernels';
import { referenceArena } from '../../../src/engine/kernels/reference';
import type { MaskSource } from '../../../src/engine/layers/support/networkForm';
import {
  type Choice,
  defaultTraining,
  type LayerDefinition,
  type NetworkDefinition,
} from '../../../src/engine/network/networkDefinition';
import { inferNetwork } from '../../../src/engine/network/networkInference';
import { placeStates, type StateStore } from '../../../src/engine/network/layerStates';
import type { NetworkTargets } from '../../../src/engine/network/lossTargets';
import { networkGraph } from '../../../src/engine/network/networkGraph';
import { NetworkPlan } from '../../../src/engine/network/networkPlan';
import { placeParameters, type ParameterStore } from '../../../src/engine/network/parameterStore';
import type { Shape } from '../../../src/engine/shape';
import type { Precision } from '../../../src/engine/tensor';

/** A tensor as make.py writes it. */
export interface Written {
  readonly shape: Shape;
  readonly values: readonly number[];
}

export type WrittenTargets =
  | { readonly kind: 'labels'; readonly classes: number; readonly labels: readonly number[] }
  | { readonly kind: 'values'; readonly width: number; readonly values: readonly number[] };

/** A layer as make.py writes it: what a definition leaves out is null there. */
type WrittenLayer = Omit<LayerDefinition, 'initializer'> & { readonly initializer: Choice | null };

/** What PyTorch computed for one network and one mini-batch. */
export interface NetworkCase {
  readonly sampleShape: Shape;
  readonly layers: readonly WrittenLayer[];
  readonly targets: WrittenTargets;
  readonly input: Written;
  readonly parameters: Readonly<Record<string, Written>>;
  readonly states: Readonly<Record<string, Written>>;
  readonly masks: Readonly<Record<string, Written>>;
  readonly training: {
    readonly loss: number;
    readonly outputs: readonly Written[];
    readonly gradOutputs: readonly (Written | null)[];
    readonly gradInput: Written;
    readonly gradParameters: Readonly<Record<string, Written>>;
    readonly states: Readonly<Record<string, Written>>;
  };
  readonly evaluation: { readonly loss: number; readonly outputs: readonly Written[] };
}

/** What make.py wrote under this name; `undefined` where it has not. */
export function readOracle(name: string): unknown {
  const file = new URL(`data/${name}.json`, import.meta.url);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

export function layersOf(written: readonly WrittenLayer[]): readonly LayerDefinition[] {
  return written.map(({ initializer, ...layer }) => ({ ...layer, ...(initializer && { initializer }) }));
}

export function targetsOf(targets: WrittenTargets): NetworkTargets {
  return targets.kind === 'labels'
    ? { kind: 'labels', classes: targets.classes }
    : { kind: 'values', width: targets.width };
}

export interface PlacedCase {
  readonly plan: NetworkPlan;
  readonly parameters: ParameterStore;
  readonly states: StateStore;
  readonly definition: NetworkDefinition;
}

/** Puts a case into a plan: parameters, statistics, mini-batch and masks are PyTorch's. */
export function placeCase(
  { sampleShape, layers, targets, input, ...given }: NetworkCase,
  mode: 'training' | 'evaluation',
  precision: Precision,
  arena: Arena = referenceArena,
): PlacedCase {
  const definition = { name: 'Oracle', layers: layersOf(layers), training: defaultTraining };
  const inference = inferNetwork(definition, { sampleShape, targets: targetsOf(targets) });
  expect(inference.errors).toEqual([]);
  const network = networkGraph(definition, inference, sampleShape, input.shape[0] ?? 0);
  const parameters = placeParameters(definition, inference, arena, precision);
  const states = placeStates(inference, arena, precision);
  const written = Object.values(given.masks);
  const masks: MaskSource = {
    draw(mask) {
      mask.set(written.shift()?.values ?? []);
    },
  };
  const shared = { kernels: arena.kernels, allocator: arena, precision, parameters, states, masks };
  const plan = new NetworkPlan(network, mode, shared);
  for (const { name, value } of parameters.parameters) {
    expect(value.shape, name).toEqual(given.parameters[name]?.shape);
    value.data.set(given.parameters[name]?.values ?? []);
  }
  definition.layers.forEach(({ name }, index) => {
    for (const [state, { data }] of Object.entries(states.layers[index] ?? {})) {
      data.set(given.states[`${name}.${state}`]?.values ?? []);
    }
  });
  plan.value(network.input).data.set(input.values);
  fillTargets(plan, targets);
  return { plan, parameters, states, definition };
}

function fillTargets({ target, batch }: NetworkPlan, targets: WrittenTargets): void {
  if (targets.kind === 'values') {
    target.values.set(targets.values);
  } else if (target.encoding === 'labels') {
    target.labels.set(targets.labels);
  } else if (target.encoding === 'binary') {
    target.values.set(targets.labels);
  } else {
    const classes = target.values.length / batch;
    targets.labels.forEach((label, sample) => {
      target.values[sample * classes + label] = 1;
    });
  }
}

/** Below this a norm is rounding noise around an exact zero, as of a bias that BatchNorm takes off again. */
const noise = 1e-10;

/** Relative to the norm of the tensor; an exact zero must be far below what other gradients are. */
export function expectClose(
  actual: ArrayLike<number>,
  { values }: Pick<Written, 'values'>,
  tolerance: number,
  name: string,
): void {
  expect(actual.length, name).toBe(values.length);
  const norm = Math.hypot(...values);
  const error = Math.hypot(...values.map((want, i) => (actual[i] ?? NaN) - want));
  expect(error, `${name}: norm of the difference, where the norm is ${norm}`).toBeLessThanOrEqual(
    tolerance * (norm < noise ? 1e-2 : norm),
  );
}

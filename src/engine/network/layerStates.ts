import type { Allocator } from '../kernels/kernels';
import type { StateSpec } from '../layers/support/networkForm';
import { sizeOf } from '../shape';
import type { Precision, Tensor } from '../tensor';
import type { NetworkInference } from './networkInference';

/** Running statistics of one layer, by name. */
export type LayerStates = Readonly<Record<string, Tensor>>;

export interface StateStore {
  /** By layer of the definition. */
  readonly layers: readonly LayerStates[];
  /** Puts all of them to their start. */
  readonly reset: () => void;
}

export function placeStates(
  inference: NetworkInference,
  allocator: Allocator,
  precision: Precision,
): StateStore {
  const all: { readonly spec: StateSpec; readonly tensor: Tensor }[] = [];
  const layers = inference.layers.map((layer) =>
    Object.fromEntries(
      (layer?.states ?? []).map((spec) => {
        const tensor = { shape: spec.shape, data: allocator.numbers(precision, sizeOf(spec.shape)) };
        all.push({ spec, tensor });
        return [spec.name, tensor] as const;
      }),
    ),
  );
  return {
    layers,
    reset() {
      for (const { spec, tensor } of all) tensor.data.fill(spec.start === 'ones' ? 1 : 0);
    },
  };
}

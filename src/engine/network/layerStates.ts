import type { Allocator } from '../kernels/kernels';
import { sizeOf } from '../shape';
import type { Precision, Tensor } from '../tensor';
import { writeGiven } from './givenParameters';
import type { InferredState, NetworkInference } from './networkInference';

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
  const all: { readonly spec: InferredState; readonly tensor: Tensor }[] = [];
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
      for (const { spec, tensor } of all) {
        if (spec.given) writeGiven(tensor.data, spec.shape, spec.given);
        else tensor.data.fill(spec.start === 'ones' ? 1 : 0);
      }
    },
  };
}

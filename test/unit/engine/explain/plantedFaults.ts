import type { BoundLayer, Layer } from '../../../../src/engine/layers/support/layer';
import type { GradientSlot } from '../../../../src/engine/layers/support/networkForm';
import { layerNamed } from '../../../../src/engine/layers/layerTable';
import type { Numbers, Tensor } from '../../../../src/engine/tensor';

/** A mistake in the backward of one layer, as people make them. */
export type Fault =
  /** What it hands on is so many times too large. */
  | { readonly kind: 'factor'; readonly factor: number }
  /** One input gets nothing, as where a term of the sum was forgotten. */
  | { readonly kind: 'input left out'; readonly input: number }
  /** The first entry of what arrives is not used: a loop that starts at 1. */
  | { readonly kind: 'first entry left out' }
  /** A matrix is handed on the other way round. */
  | { readonly kind: 'transposed' }
  /** What should pass is blocked, and what should be blocked passes. */
  | { readonly kind: 'mask inverted' };

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/**
 * Runs something while a layer, in formulas and in networks, has a mistake in its backward.
 * @throws RangeError where there is no such layer
 */
export function withFault<T>(name: string, fault: Fault, body: () => T): T {
  const layer: Writable<Layer> | undefined = layerNamed(name);
  if (layer === undefined) throw new RangeError(`There is no layer ${name}.`);
  const { bind, asLayer } = layer;
  layer.bind = faultyBind(bind, fault);
  if (asLayer !== undefined) layer.asLayer = { ...asLayer, bind: faultyNetworkBind(asLayer.bind, fault) };
  try {
    return body();
  } finally {
    layer.bind = bind;
    if (asLayer !== undefined) layer.asLayer = asLayer;
  }
}

function faultyBind(bind: Layer['bind'], fault: Fault): Layer['bind'] {
  return (binding): BoundLayer => {
    const arriving = copyOf(binding.gradOutput);
    const handed = binding.gradInputs.map((gradient) => gradient && copyOf(gradient));
    const bound = bind({ ...binding, gradOutput: arriving, gradInputs: handed });
    return {
      ...bound,
      backward() {
        arrive(arriving.data, binding.gradOutput.data, fault);
        handed.forEach((gradient) => gradient?.data.fill(0));
        bound.backward();
        binding.gradInputs.forEach((gradient, input) => {
          const found = handed[input];
          if (gradient === undefined || found === undefined) return;
          add(gradient.data, spoilt(found, binding.gradOutput.data, input, fault));
        });
      },
    };
  };
}

type NetworkBind = NonNullable<Layer['asLayer']>['bind'];

function faultyNetworkBind(bind: NetworkBind, fault: Fault): NetworkBind {
  return (binding) => {
    const arriving = copyOf(binding.gradOutput);
    const handed = binding.gradInputs.map(
      (slot): GradientSlot | undefined => slot && { ...slot, ...copyOf(slot), accumulate: false },
    );
    const bound = bind({ ...binding, gradOutput: arriving, gradInputs: handed });
    return {
      ...bound,
      backward: bound.backward.map(({ run, only }) => ({
        ...(only === undefined ? {} : { only }),
        run() {
          arrive(arriving.data, binding.gradOutput.data, fault);
          run();
          binding.gradInputs.forEach((slot, input) => {
            const found = handed[input];
            if (slot === undefined || found === undefined || (only !== undefined && only !== input)) return;
            if (!slot.accumulate) slot.data.fill(0);
            add(slot.data, spoilt(found, binding.gradOutput.data, input, fault));
          });
        },
      })),
    };
  };
}

function copyOf({ shape, data }: Tensor): Tensor {
  return { shape, data: data.slice() };
}

function arrive(to: Numbers, from: Numbers, fault: Fault): void {
  to.set(from);
  if (fault.kind === 'first entry left out' && to.length > 0) to[0] = 0;
}

function add(to: Numbers, from: ArrayLike<number>): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] ?? NaN) + (from[i] ?? NaN);
}

function spoilt({ shape, data }: Tensor, gradOutput: Numbers, input: number, fault: Fault): Numbers {
  switch (fault.kind) {
    case 'factor':
      return data.map((value) => value * fault.factor);
    case 'input left out':
      return fault.input === input ? data.map(() => 0) : data;
    case 'transposed': {
      if (shape.length !== 2) return data;
      const [rows = 0, columns = 0] = shape;
      return data.map((_, entry) => data[(entry % rows) * columns + Math.floor(entry / rows)] ?? NaN);
    }
    case 'mask inverted':
      return data.length === gradOutput.length
        ? data.map((value, entry) => (gradOutput[entry] ?? NaN) - value)
        : data;
    case 'first entry left out':
      return data;
  }
}

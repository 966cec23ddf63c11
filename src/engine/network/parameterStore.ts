import type { Allocator } from '../kernels/kernels';
import { operand } from '../layers/support/operands';
import { sizeOf, type Shape } from '../shape';
import type { Numbers, Precision, Tensor } from '../tensor';
import type { NetworkDefinition } from './networkDefinition';
import type { InferredParameter, NetworkInference } from './networkInference';

/** Parameters start at multiples of this many numbers, so that vectors of either precision are aligned. */
const alignment = 4;

/** One parameter in the store. */
export interface StoredParameter {
  /** `affine1.W`. */
  readonly name: string;
  /** Index of its layer in the definition. */
  readonly layer: number;
  readonly spec: InferredParameter;
  readonly value: Tensor;
  readonly gradient: Tensor;
}

/**
 * All parameters side by side, and all gradients likewise, so that one kernel call updates them all. What
 * lies between them for alignment stays zero.
 */
export interface ParameterStore {
  /** Numbers in `values`, and in `gradients`. */
  readonly length: number;
  readonly values: Numbers;
  readonly gradients: Numbers;
  readonly parameters: readonly StoredParameter[];
}

export function placeParameters(
  definition: NetworkDefinition,
  inference: NetworkInference,
  allocator: Allocator,
  precision: Precision,
): ParameterStore {
  const specs = inference.layers.flatMap((layer, index) =>
    (layer?.parameters ?? []).map((spec) => ({ layer: index, spec })),
  );
  let length = 0;
  const starts = specs.map(({ spec }) => {
    const start = length;
    length += Math.ceil(sizeOf(spec.shape) / alignment) * alignment;
    return start;
  });
  const values = allocator.numbers(precision, length);
  const gradients = allocator.numbers(precision, length);
  const part = (numbers: Numbers, shape: Shape, start: number): Tensor => ({
    shape,
    data: numbers.subarray(start, start + sizeOf(shape)),
  });
  const parameters = specs.map(({ layer, spec }, index): StoredParameter => {
    const start = operand(starts, index);
    return {
      name: `${operand(definition.layers, layer).name}.${spec.name}`,
      layer,
      spec,
      value: part(values, spec.shape, start),
      gradient: part(gradients, spec.shape, start),
    };
  });
  return { length, values, gradients, parameters };
}

import type { UnitLayout } from '../../kernels/operands/activations';
import { sizeOf, type Shape } from '../../shape';

/** Batch×units, or batch×channels×(height·width): a channel counts as one unit. */
export function unitLayout(shape: Shape): UnitLayout {
  return { outer: shape[0] ?? 1, units: shape[1] ?? 1, inner: sizeOf(shape.slice(2)) };
}

/** The units of one sample: its features, or its channels. */
export function unitsOf(sample: Shape): number {
  return sample[0] ?? 1;
}

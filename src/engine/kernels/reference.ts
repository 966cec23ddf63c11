import type { Numbers, Precision } from '../tensor';
import type { Arena, ArenaResult, KernelBackend, Kernels } from './kernels';
import { referenceActivations } from './reference/activations';
import { referenceConvolution } from './reference/convolution';
import { referenceElementwise } from './reference/elementwise';
import { referenceLosses } from './reference/losses';
import { referenceNormalization } from './reference/normalization';
import { referenceOptimizers } from './reference/optimizers';
import { referencePooling } from './reference/pooling';
import { referenceProducts } from './reference/products';
import { referenceStatistics } from './reference/statistics';

/**
 * Every kernel in plain TypeScript: what the compiled kernels are tested against, what formulas run on,
 * and the fallback where WebAssembly SIMD is missing. Sums are kept in float64 and rounded when stored.
 */
export const referenceKernels: Kernels = {
  name: 'reference',
  ...referenceProducts,
  ...referenceActivations,
  ...referenceLosses,
  ...referenceElementwise,
  ...referenceConvolution,
  ...referencePooling,
  ...referenceNormalization,
  ...referenceOptimizers,
  ...referenceStatistics,
};

/** Zeroed numbers outside any arena. */
export function allocateNumbers(precision: Precision, length: number): Numbers {
  return precision === 'float64' ? new Float64Array(length) : new Float32Array(length);
}

export const referenceArena: Arena = {
  kernels: referenceKernels,
  numbers: allocateNumbers,
  doubles: (length) => new Float64Array(length),
  mask: (length) => new Uint8Array(length),
  integers: (length) => new Int32Array(length),
};

/** Its arenas have no bounds: each array is its own. */
export const referenceBackend: KernelBackend = {
  name: referenceKernels.name,
  createArena: (): ArenaResult => ({ ok: true, arena: referenceArena }),
};

import type { Kernel } from './kernel';
import { averagePoolBackward, averagePoolForward } from '../layers/avgPool';
import { batchNormBackward, batchNormEvaluation, batchNormForward } from '../layers/batchNorm';
import { layerNormBackward, layerNormForward } from '../layers/layerNorm';
import { maxPoolBackward, maxPoolForward } from '../layers/maxPool';
import { reluBackward, reluForward } from '../layers/relu';
import { softmaxLoss, softmaxLossBackward } from '../layers/softmaxWithLoss';
import {
  convolutionBackwardInput,
  convolutionBackwardWeight,
  convolutionForward,
  type ConvolutionWork,
} from '../layers/support/convolutionWork';
import { entryLoss, entryLossBackward } from '../layers/support/entryLoss';
import { applyRule, applyRuleBackward } from '../layers/support/unary';
import { windowsOf } from '../layers/support/windows';
import type { Numbers, Precision } from '../tensor';
import type { Arena, ArenaResult, KernelBackend, Kernels } from './kernels';
import type { ConvolutionGeometry } from './operands/convolutionOperands';
import { referenceElementwise } from './reference/referenceElementwise';
import { referenceOptimizers } from './reference/referenceOptimizers';
import { referenceProducts } from './reference/referenceProducts';
import { referenceStatistics } from './reference/referenceStatistics';

/** A kernel that does what a function does with operands that stay the same. */
function kernel<Operands>(compute: (operands: Operands) => void): (operands: Operands) => Kernel {
  return (operands) => () => {
    compute(operands);
  };
}

/** Sums are kept in float64 whatever the precision of the images. */
function convolutionWork(geometry: ConvolutionGeometry): ConvolutionWork {
  const { batch, channels, height, width, size, stride, pad, padEnd, dilation, filters, groups } = geometry;
  const pads = { before: pad, behind: padEnd };
  const sliding = { stride, vertical: pads, horizontal: pads, dilation, groups };
  return {
    windows: windowsOf([batch, channels, height, width], [size, size], sliding),
    filters,
    groups,
    kernels: referenceProducts,
    allocate: (length) => new Float64Array(length),
  };
}

/**
 * Every kernel in plain TypeScript: what the compiled kernels are tested against, what formulas run on,
 * and the fallback where WebAssembly SIMD is missing. Sums are kept in float64 and rounded when stored.
 * What a layer computes stands in its own file, for formulas and networks alike.
 */
export const referenceKernels: Kernels = {
  name: 'reference',
  ...referenceProducts,
  ...referenceElementwise,
  ...referenceOptimizers,
  ...referenceStatistics,

  relu: kernel(reluForward),
  reluBackward: kernel(reluBackward),
  activation: kernel(applyRule),
  activationBackward: kernel(applyRuleBackward),

  softmaxLoss: kernel(softmaxLoss),
  softmaxLossBackward: kernel(softmaxLossBackward),
  entryLoss: kernel((operands) => {
    entryLoss(operands);
  }),
  entryLossBackward: kernel((operands) => {
    entryLossBackward(operands);
  }),

  convolution: ({ geometry, ...operands }) => convolutionForward(convolutionWork(geometry), operands),
  convolutionBackwardWeight: ({ geometry, ...operands }) =>
    convolutionBackwardWeight(convolutionWork(geometry), operands),
  convolutionBackwardInput: ({ geometry, ...operands }) =>
    convolutionBackwardInput(convolutionWork(geometry), operands),

  maxPool: kernel(maxPoolForward),
  maxPoolBackward: kernel(maxPoolBackward),
  averagePool: kernel(averagePoolForward),
  averagePoolBackward: kernel(averagePoolBackward),

  batchNorm: kernel(batchNormForward),
  batchNormEvaluation: kernel(batchNormEvaluation),
  batchNormBackward: kernel(batchNormBackward),
  layerNorm: kernel(layerNormForward),
  layerNormBackward: kernel(layerNormBackward),
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

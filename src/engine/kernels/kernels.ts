import type { Message } from '../message';
import type { Numbers, Precision } from '../tensor';
import type { ActivationKernels } from './operands/activationOperands';
import type { ConvolutionKernels } from './operands/convolutionOperands';
import type { ElementwiseKernels } from './operands/elementwiseOperands';
import type { LossKernels } from './operands/lossOperands';
import type { NormalizationKernels } from './operands/normalizationOperands';
import type { OptimizerKernels } from './operands/optimizerOperands';
import type { PoolingKernels } from './operands/poolingOperands';
import type { ProductKernels } from './operands/productOperands';
import type { StatisticsKernels } from './operands/statisticsOperands';

/**
 * The heavy numeric work, handed to the engine so that it need not know WebAssembly.
 *
 * Every function resolves its operands once and gives back a `Kernel` to be called at every step.
 * All number arrays of one call have the same precision, that of the work. Arrays must come from the
 * arena the kernels belong to; the reference kernels take any typed array.
 *
 * @throws RangeError from the function that resolves, never from the kernel: an array that is shorter
 * than its shape, of another precision, or outside the arena.
 */
export interface Kernels
  extends
    ProductKernels,
    ActivationKernels,
    LossKernels,
    ElementwiseKernels,
    ConvolutionKernels,
    PoolingKernels,
    NormalizationKernels,
    OptimizerKernels,
    StatisticsKernels {
  /** Which build computes, for people and for tests that it really does. */
  readonly name: string;
}

/** Hands out zeroed buffers that kernels can work on. */
export interface Allocator {
  numbers(precision: Precision, length: number): Numbers;
  /** What is float64 whatever the precision of the work: statistics. */
  doubles(length: number): Float64Array;
  /** Masks: 0 is false, 1 is true. */
  mask(length: number): Uint8Array;
  /** Labels and indices. */
  integers(length: number): Int32Array;
}

/** One block of memory, sized once, and the kernels that work in it. */
export interface Arena extends Allocator {
  readonly kernels: Kernels;
}

export type ArenaResult =
  { readonly ok: true; readonly arena: Arena } | { readonly ok: false; readonly error: Message };

/** A build of the kernels. `measureArena` tells how many bytes a plan needs. */
export interface KernelBackend {
  readonly name: string;
  createArena(bytes: number): ArenaResult;
}

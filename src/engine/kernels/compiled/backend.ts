import { message } from '../../message';
import { alignedBytes, bytesPerNumber } from '../arena';
import type { Arena, ArenaResult, KernelBackend, Kernels } from '../kernels';
import { compiledActivations } from './compiledActivations';
import { compiledConvolution } from './compiledConvolution';
import { compiledElementwise } from './compiledElementwise';
import { compiledLosses } from './compiledLosses';
import type { KernelInstance, KernelModule } from './module';
import { compiledNormalization } from './compiledNormalization';
import { OperandAddresses, type Resolve } from './operandAddresses';
import { compiledOptimizers } from './compiledOptimizers';
import { compiledPooling } from './compiledPooling';
import { compiledProducts } from './compiledProducts';
import { compiledStatistics } from './compiledStatistics';

/** Kernels of a compiled build: every arena has memory, and an instance of the build, of its own. */
export function compiledBackend(module: KernelModule): KernelBackend {
  return {
    name: module.name,
    createArena: (bytes): ArenaResult => {
      const instance = module.instantiate(bytes);
      if (instance === undefined) {
        const megabytes = Math.ceil(bytes / 2 ** 20);
        return {
          ok: false,
          error: message('This needs {0} MB of memory, which could not be had.', megabytes),
        };
      }
      return { ok: true, arena: createArena(instance, compiledKernels(module.name, instance)) };
    },
  };
}

function compiledKernels(name: string, instance: KernelInstance): Kernels {
  const resolve: Resolve = (sample) => new OperandAddresses(instance, sample);
  return {
    name,
    ...compiledProducts(resolve),
    ...compiledActivations(resolve),
    ...compiledLosses(resolve),
    ...compiledElementwise(resolve),
    ...compiledConvolution(resolve, instance.scratchCapacity),
    ...compiledPooling(resolve),
    ...compiledNormalization(resolve),
    ...compiledOptimizers(resolve),
    ...compiledStatistics(resolve),
  };
}

/**
 * Hands out the arena from its start. @throws RangeError
 * when it is full: a plan asked for more than it measured.
 */
function createArena({ buffer, arenaStart }: KernelInstance, kernels: Kernels): Arena {
  let next = arenaStart;
  const take = (bytes: number): number => {
    const start = next;
    next += alignedBytes(bytes);
    if (next > buffer.byteLength) throw new RangeError('The arena is full.');
    return start;
  };
  return {
    kernels,
    numbers: (precision, length) => {
      const start = take(length * bytesPerNumber[precision]);
      return precision === 'float64'
        ? new Float64Array(buffer, start, length)
        : new Float32Array(buffer, start, length);
    },
    doubles: (length) => new Float64Array(buffer, take(length * Float64Array.BYTES_PER_ELEMENT), length),
    mask: (length) => new Uint8Array(buffer, take(length), length),
    integers: (length) => new Int32Array(buffer, take(length * Int32Array.BYTES_PER_ELEMENT), length),
  };
}

import type { Kernel } from '../../../../src/engine/kernels/kernel';
import type { Arena, KernelBackend, Kernels } from '../../../../src/engine/kernels/kernels';
import { referenceBackend } from '../../../../src/engine/kernels/reference';
import type { RandomStream } from '../../../../src/engine/random';
import type { Numbers } from '../../../../src/engine/tensor';

/** The spacing of numbers near 1: twice the most that one rounding changes a number by. */
const spacing = { float32: 2 ** -23, float64: 2 ** -52 } as const;

/**
 * Moves every number of an array at random, by up to so many roundings. A sum is rounded as its terms are
 * large: what an update leaves of 1 may be 7e-10 where the difference was taken in float64, and 0 where it
 * was in float32.
 * @param before what each number was, where something was added to it in place
 */
function moveNumbers(numbers: Numbers, before: Numbers, roundings: number, random: RandomStream): void {
  const reach = roundings * spacing[numbers instanceof Float32Array ? 'float32' : 'float64'];
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i] ?? NaN;
    const size = Math.max(Math.abs(number), Math.abs(before[i] ?? NaN));
    // Infinity has no neighbours.
    if (Number.isFinite(size)) numbers[i] = number + size * reach * (2 * random.uniform() - 1);
  }
}

/**
 * The plain kernels, with every number that they write moved by up to so many roundings, as if each was added
 * up in another order. What a training comes to with them is what rounding can make of it.
 */
export function roundedKernels(roundings: number, random: RandomStream): KernelBackend {
  return {
    name: 'reference, rounded at random',
    createArena: (bytes) => {
      const result = referenceBackend.createArena(bytes);
      if (!result.ok) return result;
      const { kernels, ...rest } = result.arena;
      const arena: Arena = { ...rest, kernels: rounded(kernels, roundings, random) };
      return { ok: true, arena };
    },
  };
}

type Resolve = (operands: object) => Kernel;

function isResolve(found: unknown): found is Resolve {
  return typeof found === 'function';
}

function rounded(kernels: Kernels, roundings: number, random: RandomStream): Kernels {
  return new Proxy(kernels, {
    get(target, name) {
      const found: unknown = Reflect.get(target, name);
      if (!isResolve(found)) return found;
      return (operands: object): Kernel => {
        const run = found(operands);
        const arrays = arraysIn(operands);
        const updated = updatedIn(operands);
        // Nothing says which operands a kernel writes: once one has changed, all of its numbers are moved.
        const written = new Set<Numbers>();
        return () => {
          const before = arrays.map((array) =>
            written.has(array) && array !== updated ? undefined : array.slice(),
          );
          run();
          for (const [index, array] of arrays.entries()) {
            const old = before[index];
            if (old?.some((number, i) => !Object.is(number, array[i])) === true) written.add(array);
          }
          for (const array of written) {
            const old = array === updated ? before[arrays.indexOf(array)] : undefined;
            moveNumbers(array, old ?? array, roundings, random);
          }
        };
      };
    },
  });
}

/** What an optimiser adds to in place; other kernels write anew what they write. */
function updatedIn(operands: object): unknown {
  return 'parameter' in operands ? operands.parameter : undefined;
}

function arraysIn(operands: object): readonly Numbers[] {
  return Object.values(operands).flatMap((operand: unknown) => {
    if (operand instanceof Float32Array || operand instanceof Float64Array) return [operand];
    if (typeof operand !== 'object' || operand === null || ArrayBuffer.isView(operand)) return [];
    return arraysIn(operand);
  });
}

import type { Arena, Kernel, KernelBackend, Kernels } from '../../../../src/engine/kernels/kernels';
import { referenceBackend } from '../../../../src/engine/kernels/reference';
import type { RandomStream } from '../../../../src/engine/random';
import type { Numbers } from '../../../../src/engine/tensor';

/** The spacing of numbers near 1: twice the most that one rounding changes a number by. */
const spacing = { float32: 2 ** -23, float64: 2 ** -52 } as const;

/** Every number of an array moved at random, by up to so many roundings. */
export function moveNumbers(numbers: Numbers, roundings: number, random: RandomStream): void {
  const reach = roundings * spacing[numbers instanceof Float32Array ? 'float32' : 'float64'];
  for (let i = 0; i < numbers.length; i++) {
    numbers[i] = (numbers[i] ?? NaN) * (1 + reach * (2 * random.uniform() - 1));
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
        // Nothing says which operands a kernel writes: once one has changed, all of its numbers are moved.
        const written = new Set<Numbers>();
        return () => {
          const before = arrays.map((array) => (written.has(array) ? undefined : array.slice()));
          run();
          for (const [index, array] of arrays.entries()) {
            const old = before[index];
            if (old?.some((number, i) => !Object.is(number, array[i])) === true) written.add(array);
          }
          for (const array of written) moveNumbers(array, roundings, random);
        };
      };
    },
  });
}

function arraysIn(operands: object): readonly Numbers[] {
  return Object.values(operands).flatMap((operand: unknown) => {
    if (operand instanceof Float32Array || operand instanceof Float64Array) return [operand];
    if (typeof operand !== 'object' || operand === null || ArrayBuffer.isView(operand)) return [];
    return arraysIn(operand);
  });
}

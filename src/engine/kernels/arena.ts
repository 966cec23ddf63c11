import type { Precision } from '../tensor';
import type { Allocator, Arena } from './kernels';
import { referenceKernels } from './reference';

/** Every array starts at a multiple of this: a vector never straddles two. */
export const arrayAlignment = 16;

export const bytesPerNumber: Readonly<Record<Precision, number>> = { float32: 4, float64: 8 };

export function alignedBytes(bytes: number): number {
  return Math.ceil(bytes / arrayAlignment) * arrayAlignment;
}

/**
 * No single array is longer in any arena; asking for one that is, is counted and refused by `createArena`.
 */
const longestArray = 2 ** 32;

/**
 * How many bytes the arrays take that `place` asks for: the plan is then placed for good in an arena of that
 * size. Here its arrays have their lengths but all lie upon each other, so `place` may bind kernels and must
 * run none.
 */
export function measureArena(place: (arena: Arena) => void): number {
  let total = 0;
  let shared = new ArrayBuffer(0);
  /** Memory for an array that is only looked at: untouched pages cost nothing. */
  const count = (length: number, size: number): readonly [ArrayBuffer, 0, number] => {
    const bytes = length * size;
    total += alignedBytes(bytes);
    if (bytes > longestArray) return [shared, 0, 0];
    if (bytes > shared.byteLength) shared = new ArrayBuffer(bytes);
    return [shared, 0, length];
  };
  const allocator: Allocator = {
    numbers: (precision, length) =>
      precision === 'float64'
        ? new Float64Array(...count(length, bytesPerNumber.float64))
        : new Float32Array(...count(length, bytesPerNumber.float32)),
    doubles: (length) => new Float64Array(...count(length, Float64Array.BYTES_PER_ELEMENT)),
    mask: (length) => new Uint8Array(...count(length, 1)),
    integers: (length) => new Int32Array(...count(length, Int32Array.BYTES_PER_ELEMENT)),
  };
  place({ ...allocator, kernels: referenceKernels });
  return total;
}

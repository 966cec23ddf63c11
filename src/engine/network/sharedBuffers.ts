import type { Allocator } from '../kernels/kernels';
import type { Numbers, Precision } from '../tensor';

/**
 * Lets plans of the same network for mini-batches of several sizes lie in the same memory: only one of them
 * is in use at a time. The plan of the largest comes first; each later one asks for the same arrays in the
 * same order, none longer, and is given the beginnings of the first one's.
 */
export class SharedBuffers {
  private readonly arrays: (Numbers | Uint8Array | Int32Array)[] = [];
  private placed = false;

  constructor(private readonly arena: Allocator) {}

  /** The allocator of the next plan. */
  next(): Allocator {
    if (!this.placed) {
      this.placed = true;
      return this.recording();
    }
    return this.repeating();
  }

  private recording(): Allocator {
    const keep = <T extends Numbers | Uint8Array | Int32Array>(array: T): T => {
      this.arrays.push(array);
      return array;
    };
    return {
      numbers: (precision, length) => keep(this.arena.numbers(precision, length)),
      doubles: (length) => keep(this.arena.doubles(length)),
      mask: (length) => keep(this.arena.mask(length)),
      integers: (length) => keep(this.arena.integers(length)),
    };
  }

  private repeating(): Allocator {
    let index = 0;
    const take = <T>(is: (array: unknown) => array is T): T => {
      const array = this.arrays[index++];
      if (!is(array)) throw new RangeError('A plan that shares buffers asked for others than the first.');
      return array;
    };
    return {
      // An arena that only measures gives float64 arrays without entries, whatever the precision.
      numbers: (_precision: Precision, length) => take(isNumbers).subarray(0, length),
      doubles: (length) => take(isDoubles).subarray(0, length),
      mask: (length) => take(isMask).subarray(0, length),
      integers: (length) => take(isIntegers).subarray(0, length),
    };
  }
}

function isNumbers(array: unknown): array is Numbers {
  return array instanceof Float32Array || array instanceof Float64Array;
}

function isDoubles(array: unknown): array is Float64Array {
  return array instanceof Float64Array;
}

function isMask(array: unknown): array is Uint8Array {
  return array instanceof Uint8Array;
}

function isIntegers(array: unknown): array is Int32Array {
  return array instanceof Int32Array;
}

import type { Shape } from './shape';

export type Precision = 'float64' | 'float32';
export type Numbers = Float64Array | Float32Array;

/** A dense array of numbers, row-major and contiguous: `data.length` is the product of `shape`. */
export interface Tensor {
  readonly shape: Shape;
  readonly data: Numbers;
}

/** What a layer keeps from forward for backward: numbers, or a mask of 0 and 1 (1 means true). */
export interface SavedTensor {
  readonly shape: Shape;
  readonly data: Numbers | Uint8Array | Int32Array;
}

/** Overwrites an entry, or adds to it where several gradients meet. */
export function put(target: Numbers, index: number, value: number, accumulate: boolean): void {
  target[index] = accumulate ? (target[index] ?? NaN) + value : value;
}

import { patchesStart, scratchCapacity, zeros } from '../memory';
import { product } from '../product';
import { sparseRow13, sparseRow8 } from '../tiles';

export function matmul<T>(
  a: usize,
  b: usize,
  c: usize,
  rows: i32,
  inner: i32,
  columns: i32,
  transposeA: bool,
  transposeB: bool,
  accumulate: bool,
): void {
  const size = sizeof<T>();
  const cStride = <usize>columns * size;
  product<T>(
    a,
    <usize>(transposeA ? rows : inner) * size,
    transposeA,
    b,
    <usize>(transposeB ? inner : columns) * size,
    transposeB,
    c,
    cStride,
    accumulate ? c : zeros,
    accumulate ? cStride : 0,
    accumulate ? 32 : 0,
    rows,
    inner,
    columns,
  );
}

export function affine<T>(
  input: usize,
  weight: usize,
  bias: usize,
  output: usize,
  rows: i32,
  inner: i32,
  columns: i32,
): void {
  const stride = <usize>columns * sizeof<T>();
  product<T>(
    input,
    <usize>inner * sizeof<T>(),
    false,
    weight,
    stride,
    false,
    output,
    stride,
    bias == 0 ? zeros : bias,
    0,
    bias == 0 ? 0 : 32,
    rows,
    inner,
    columns,
  );
}

/**
 * `C = start + A·B`, A given row by row by its entries that are not zero: those of row i lie in `values` and
 * `places` from `starts[i]` on. `start` is a row, or 0. There are at least eight vectors of columns. Each sum
 * is taken in the same order as by `product`.
 */
export function sparseProduct<T>(
  values: usize,
  places: usize,
  starts: usize,
  b: usize,
  c: usize,
  start: usize,
  rows: i32,
  inner: i32,
  columns: i32,
): void {
  const stride = <usize>columns * sizeof<T>();
  // Rows far apart get into each other's way in the cache, so what a tile needs of them is laid side by side.
  const packs = ASC_FEATURE_RELAXED_SIMD && sizeof<T>() == 4 && stride >= 1024 && inner <= <i32>scratchCapacity / 128;
  const packedEnd = patchesStart + 128 * <usize>inner;
  // From 193 to 208 bytes one wider tile instead of two, for
  // the 50 columns of the chapter: in the fastest build only.
  const wide = ASC_FEATURE_RELAXED_SIMD && sizeof<T>() == 4 && stride - 193 < 16;
  const width: usize = wide ? 208 : 128;
  const last = min(width, stride) - 16;
  for (let done: usize = 0; done < stride; done += width) {
    // The last tile goes back over what is computed already rather than past the end.
    const offset = min(done, stride - last - 16);
    const from = start == 0 ? zeros : start + offset;
    let panel = b + offset;
    if (packs) {
      for (let to = patchesStart; to < packedEnd; to += 128) {
        for (let at: usize = 0; at < 128; at += 16) v128.store(to + at, v128.load(panel + at));
        panel += stride;
      }
      panel = patchesStart;
    }
    for (let row = 0; row < rows; row++) {
      const first = load<u32>(starts + 4 * <usize>row);
      const count = load<u32>(starts + 4 * <usize>row, 4) - first;
      const v = values + <usize>first * sizeof<T>();
      const p = places + 4 * <usize>first;
      const to = c + <usize>row * stride + offset;
      if (ASC_FEATURE_RELAXED_SIMD && sizeof<T>() == 4 && wide) sparseRow13<T>(v, p, count, panel, stride, to, from, last);
      else sparseRow8<T>(v, p, count, panel, packs ? 128 : stride, to, from);
    }
  }
}

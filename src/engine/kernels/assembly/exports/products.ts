import { zeros } from '../memory';
import { product } from '../product';
import { sparseRow } from '../tiles';

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
    bias,
    0,
    32,
    rows,
    inner,
    columns,
  );
}

/**
 * `C = start + A·B`, A given row by row by its entries that are not zero: those of row i lie in `values` and `places`
 * from `starts[i]` on. `start` is a row, or 0. There are at least eight vectors of columns. Each sum is taken in the
 * same order as by `product`.
 */
export function sparseProduct<T>(
  values: usize,
  places: usize,
  starts: usize,
  b: usize,
  c: usize,
  start: usize,
  rows: i32,
  columns: i32,
): void {
  const stride = <usize>columns * sizeof<T>();
  for (let done: usize = 0; done < stride; done += 128) {
    // The last tile goes back over what is computed already rather than past the end.
    const offset = min(done, stride - 128);
    const from = start == 0 ? zeros : start + offset;
    for (let row = 0; row < rows; row++) {
      const first = load<u32>(starts + 4 * <usize>row);
      sparseRow<T>(
        values + <usize>first * sizeof<T>(),
        places + 4 * <usize>first,
        load<u32>(starts + 4 * <usize>row, 4) - first,
        b + offset,
        stride,
        c + <usize>row * stride + offset,
        from,
      );
    }
  }
}

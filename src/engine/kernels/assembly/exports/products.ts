import { zeros } from '../memory';
import { product } from '../product';
import { markActive, reluInto } from '../rectifier';

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

/** `mask` 0: without ReLU; `seenActive` 0: not asked for. */
export function affine<T>(
  input: usize,
  weight: usize,
  bias: usize,
  output: usize,
  rows: i32,
  inner: i32,
  columns: i32,
  mask: usize,
  seenActive: usize,
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
  if (mask == 0) return;
  reluInto<T>(output, output, mask, rows * columns);
  if (seenActive != 0) markActive(mask, seenActive, rows, columns, 1);
}

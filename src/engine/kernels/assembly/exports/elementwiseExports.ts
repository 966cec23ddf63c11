import { addTo, lanesOf, multiplyAdd, putLanes, splat, storeLanes, sumLanes, zero } from '../vector';

export function fill<T>(target: usize, value: f64, length: i32): void {
  const x = splat<T>(value);
  for (let i = length; i > 0; i -= lanesOf<T>()) {
    storeLanes<T>(target, x, i);
    target += 16;
  }
}

export function combine<T>(
  multiply: bool,
  a: usize,
  b: usize,
  c: usize,
  length: i32,
  accumulate: bool,
): void {
  for (let i = length; i > 0; i -= lanesOf<T>()) {
    const x = v128.load(a);
    const y = v128.load(b);
    putLanes<T>(c, multiply ? v128.mul<T>(x, y) : v128.add<T>(x, y), i, accumulate);
    a += 16;
    b += 16;
    c += 16;
  }
}

export function addScaled<T>(source: usize, target: usize, scale: f64, length: i32): void {
  const factor = splat<T>(scale);
  for (let i = length; i > 0; i -= lanesOf<T>()) {
    storeLanes<T>(target, multiplyAdd<T>(v128.load(source), factor, v128.load(target)), i);
    source += 16;
    target += 16;
  }
}

export function dropout<T>(
  input: usize,
  output: usize,
  kept: usize,
  scale: f64,
  length: i32,
  accumulate: bool,
): void {
  for (let i = 0; i < length; i++) {
    const value = load<u8>(kept + i) ? <T>scale * load<T>(input) : <T>0;
    store<T>(output, accumulate ? load<T>(output) + value : value);
    input += sizeof<T>();
    output += sizeof<T>();
  }
}

/** Two vectors of columns at once down all rows; two rows at once of a last vector. */
function columnSums<T>(input: usize, sums: usize, rows: i32, columns: i32, accumulate: bool): void {
  const stride = <usize>columns * sizeof<T>();
  for (let j = columns; j > 0;) {
    let row = input;
    let a = zero<T>();
    let b = zero<T>();
    if (j >= 2 * lanesOf<T>()) {
      for (let i = 0; i < rows; i++) {
        a = v128.add<T>(a, v128.load(row));
        b = v128.add<T>(b, v128.load(row, 16));
        row += stride;
      }
      putLanes<T>(sums, a, j, accumulate);
      putLanes<T>(sums + 16, b, j, accumulate);
      j -= 2 * lanesOf<T>();
      input += 32;
      sums += 32;
      continue;
    }
    let i = rows;
    for (; i >= 2; i -= 2) {
      a = v128.add<T>(a, v128.load(row));
      b = v128.add<T>(b, v128.load(row + stride));
      row += 2 * stride;
    }
    if (i > 0) a = v128.add<T>(a, v128.load(row));
    putLanes<T>(sums, v128.add<T>(a, b), j, accumulate);
    j -= lanesOf<T>();
    input += 16;
    sums += 16;
  }
}

function runSum<T>(input: usize, length: i32): T {
  let a = zero<T>();
  let b = zero<T>();
  let i = length;
  for (; i >= 2 * lanesOf<T>(); i -= 2 * lanesOf<T>()) {
    a = v128.add<T>(a, v128.load(input));
    b = v128.add<T>(b, v128.load(input, 16));
    input += 32;
  }
  let sum = sumLanes<T>(v128.add<T>(a, b));
  for (; i > 0; i--) {
    sum += load<T>(input);
    input += sizeof<T>();
  }
  return sum;
}

export function unitSums<T>(
  input: usize,
  sums: usize,
  outer: i32,
  units: i32,
  inner: i32,
  accumulate: bool,
): void {
  if (inner == 1) {
    columnSums<T>(input, sums, outer, units, accumulate);
    return;
  }
  if (!accumulate) fill<T>(sums, 0, units);
  for (let o = 0; o < outer; o++) {
    for (let unit = 0; unit < units; unit++) {
      addTo<T>(sums + <usize>unit * sizeof<T>(), runSum<T>(input, inner));
      input += <usize>inner * sizeof<T>();
    }
  }
}

/** Strides in bytes. */
export function copyColumns<T>(
  source: usize,
  sourceStride: usize,
  target: usize,
  targetStride: usize,
  rows: i32,
  columns: i32,
  accumulate: bool,
): void {
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < columns; j += lanesOf<T>()) {
      const offset = <usize>j * sizeof<T>();
      putLanes<T>(target + offset, v128.load(source + offset), columns - j, accumulate);
    }
    source += sourceStride;
    target += targetStride;
  }
}

export function gatherRows<T>(source: usize, indices: usize, target: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns * sizeof<T>();
  for (let row = 0; row < rows; row++) {
    const from = source + <usize>load<u32>(indices) * stride;
    for (let j = 0; j < columns; j += lanesOf<T>()) {
      const offset = <usize>j * sizeof<T>();
      storeLanes<T>(target + offset, v128.load(from + offset), columns - j);
    }
    indices += 4;
    target += stride;
  }
}

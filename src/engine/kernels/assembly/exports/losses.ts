import { sigmoid, softplus } from '../activationFunctions';
import { exponential, scalarLogarithm } from '../exponential';
import { sumOf } from '../runs';
import { firstLanes, lanesOf, maximumLane, putLanes, splat, storeLanes, sumLanes, zero } from '../vector';

/** The greatest of a row. A NaN may be passed over: its exponential makes the row NaN. */
function rowMaximum<T>(row: usize, columns: i32): T {
  let greatest = splat<T>(-Infinity);
  for (let i = columns; i > 0; i -= lanesOf<T>()) {
    const x = v128.bitselect(v128.load(row), splat<T>(-Infinity), firstLanes<T>(i));
    greatest = v128.pmax<T>(greatest, x);
    row += 16;
  }
  return maximumLane<T>(greatest);
}

/** `Σ share·(x − maximum)` over the shares that are not 0. */
function sharedLogits<T>(row: usize, shares: usize, maximum: T, columns: i32): f64 {
  let sum: f64 = 0;
  for (let j = 0; j < columns; j++) {
    const share = <f64>load<T>(shares);
    if (share != 0) sum += share * <f64>(load<T>(row) - maximum);
    row += sizeof<T>();
    shares += sizeof<T>();
  }
  return sum;
}

/** A product this large takes its logarithm before it overflows: no factor exceeds the number of columns. */
const largeProduct: f64 = 1e290;

/**
 * `labels` or `shares` is 0. With labels the logarithms of all rows' sums are that of their product:
 * one logarithm for hundreds of rows.
 */
export function softmaxLoss<T>(logits: usize, labels: usize, shares: usize, probabilities: usize, loss: usize, rows: i32, columns: i32): void {
  const lanes = lanesOf<T>();
  const stride = <usize>columns * sizeof<T>();
  let total: f64 = 0;
  let product: f64 = 1;
  for (let i = 0; i < rows; i++) {
    const maximum = rowMaximum<T>(logits, columns);
    const shift = v128.splat<T>(maximum);
    let shifted: f64 = 0;
    let hasLabel = false;
    if (labels != 0) {
      const label = load<u32>(labels);
      hasLabel = label < <u32>columns;
      if (hasLabel) shifted = <f64>(load<T>(logits + <usize>label * sizeof<T>()) - maximum);
      labels += 4;
    } else {
      shifted = sharedLogits<T>(logits, shares, maximum, columns);
    }
    // The last vector stays in its register: reading back a part of a vector just stored would wait for it.
    let sums = zero<T>();
    let e = sums;
    let j = 0;
    for (; ; j += lanes) {
      const offset = <usize>j * sizeof<T>();
      e = exponential<T>(v128.sub<T>(v128.load(logits + offset), shift));
      if (columns - j <= lanes) break;
      v128.store(probabilities + offset, e);
      sums = v128.add<T>(sums, e);
    }
    const sum = sumLanes<T>(v128.add<T>(sums, v128.and(e, firstLanes<T>(columns - j))));
    const inverse = v128.splat<T>(<T>1 / sum);
    storeLanes<T>(probabilities + <usize>j * sizeof<T>(), v128.mul<T>(e, inverse), columns - j);
    for (j -= lanes; j >= 0; j -= lanes) {
      const at = probabilities + <usize>j * sizeof<T>();
      v128.store(at, v128.mul<T>(v128.load(at), inverse));
    }
    if (hasLabel) {
      product *= <f64>sum;
      total -= shifted;
      if (product > largeProduct) {
        total += scalarLogarithm(product);
        product = 1;
      }
    } else if (shares != 0) {
      total += <f64>sumOf<T>(shares, columns) * scalarLogarithm(<f64>sum) - shifted;
      shares += stride;
    }
    logits += stride;
    probabilities += stride;
  }
  store<T>(loss, <T>((total + scalarLogarithm(product)) / <f64>rows));
}

// @ts-ignore: decorator
@inline function upstreamOf<T>(gradLoss: usize, count: i32): f64 {
  return (gradLoss == 0 ? 1 : <f64>load<T>(gradLoss)) / <f64>count;
}

/** A row at a time: `(y·Σt − t)·upstream`, where a label stands for a row of zeros with a one. */
export function softmaxLossBackward<T>(probabilities: usize, labels: usize, shares: usize, gradLoss: usize, gradLogits: usize, rows: i32, columns: i32, accumulate: bool): void {
  const stride = <usize>columns * sizeof<T>();
  const upstream = upstreamOf<T>(gradLoss, rows);
  const factor = splat<T>(upstream);
  for (let i = 0; i < rows; i++) {
    const label = labels == 0 ? <u32>columns : load<u32>(labels + 4 * <usize>i);
    const target = <usize>label * sizeof<T>();
    const before = accumulate && label < <u32>columns ? load<T>(gradLogits + target) : <T>0;
    const total = shares == 0 ? splat<T>(1) : v128.splat<T>(<T>sumOf<T>(shares, columns));
    for (let j = 0; j < columns; j += lanesOf<T>()) {
      const offset = <usize>j * sizeof<T>();
      let difference = v128.mul<T>(v128.load(probabilities + offset), total);
      if (shares != 0) difference = v128.sub<T>(difference, v128.load(shares + offset));
      putLanes<T>(gradLogits + offset, v128.mul<T>(difference, factor), columns - j, accumulate);
    }
    if (label < <u32>columns) {
      store<T>(gradLogits + target, before + (load<T>(probabilities + target) - <T>1) * <T>upstream);
    }
    probabilities += stride;
    gradLogits += stride;
    if (shares != 0) shares += stride;
  }
}

/** `sigmoid` 1: cross-entropy of a sigmoid; 0: squared error. */
export function entryLoss<T>(sigmoidLoss: bool, input: usize, targets: usize, loss: usize, length: i32): void {
  let total: f64 = 0;
  for (let i = length; i > 0; i -= lanesOf<T>()) {
    const x = v128.load(input);
    const t = v128.load(targets);
    const difference = v128.sub<T>(x, t);
    const entry = sigmoidLoss
      ? v128.sub<T>(softplus<T>(x), v128.mul<T>(x, t))
      : v128.mul<T>(difference, difference);
    total += <f64>sumLanes<T>(v128.and(entry, firstLanes<T>(i)));
    input += 16;
    targets += 16;
  }
  store<T>(loss, <T>(total / <f64>length));
}

export function entryLossBackward<T>(sigmoidLoss: bool, input: usize, targets: usize, gradLoss: usize, gradInput: usize, length: i32, accumulate: bool): void {
  const upstream = upstreamOf<T>(gradLoss, length);
  const factor = splat<T>(sigmoidLoss ? upstream : 2 * upstream);
  for (let i = length; i > 0; i -= lanesOf<T>()) {
    let x = v128.load(input);
    if (sigmoidLoss) x = sigmoid<T>(x);
    const slope = v128.mul<T>(v128.sub<T>(x, v128.load(targets)), factor);
    putLanes<T>(gradInput, slope, i, accumulate);
    input += 16;
    targets += 16;
    gradInput += 16;
  }
}

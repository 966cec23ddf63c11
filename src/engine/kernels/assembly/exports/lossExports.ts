import { exponential, logOnePlus, scalarLogarithm } from '../exponential';
import { sumOf } from '../runs';
import { firstLanes, lanesOf, maximumLane, putLanes, splat, storeLanes, sumLanes, zero } from '../vector';

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
 * `labels` or `shares` is 0. In three passes, so that exponentials are taken of
 * whole vectors however short the rows are. With labels the logarithms of all
 * rows' sums are that of their product: one logarithm for hundreds of rows.
 */
export function softmaxLoss<T>(logits: usize, labels: usize, shares: usize, probabilities: usize, loss: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns * sizeof<T>();
  const end = probabilities + <usize>rows * stride;
  let total = subtractMaxima<T>(logits, labels, shares, probabilities, end, columns);
  for (let at = probabilities; at < end; at += 16) {
    storeLanes<T>(at, exponential<T>(v128.load(at)), <i32>(end - at) / <i32>sizeof<T>());
  }
  const last = <usize>((columns - 1) & -lanesOf<T>()) * sizeof<T>();
  const left = columns - ((columns - 1) & -lanesOf<T>());
  const present = firstLanes<T>(left);
  let product: f64 = 1;
  for (let row = probabilities; row < end; row += stride) {
    let sums = v128.and(v128.load(row + last), present);
    for (let at: usize = 0; at < last; at += 16) sums = v128.add<T>(sums, v128.load(row + at));
    const sum = sumLanes<T>(sums);
    const inverse = v128.splat<T>(<T>1 / sum);
    for (let at: usize = 0; at < last; at += 16) v128.store(row + at, v128.mul<T>(v128.load(row + at), inverse));
    storeLanes<T>(row + last, v128.mul<T>(v128.load(row + last), inverse), left);
    if (labels != 0) {
      if (load<u32>(labels) < <u32>columns) product *= <f64>sum;
      labels += 4;
      if (product > largeProduct) {
        total += scalarLogarithm(product);
        product = 1;
      }
    } else {
      total += <f64>sumOf<T>(shares, columns) * scalarLogarithm(<f64>sum);
      shares += stride;
    }
  }
  store<T>(loss, <T>((total + scalarLogarithm(product)) / <f64>rows));
}

/**
 * Logits less the greatest of their row.
 * @returns the part of the loss that is theirs: `−Σ t·(x − maximum)`
 */
function subtractMaxima<T>(logits: usize, labels: usize, shares: usize, target: usize, end: usize, columns: i32): f64 {
  const stride = <usize>columns * sizeof<T>();
  const last = <usize>((columns - 1) & -lanesOf<T>()) * sizeof<T>();
  const left = columns - ((columns - 1) & -lanesOf<T>());
  const present = firstLanes<T>(left);
  let total: f64 = 0;
  for (; target < end; target += stride) {
    // A NaN may be passed over: its exponential makes the row NaN.
    let greatest = v128.bitselect(v128.load(logits + last), splat<T>(-Infinity), present);
    for (let at: usize = 0; at < last; at += 16) greatest = v128.pmax<T>(greatest, v128.load(logits + at));
    const maximum = maximumLane<T>(greatest);
    const shift = v128.splat<T>(maximum);
    for (let at: usize = 0; at < last; at += 16) {
      v128.store(target + at, v128.sub<T>(v128.load(logits + at), shift));
    }
    const shifted = v128.sub<T>(v128.load(logits + last), shift);
    // What goes past a row is written over by the next.
    if (target + last + 16 <= end) v128.store(target + last, shifted);
    else storeLanes<T>(target + last, shifted, left);
    if (labels != 0) {
      const label = load<u32>(labels);
      if (label < <u32>columns) total -= <f64>(load<T>(logits + <usize>label * sizeof<T>()) - maximum);
      labels += 4;
    } else {
      total -= sharedLogits<T>(logits, shares, maximum, columns);
      shares += stride;
    }
    logits += stride;
  }
  return total;
}

// @ts-ignore: decorator
@inline function upstreamOf<T>(gradLoss: usize, count: i32): f64 {
  return (gradLoss == 0 ? 1 : <f64>load<T>(gradLoss)) / <f64>count;
}

/** `(y·Σt − t)·upstream`, where a label stands for a row of zeros with a one. */
export function softmaxLossBackward<T>(probabilities: usize, labels: usize, shares: usize, gradLoss: usize, gradLogits: usize, rows: i32, columns: i32, accumulate: bool): void {
  const stride = <usize>columns * sizeof<T>();
  const upstream = upstreamOf<T>(gradLoss, rows);
  const factor = splat<T>(upstream);
  // With labels all rows are one.
  const width = shares == 0 ? rows * columns : columns;
  let total = splat<T>(1);
  let t = zero<T>();
  for (let at: usize = 0; at < <usize>rows * stride; at += <usize>width * sizeof<T>()) {
    if (shares != 0) total = v128.splat<T>(<T>sumOf<T>(shares + at, columns));
    for (let j = 0; j < width; j += lanesOf<T>()) {
      const offset = at + <usize>j * sizeof<T>();
      if (shares != 0) t = v128.load(shares + offset);
      const difference = v128.sub<T>(v128.mul<T>(v128.load(probabilities + offset), total), t);
      putLanes<T>(gradLogits + offset, v128.mul<T>(difference, factor), width - j, accumulate);
    }
  }
  if (shares != 0) return;
  for (let i = 0; i < rows; i++) {
    const label = load<u32>(labels + 4 * <usize>i);
    if (label < <u32>columns) {
      const target = <usize>label * sizeof<T>();
      const y = load<T>(probabilities + target);
      // y − 1 first: near 1 the difference has few digits, and all of them count.
      store<T>(gradLogits + target, accumulate ? load<T>(gradLogits + target) - <T>upstream : (y - <T>1) * <T>upstream);
    }
    probabilities += stride;
    gradLogits += stride;
  }
}

/** The code of each loss; `compiledLosses.ts` has the same. */
const squaredError: i32 = 0;
const sigmoidLoss: i32 = 1;
const absoluteError: i32 = 2;

/** `e^−|x|`. */
// @ts-ignore: decorator
@inline function decayOf<T>(x: v128): v128 {
  return exponential<T>(v128.or(x, splat<T>(-0.0)));
}

/** What the sigmoid of x would be if it were a step, less t: exact where a prediction is sure and right. */
// @ts-ignore: decorator
@inline function stepLess<T>(x: v128, t: v128): v128 {
  return v128.sub<T>(v128.bitselect(zero<T>(), splat<T>(1), v128.lt<T>(x, zero<T>())), t);
}

/** `softplus(x) − x·t`, without the difference of two equal numbers that this is for the right answer. */
// @ts-ignore: decorator
@inline function sigmoidLossOf<T>(x: v128, t: v128): v128 {
  return v128.add<T>(v128.mul<T>(x, stepLess<T>(x, t)), logOnePlus<T>(decayOf<T>(x)));
}

/** `sigmoid(x) − t`, of which near the right answer only the distance from the step counts. */
// @ts-ignore: decorator
@inline function sigmoidSlopeOf<T>(x: v128, t: v128): v128 {
  const e = decayOf<T>(x);
  const distance = v128.div<T>(e, v128.add<T>(e, splat<T>(1)));
  const signed = v128.bitselect(distance, v128.neg<T>(distance), v128.lt<T>(x, zero<T>()));
  return v128.add<T>(stepLess<T>(x, t), signed);
}

/** The sum of the squares of all entries, in f64. */
// @ts-ignore: decorator
@inline function squaresOf<T>(x: v128): f64 {
  if (sizeof<T>() == 4) {
    const low = f64x2.promote_low_f32x4(x);
    const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3));
    return sumLanes<f64>(v128.add<f64>(v128.mul<f64>(low, low), v128.mul<f64>(high, high)));
  } else {
    return sumLanes<f64>(v128.mul<f64>(x, x));
  }
}

/** The loss of each entry but for squares, from x and t. `delta` is Huber's. */
// @ts-ignore: decorator
@inline function lossOf<T>(code: i32, x: v128, t: v128, delta: v128): v128 {
  if (code == sigmoidLoss) return sigmoidLossOf<T>(x, t);
  const difference = v128.sub<T>(x, t);
  const distance = v128.abs<T>(difference);
  if (code == absoluteError) return distance;
  const half = splat<T>(0.5);
  const line = v128.mul<T>(delta, v128.sub<T>(distance, v128.mul<T>(half, delta)));
  const parabola = v128.mul<T>(v128.mul<T>(half, distance), distance);
  return v128.bitselect(line, parabola, v128.gt<T>(distance, delta));
}

/** Its derivative by x, but for a factor 2 of the squared error. */
// @ts-ignore: decorator
@inline function slopeOf<T>(code: i32, x: v128, t: v128, delta: v128): v128 {
  if (code == sigmoidLoss) return sigmoidSlopeOf<T>(x, t);
  const difference = v128.sub<T>(x, t);
  if (code == squaredError) return difference;
  if (code == absoluteError) return signOf<T>(difference);
  return v128.max<T>(v128.neg<T>(delta), v128.min<T>(difference, delta));
}

/** −1, 0 or 1; NaN of NaN. */
// @ts-ignore: decorator
@inline function signOf<T>(x: v128): v128 {
  const one = v128.or(v128.and(x, splat<T>(-0.0)), splat<T>(1));
  return v128.bitselect(one, x, v128.or(v128.gt<T>(x, zero<T>()), v128.lt<T>(x, zero<T>())));
}

export function entryLoss<T>(code: i32, input: usize, targets: usize, loss: usize, length: i32, delta: f64): void {
  let total: f64 = 0;
  const bend = splat<T>(delta);
  for (let i = length; i > 0; i -= lanesOf<T>()) {
    const x = v128.load(input);
    const t = v128.load(targets);
    const present = firstLanes<T>(i);
    // The sum of a few squares may leave the range of float32 where their mean does not.
    if (code == squaredError) total += squaresOf<T>(v128.and(v128.sub<T>(x, t), present));
    else total += <f64>sumLanes<T>(v128.and(lossOf<T>(code, x, t, bend), present));
    input += 16;
    targets += 16;
  }
  store<T>(loss, <T>(total / <f64>length));
}

export function entryLossBackward<T>(code: i32, input: usize, targets: usize, gradLoss: usize, gradInput: usize, length: i32, delta: f64, accumulate: bool): void {
  const upstream = upstreamOf<T>(gradLoss, length);
  const factor = splat<T>(code == squaredError ? 2 * upstream : upstream);
  const bend = splat<T>(delta);
  for (let i = length; i > 0; i -= lanesOf<T>()) {
    const slope = slopeOf<T>(code, v128.load(input), v128.load(targets), bend);
    putLanes<T>(gradInput, v128.mul<T>(slope, factor), i, accumulate);
    input += 16;
    targets += 16;
    gradInput += 16;
  }
}

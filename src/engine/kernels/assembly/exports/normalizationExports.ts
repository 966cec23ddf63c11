import { dotOf, spreadOf, sumOf } from '../runs';
import { fill } from './elementwiseExports';
import { addTo, firstLanes, lanesOf, multiplyAdd, putLanes, splat, storeLanes, sumLanes, zero } from '../vector';

/** `x̂ = (x − mean)·inverse` and `y = gamma·x̂ + beta` over a run with one gamma and one beta. */
function normalizeRun<T>(x: usize, normalized: usize, y: usize, length: i32, mean: f64, inverse: f64, gamma: f64, beta: f64): void {
  const centre = splat<T>(mean);
  const scale = splat<T>(inverse);
  const slope = splat<T>(gamma);
  const shift = splat<T>(beta);
  for (let i = length; i > 0; i -= lanesOf<T>()) {
    const value = v128.mul<T>(v128.sub<T>(v128.load(x), centre), scale);
    if (normalized != 0) {
      storeLanes<T>(normalized, value, i);
      normalized += 16;
    }
    storeLanes<T>(y, multiplyAdd<T>(value, slope, shift), i);
    x += 16;
    y += 16;
  }
}

/** `dx = factor·(dy − meanSlope − x̂·meanProduct)` over a run. */
function centreRun<T>(dy: usize, normalized: usize, dx: usize, length: i32, factor: f64, meanSlope: f64, meanProduct: f64, accumulate: bool): void {
  const scale = splat<T>(factor);
  const slope = splat<T>(meanSlope);
  const product = splat<T>(meanProduct);
  for (let i = length; i > 0; i -= lanesOf<T>()) {
    const centred = v128.sub<T>(v128.sub<T>(v128.load(dy), slope), v128.mul<T>(v128.load(normalized), product));
    putLanes<T>(dx, v128.mul<T>(centred, scale), i, accumulate);
    dy += 16;
    normalized += 16;
    dx += 16;
  }
}

/** A unit is `outer` runs of `inner` entries, `stride` bytes apart. */
export function batchNorm<T>(input: usize, gamma: usize, beta: usize, output: usize, normalized: usize, inverseDeviation: usize, runningMean: usize, runningVariance: usize, outer: i32, units: i32, inner: i32, epsilon: f64, momentum: f64): void {
  const run = <usize>inner * sizeof<T>();
  const stride = <usize>units * run;
  const count = <f64>outer * <f64>inner;
  for (let unit = 0; unit < units; unit++) {
    const start = <usize>unit * run;
    const entry = <usize>unit * sizeof<T>();
    let sum: f64 = 0;
    for (let o = 0; o < outer; o++) sum += runSum<T>(input + start + <usize>o * stride, inner);
    const mean = sum / count;
    let squares: f64 = 0;
    for (let o = 0; o < outer; o++) squares += runSpread<T>(input + start + <usize>o * stride, inner, mean);
    const inverse = 1 / sqrt(squares / count + epsilon);
    store<T>(inverseDeviation + entry, <T>inverse);
    const slope = <f64>load<T>(gamma + entry);
    const shift = <f64>load<T>(beta + entry);
    for (let o = 0; o < outer; o++) {
      const at = start + <usize>o * stride;
      normalizeRun<T>(input + at, normalized + at, output + at, inner, mean, inverse, slope, shift);
    }
    moveTowards<T>(runningMean + entry, mean, momentum);
    if (count > 1) moveTowards<T>(runningVariance + entry, squares / (count - 1), momentum);
  }
}

// @ts-ignore: decorator
@inline function moveTowards<T>(at: usize, value: f64, share: f64): void {
  store<T>(at, <T>((1 - share) * <f64>load<T>(at) + share * value));
}

/** A run of one entry, as in the features of a batch, needs no vector. */
// @ts-ignore: decorator
@inline function runSum<T>(x: usize, length: i32): f64 {
  return length == 1 ? <f64>load<T>(x) : sumOf<T>(x, length);
}

// @ts-ignore: decorator
@inline function runSpread<T>(x: usize, length: i32, mean: f64): f64 {
  if (length > 1) return spreadOf<T>(x, length, mean);
  const distance = <f64>load<T>(x) - mean;
  return distance * distance;
}

export function batchNormEvaluation<T>(input: usize, gamma: usize, beta: usize, output: usize, runningMean: usize, runningVariance: usize, outer: i32, units: i32, inner: i32, epsilon: f64): void {
  for (let o = 0; o < outer; o++) {
    for (let unit = 0; unit < units; unit++) {
      const entry = <usize>unit * sizeof<T>();
      const inverse = 1 / sqrt(<f64>load<T>(runningVariance + entry) + epsilon);
      const mean = <f64>load<T>(runningMean + entry);
      normalizeRun<T>(input, 0, output, inner, mean, inverse, <f64>load<T>(gamma + entry), <f64>load<T>(beta + entry));
      input += <usize>inner * sizeof<T>();
      output += <usize>inner * sizeof<T>();
    }
  }
}

/** `gradInput` 0: nobody needs it. */
export function batchNormBackward<T>(gamma: usize, normalized: usize, inverseDeviation: usize, gradOutput: usize, gradInput: usize, gradGamma: usize, gradBeta: usize, outer: i32, units: i32, inner: i32, accumulate: bool): void {
  const run = <usize>inner * sizeof<T>();
  const stride = <usize>units * run;
  const count = <f64>outer * <f64>inner;
  if (!accumulate) {
    fill<T>(gradGamma, 0, units);
    fill<T>(gradBeta, 0, units);
  }
  for (let unit = 0; unit < units; unit++) {
    const start = <usize>unit * run;
    const entry = <usize>unit * sizeof<T>();
    let sum: f64 = 0;
    let product: f64 = 0;
    for (let o = 0; o < outer; o++) {
      const at = start + <usize>o * stride;
      sum += runSum<T>(gradOutput + at, inner);
      product += dotOf<T>(gradOutput + at, normalized + at, inner);
    }
    addTo<T>(gradBeta + entry, <T>sum);
    addTo<T>(gradGamma + entry, <T>product);
    if (gradInput == 0) continue;
    const factor = <f64>load<T>(gamma + entry) * <f64>load<T>(inverseDeviation + entry);
    for (let o = 0; o < outer; o++) {
      const at = start + <usize>o * stride;
      centreRun<T>(gradOutput + at, normalized + at, gradInput + at, inner, factor, sum / count, product / count, accumulate);
    }
  }
}

export function layerNorm<T>(input: usize, gamma: usize, beta: usize, output: usize, normalized: usize, inverseDeviation: usize, rows: i32, features: i32, epsilon: f64): void {
  for (let row = 0; row < rows; row++) {
    const mean = sumOf<T>(input, features) / <f64>features;
    const inverse = 1 / sqrt(spreadOf<T>(input, features, mean) / <f64>features + epsilon);
    store<T>(inverseDeviation, <T>inverse);
    const centre = splat<T>(mean);
    const scale = splat<T>(inverse);
    for (let j = 0; j < features; j += lanesOf<T>()) {
      const at = <usize>j * sizeof<T>();
      const value = v128.mul<T>(v128.sub<T>(v128.load(input + at), centre), scale);
      storeLanes<T>(normalized + at, value, features - j);
      storeLanes<T>(output + at, multiplyAdd<T>(value, v128.load(gamma + at), v128.load(beta + at)), features - j);
    }
    input += <usize>features * sizeof<T>();
    output += <usize>features * sizeof<T>();
    normalized += <usize>features * sizeof<T>();
    inverseDeviation += sizeof<T>();
  }
}

/** `gradInput` 0: nobody needs it. */
export function layerNormBackward<T>(gamma: usize, normalized: usize, inverseDeviation: usize, gradOutput: usize, gradInput: usize, gradGamma: usize, gradBeta: usize, rows: i32, features: i32, accumulate: bool): void {
  if (!accumulate) {
    fill<T>(gradGamma, 0, features);
    fill<T>(gradBeta, 0, features);
  }
  for (let row = 0; row < rows; row++) {
    let sums = zero<T>();
    let products = zero<T>();
    for (let j = 0; j < features; j += lanesOf<T>()) {
      const at = <usize>j * sizeof<T>();
      const dy = v128.load(gradOutput + at);
      const value = v128.load(normalized + at);
      putLanes<T>(gradBeta + at, dy, features - j, true);
      putLanes<T>(gradGamma + at, v128.mul<T>(dy, value), features - j, true);
      const lanes = firstLanes<T>(features - j);
      const slope = v128.and(v128.mul<T>(dy, v128.load(gamma + at)), lanes);
      sums = v128.add<T>(sums, slope);
      products = multiplyAdd<T>(slope, v128.and(value, lanes), products);
    }
    if (gradInput != 0) {
      const meanSlope = splat<T>(<f64>sumLanes<T>(sums) / <f64>features);
      const meanProduct = splat<T>(<f64>sumLanes<T>(products) / <f64>features);
      const scale = v128.splat<T>(load<T>(inverseDeviation));
      for (let j = 0; j < features; j += lanesOf<T>()) {
        const at = <usize>j * sizeof<T>();
        const slope = v128.mul<T>(v128.load(gradOutput + at), v128.load(gamma + at));
        const centred = v128.sub<T>(v128.sub<T>(slope, meanSlope), v128.mul<T>(v128.load(normalized + at), meanProduct));
        putLanes<T>(gradInput + at, v128.mul<T>(centred, scale), features - j, accumulate);
      }
      gradInput += <usize>features * sizeof<T>();
    }
    gradOutput += <usize>features * sizeof<T>();
    normalized += <usize>features * sizeof<T>();
    inverseDeviation += sizeof<T>();
  }
}

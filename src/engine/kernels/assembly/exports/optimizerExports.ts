import { lanesOf, multiplyAdd, splat, storeLanes, sumLanes, zero, firstLanes } from '../vector';

/** The gradient with weight decay; without any the parameter has no part in it, be it infinite. */
// @ts-ignore: decorator
@inline function decayed<T>(gradient: v128, parameter: v128, decay: v128): v128 {
  return multiplyAdd<T>(v128.and(parameter, v128.ne<T>(decay, zero<T>())), decay, gradient);
}

/** The same with the pull of `l1`: `l1·sign(p)`. Next to none have it, and skipping it costs nothing. */
// @ts-ignore: decorator
@inline function pulled<T>(slope: v128, parameter: v128, l1: f64): v128 {
  if (l1 == 0) return slope;
  const up = v128.and(v128.gt<T>(parameter, zero<T>()), splat<T>(l1));
  const down = v128.and(v128.lt<T>(parameter, zero<T>()), splat<T>(-l1));
  return v128.add<T>(slope, v128.or(up, down));
}

export function sgd<T>(
  parameter: usize,
  gradient: usize,
  length: i32,
  learningRate: f64,
  weightDecay: f64,
  l1: f64,
): void {
  const rate = splat<T>(-learningRate);
  const decay = splat<T>(weightDecay);
  for (let i = length; i > 0; i -= lanesOf<T>()) {
    const value = v128.load(parameter);
    const slope = pulled<T>(decayed<T>(v128.load(gradient), value, decay), value, l1);
    storeLanes<T>(parameter, multiplyAdd<T>(slope, rate, value), i);
    parameter += 16;
    gradient += 16;
  }
}

export function momentum<T>(
  parameter: usize,
  gradient: usize,
  velocity: usize,
  length: i32,
  learningRate: f64,
  weightDecay: f64,
  l1: f64,
  friction: f64,
  nesterov: bool,
): void {
  const rate = splat<T>(-learningRate);
  const decay = splat<T>(weightDecay);
  const kept = splat<T>(friction);
  for (let i = length; i > 0; i -= lanesOf<T>()) {
    const value = v128.load(parameter);
    const slope = pulled<T>(decayed<T>(v128.load(gradient), value, decay), value, l1);
    const speed = multiplyAdd<T>(v128.load(velocity), kept, slope);
    storeLanes<T>(velocity, speed, i);
    storeLanes<T>(
      parameter,
      multiplyAdd<T>(nesterov ? multiplyAdd<T>(speed, kept, slope) : speed, rate, value),
      i,
    );
    parameter += 16;
    gradient += 16;
    velocity += 16;
  }
}

/** AdaGrad with `kept` = `added` = 1, RMSProp with `kept` = decay, `added` = 1 − decay. */
export function scaledBySquares<T>(
  parameter: usize,
  gradient: usize,
  squares: usize,
  length: i32,
  learningRate: f64,
  weightDecay: f64,
  l1: f64,
  kept: f64,
  added: f64,
  epsilon: f64,
): void {
  const rate = splat<T>(-learningRate);
  const decay = splat<T>(weightDecay);
  const keep = splat<T>(kept);
  const add = splat<T>(added);
  const least = splat<T>(epsilon);
  for (let i = length; i > 0; i -= lanesOf<T>()) {
    const value = v128.load(parameter);
    const slope = pulled<T>(decayed<T>(v128.load(gradient), value, decay), value, l1);
    const square = multiplyAdd<T>(v128.mul<T>(slope, slope), add, v128.mul<T>(v128.load(squares), keep));
    storeLanes<T>(squares, square, i);
    const step = v128.div<T>(v128.mul<T>(slope, rate), v128.add<T>(v128.sqrt<T>(square), least));
    storeLanes<T>(parameter, v128.add<T>(value, step), i);
    parameter += 16;
    gradient += 16;
    squares += 16;
  }
}

/**
 * `stepSize` = lr/(1−beta1ᵗ), `correction` = √(1−beta2ᵗ); `shrink` multiplies the parameter first (AdamW).
 */
export function adam<T>(
  parameter: usize,
  gradient: usize,
  mean: usize,
  squares: usize,
  length: i32,
  stepSize: f64,
  correction: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  weightDecay: f64,
  l1: f64,
  shrink: f64,
): void {
  const rate = splat<T>(-stepSize);
  const scale = splat<T>(1 / correction);
  const keepMean = splat<T>(beta1);
  const addMean = splat<T>(1 - beta1);
  const keepSquares = splat<T>(beta2);
  const addSquares = splat<T>(1 - beta2);
  const least = splat<T>(epsilon);
  const decay = splat<T>(weightDecay);
  const shrunk = splat<T>(shrink);
  for (let i = length; i > 0; i -= lanesOf<T>()) {
    const value = v128.load(parameter);
    const slope = pulled<T>(decayed<T>(v128.load(gradient), value, decay), value, l1);
    const first = multiplyAdd<T>(slope, addMean, v128.mul<T>(v128.load(mean), keepMean));
    const second = multiplyAdd<T>(
      v128.mul<T>(slope, slope),
      addSquares,
      v128.mul<T>(v128.load(squares), keepSquares),
    );
    storeLanes<T>(mean, first, i);
    storeLanes<T>(squares, second, i);
    const size = multiplyAdd<T>(v128.sqrt<T>(second), scale, least);
    storeLanes<T>(parameter, multiplyAdd<T>(value, shrunk, v128.div<T>(v128.mul<T>(first, rate), size)), i);
    parameter += 16;
    gradient += 16;
    mean += 16;
    squares += 16;
  }
}

/** `Σx²` in f64: squares of float32 neither overflow nor vanish in it. */
export function sumOfSquares<T>(values: usize, length: i32): f64 {
  let a = zero<f64>();
  let b = zero<f64>();
  for (let i = length; i > 0; i -= lanesOf<T>()) {
    const x = v128.and(v128.load(values), firstLanes<T>(i));
    if (sizeof<T>() == 4) {
      const low = f64x2.promote_low_f32x4(x);
      const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3));
      a = multiplyAdd<f64>(low, low, a);
      b = multiplyAdd<f64>(high, high, b);
    } else {
      a = multiplyAdd<f64>(x, x, a);
    }
    values += 16;
  }
  return sumLanes<f64>(v128.add<f64>(a, b));
}

export function scale<T>(values: usize, length: i32, factor: f64): void {
  const x = splat<T>(factor);
  for (let i = length; i > 0; i -= lanesOf<T>()) {
    storeLanes<T>(values, v128.mul<T>(v128.load(values), x), i);
    values += 16;
  }
}

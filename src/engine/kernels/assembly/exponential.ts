import { multiplyAdd, splat } from './vector';

/**
 * Exponential and logarithm by range reduction and Taylor polynomials.
 * Relative error: 2e-7 in f32 (float32 rounding included), 1e-15 in f64.
 */

/**
 * 1/ln 2, ln 2 in two parts, the least and the greatest x, then 1, 1/2!, 1/3!, … They are read from memory: a
 * vector that is written in the code is put together anew, in four instructions, wherever it is used.
 */
const singles: usize = memory.data<f32>([
  1.4426950408889634, 0.693359375, -2.12194440e-4, -104, 89, 1, 0.5, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040,
]);
const doubles: usize = memory.data<f64>([
  1.4426950408889634, 6.93147180369123816490e-1, 1.90821492927058770002e-10, -746, 710, 1, 0.5, 1.0 / 6, 1.0 / 24,
  1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320, 1.0 / 362880, 1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600,
  1.0 / 6227020800,
]);
const inverseLogarithm = 0;
const logarithm = 1;
const logarithmRest = 2;
const lowest = 3;
const highest = 4;
/** Where the coefficients of the series begin. */
const series = 5;

// @ts-ignore: decorator
@inline function constant<T>(at: usize): v128 {
  if (sizeof<T>() == 4) {
    return v128.load32_splat(singles + 4 * at);
  } else {
    return v128.load64_splat(doubles + 8 * at);
  }
}

// @ts-ignore: decorator
@inline function reducedMultiple<T>(x: v128): v128 {
  return v128.nearest<T>(v128.mul<T>(x, constant<T>(inverseLogarithm)));
}

/** `eʳ − 1` for `r = x − n·ln 2`, |r| <= 0.35: relative to r, so that small x keep all their digits. */
// @ts-ignore: decorator
@inline function reducedExponential<T>(x: v128, n: v128): v128 {
  let r = v128.sub<T>(x, v128.mul<T>(n, constant<T>(logarithm)));
  r = v128.sub<T>(r, v128.mul<T>(n, constant<T>(logarithmRest)));
  let q: v128;
  if (sizeof<T>() == 4) {
    q = constant<T>(series + 6);
  } else {
    q = constant<T>(series + 12);
    q = multiplyAdd<T>(q, r, constant<T>(series + 11));
    q = multiplyAdd<T>(q, r, constant<T>(series + 10));
    q = multiplyAdd<T>(q, r, constant<T>(series + 9));
    q = multiplyAdd<T>(q, r, constant<T>(series + 8));
    q = multiplyAdd<T>(q, r, constant<T>(series + 7));
    q = multiplyAdd<T>(q, r, constant<T>(series + 6));
  }
  q = multiplyAdd<T>(q, r, constant<T>(series + 5));
  q = multiplyAdd<T>(q, r, constant<T>(series + 4));
  q = multiplyAdd<T>(q, r, constant<T>(series + 3));
  q = multiplyAdd<T>(q, r, constant<T>(series + 2));
  q = multiplyAdd<T>(q, r, constant<T>(series + 1));
  return multiplyAdd<T>(v128.mul<T>(q, r), r, r);
}

/** Whole numbers as i32 lanes; in f64 the low two. */
// @ts-ignore: decorator
@inline function wholeNumbers<T>(n: v128): v128 {
  if (sizeof<T>() == 4) {
    return i32x4.trunc_sat_f32x4_s(n);
  } else {
    return i32x4.trunc_sat_f64x2_s_zero(n);
  }
}

/** `2ⁿ` from i32 lanes, for exponents of normal numbers. */
// @ts-ignore: decorator
@inline function powerOfTwo<T>(n: v128): v128 {
  if (sizeof<T>() == 4) {
    return v128.shl<i32>(v128.add<i32>(n, v128.splat<i32>(127)), 23);
  } else {
    return v128.shl<i64>(v128.add<i64>(i64x2.extend_low_i32x4_s(n), v128.splat<i64>(1023)), 52);
  }
}

/** `eˣ`: subnormal results, 0, infinity and NaN included. */
export function exponential<T>(x: v128): v128 {
  // These keep a NaN that comes first, and are one instruction where min and max are many.
  const clamped = v128.pmin<T>(v128.pmax<T>(x, constant<T>(lowest)), constant<T>(highest));
  const n = reducedMultiple<T>(clamped);
  const reduced = v128.add<T>(reducedExponential<T>(clamped, n), constant<T>(series));
  // Two factors: 2ⁿ alone may be no normal number.
  const whole = wholeNumbers<T>(n);
  const half = v128.shr<i32>(whole, 1);
  return v128.mul<T>(v128.mul<T>(reduced, powerOfTwo<T>(half)), powerOfTwo<T>(v128.sub<i32>(whole, half)));
}

/** `eˣ − 1` for x <= 0. */
export function exponentialMinusOne<T>(x: v128): v128 {
  const clamped = v128.pmax<T>(x, splat<T>(-60));
  const n = reducedMultiple<T>(clamped);
  const power = powerOfTwo<T>(wholeNumbers<T>(n));
  return v128.add<T>(v128.mul<T>(reducedExponential<T>(clamped, n), power), v128.sub<T>(power, splat<T>(1)));
}

/** `log(1+x)` for 0 <= x <= 1, as `2·artanh(x/(2+x))`. */
export function logOnePlus<T>(x: v128): v128 {
  const s = v128.div<T>(x, v128.add<T>(x, splat<T>(2)));
  const square = v128.mul<T>(s, s);
  const terms = sizeof<T>() == 4 ? 8 : 17;
  let sum = splat<T>(1.0 / (2 * terms + 1));
  for (let term = terms - 1; term >= 0; term--) {
    sum = multiplyAdd<T>(sum, square, splat<T>(1.0 / (2 * term + 1)));
  }
  return v128.mul<T>(v128.add<T>(s, s), sum);
}

export function scalarExponential(x: f64): f64 {
  return f64x2.extract_lane(exponential<f64>(f64x2.splat(x)), 0);
}

/** `log(x)` of a positive normal number, infinity or NaN. */
export function scalarLogarithm(x: f64): f64 {
  if (!(x < Infinity)) return x;
  const bits = reinterpret<i64>(x);
  // Mantissa in [√½, √2), so that its logarithm is small.
  const exponent = (bits - 0x3fe6a09e667f3bcd) >> 52;
  const mantissa = reinterpret<f64>(bits - (exponent << 52));
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  const fourth = square * square;
  // Odd and even terms side by side: each chain waits half as long.
  const even = (((((1.0 / 21) * fourth + 1.0 / 17) * fourth + 1.0 / 13) * fourth + 1.0 / 9) * fourth + 1.0 / 5) * fourth + 1;
  const odd = (((((1.0 / 23) * fourth + 1.0 / 19) * fourth + 1.0 / 15) * fourth + 1.0 / 11) * fourth + 1.0 / 7) * fourth + 1.0 / 3;
  const sum = odd * square + even;
  return <f64>exponent * 6.931471805599453e-1 + 2 * s * sum;
}


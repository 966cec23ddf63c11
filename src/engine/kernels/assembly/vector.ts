/** What the kernels need of a vector of `T`, f32 or f64. */

// @ts-ignore: decorator
@inline export function lanesOf<T>(): i32 {
  return 16 / <i32>sizeof<T>();
}

// @ts-ignore: decorator
@inline export function zero<T>(): v128 {
  return v128.splat<T>(<T>0);
}

// @ts-ignore: decorator
@inline export function splat<T>(x: f64): v128 {
  return v128.splat<T>(<T>x);
}

/** `a·b + c`: rounded once where the build has relaxed SIMD and the machine fused multiply-add. */
// @ts-ignore: decorator
@inline export function multiplyAdd<T>(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) {
    return v128.relaxed_madd<T>(a, b, c);
  } else {
    return v128.add<T>(v128.mul<T>(a, b), c);
  }
}

/** Stores the first `lanes` entries, all of them where there are more. */
// @ts-ignore: decorator
@inline export function storeLanes<T>(target: usize, value: v128, lanes: i32): void {
  if (lanes >= lanesOf<T>()) {
    v128.store(target, value);
  } else if (sizeof<T>() == 8) {
    v128.store64_lane(target, value, 0);
  } else {
    if (lanes & 2) {
      v128.store64_lane(target, value, 0);
      if (lanes & 1) v128.store32_lane(target, value, 2, 8);
    } else {
      v128.store32_lane(target, value, 0);
    }
  }
}

/** All ones in the first `lanes` entries. */
// @ts-ignore: decorator
@inline export function firstLanes<T>(lanes: i32): v128 {
  if (sizeof<T>() == 4) {
    return v128.gt<i32>(v128.splat<i32>(lanes), i32x4(0, 1, 2, 3));
  } else {
    return v128.gt<i64>(v128.splat<i64>(lanes), i64x2(0, 1));
  }
}

// @ts-ignore: decorator
@inline export function sumLanes<T>(value: v128): T {
  if (sizeof<T>() == 4) {
    const pairs = v128.add<f32>(value, v128.shuffle<f32>(value, value, 2, 3, 0, 1));
    return <T>(f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1));
  } else {
    return <T>(f64x2.extract_lane(value, 0) + f64x2.extract_lane(value, 1));
  }
}

/** The greatest entry, if none is NaN. */
// @ts-ignore: decorator
@inline export function maximumLane<T>(value: v128): T {
  if (sizeof<T>() == 4) {
    const pairs = v128.pmax<f32>(value, v128.shuffle<f32>(value, value, 2, 3, 0, 1));
    return <T>f32x4.extract_lane(v128.pmax<f32>(pairs, v128.shuffle<f32>(pairs, pairs, 1, 0, 3, 2)), 0);
  } else {
    return <T>f64x2.extract_lane(v128.pmax<f64>(value, v128.shuffle<f64>(value, value, 1, 0)), 0);
  }
}

// @ts-ignore: decorator
@inline export function addTo<T>(target: usize, value: T): void {
  store<T>(target, <T>(load<T>(target) + value));
}

/** Overwrites the first `lanes` entries, or adds to them. */
// @ts-ignore: decorator
@inline export function putLanes<T>(target: usize, value: v128, lanes: i32, accumulate: bool): void {
  storeLanes<T>(target, accumulate ? v128.add<T>(v128.load(target), value) : value, lanes);
}

/** Adds the sum of all entries to the number at `target`. */
export function addLanes<T>(target: usize, value: v128): void {
  addTo<T>(target, sumLanes<T>(value));
}

/** Stores the first `width` entries of two vectors. */
export function storePair<T>(target: usize, first: v128, second: v128, width: i32): void {
  storeLanes<T>(target, first, width);
  if (width > lanesOf<T>()) storeLanes<T>(target + 16, second, width - lanesOf<T>());
}

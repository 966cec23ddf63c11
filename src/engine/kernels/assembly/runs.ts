import { firstLanes, lanesOf, multiplyAdd, splat, sumLanes, zero } from './vector';

/** `Σx` over a run. */
export function sumOf<T>(x: usize, length: i32): f64 {
  let sums = zero<T>();
  for (let i = length; i > 0; i -= lanesOf<T>()) {
    sums = v128.add<T>(sums, v128.and(v128.load(x), firstLanes<T>(i)));
    x += 16;
  }
  return <f64>sumLanes<T>(sums);
}

/** `Σ(x − mean)²` over a run. */
export function spreadOf<T>(x: usize, length: i32, mean: f64): f64 {
  const centre = splat<T>(mean);
  let sums = zero<T>();
  for (let i = length; i > 0; i -= lanesOf<T>()) {
    const distance = v128.and(v128.sub<T>(v128.load(x), centre), firstLanes<T>(i));
    sums = multiplyAdd<T>(distance, distance, sums);
    x += 16;
  }
  return <f64>sumLanes<T>(sums);
}

/** `Σ a·b` over a run. */
export function dotOf<T>(a: usize, b: usize, length: i32): f64 {
  let sums = zero<T>();
  for (let i = length; i > 0; i -= lanesOf<T>()) {
    const lanes = firstLanes<T>(i);
    sums = multiplyAdd<T>(v128.and(v128.load(a), lanes), v128.and(v128.load(b), lanes), sums);
    a += 16;
    b += 16;
  }
  return <f64>sumLanes<T>(sums);
}

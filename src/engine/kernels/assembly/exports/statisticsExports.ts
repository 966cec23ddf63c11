import { sumLanes, zero } from '../vector';

/** Two entries as f64. */
// @ts-ignore: decorator
@inline function loadPair<T>(values: usize): v128 {
  if (sizeof<T>() == 4) {
    return f64x2.promote_low_f32x4(v128.load64_zero(values));
  } else {
    return v128.load(values);
  }
}

// @ts-ignore: decorator
@inline function finiteLanes(x: v128): v128 {
  return v128.lt<f64>(v128.abs<f64>(x), v128.splat<f64>(Infinity));
}

/** All ones in both lanes, or in the first when one entry is left. */
// @ts-ignore: decorator
@inline function presentLanes(left: i32): v128 {
  return v128.gt<i64>(v128.splat<i64>(left), i64x2(0, 1));
}

/** Eight f64 at `result`, in the order of `statisticsEntries`; 64 counts at `histogram` unless it is 0. */
export function statistics<T>(values: usize, length: i32, result: usize, histogram: usize): void {
  let sums = zero<f64>();
  let lowest = v128.splat<f64>(Infinity);
  let highest = v128.splat<f64>(-Infinity);
  let zeroCounts = zero<i64>();
  let finiteCounts = zero<i64>();
  let at = values;
  for (let left = length; left > 0; left -= 2) {
    const loaded = loadPair<T>(at);
    const finite = v128.and(finiteLanes(loaded), presentLanes(left));
    const x = v128.and(loaded, finite);
    sums = v128.add<f64>(sums, x);
    lowest = v128.pmin<f64>(lowest, v128.bitselect(x, lowest, finite));
    highest = v128.pmax<f64>(highest, v128.bitselect(x, highest, finite));
    finiteCounts = v128.sub<i64>(finiteCounts, finite);
    zeroCounts = v128.sub<i64>(zeroCounts, v128.and(finite, v128.eq<f64>(x, zero<f64>())));
    at += 2 * sizeof<T>();
  }
  const finite = <f64>(i64x2.extract_lane(finiteCounts, 0) + i64x2.extract_lane(finiteCounts, 1));
  const minimum = min(f64x2.extract_lane(lowest, 0), f64x2.extract_lane(lowest, 1));
  const maximum = max(f64x2.extract_lane(highest, 0), f64x2.extract_lane(highest, 1));
  const mean = sumLanes<f64>(sums) / finite;
  // 1, or NaN where nothing is finite: shorter than a choice.
  const orNaN = finite / finite;
  store<f64>(result, mean);
  store<f64>(result, sqrt(spreadAround<T>(values, length, mean) / finite), 8);
  store<f64>(result, minimum * orNaN, 16);
  store<f64>(result, maximum * orNaN, 24);
  magnitudes<T>(values, length, result + 32);
  store<f64>(result, <f64>(i64x2.extract_lane(zeroCounts, 0) + i64x2.extract_lane(zeroCounts, 1)), 48);
  store<f64>(result, <f64>length - finite, 56);
  if (histogram != 0) countBins<T>(values, length, minimum, maximum, histogram);
}

/** Norm and mean absolute value of the finite entries, and how many are not: three f64 at `result`. */
export function magnitudes<T>(values: usize, length: i32, result: usize): void {
  // Two of each, for an addition waits for the one before it.
  let squares = zero<f64>();
  let moreSquares = zero<f64>();
  let absolutes = zero<f64>();
  let moreAbsolutes = zero<f64>();
  let counts = zero<i64>();
  let left = length;
  for (; left > 3; left -= 4) {
    const first = loadPair<T>(values);
    const second = loadPair<T>(values + 2 * sizeof<T>());
    const firstFinite = finiteLanes(first);
    const secondFinite = finiteLanes(second);
    const x = v128.and(first, firstFinite);
    const y = v128.and(second, secondFinite);
    squares = v128.add<f64>(squares, v128.mul<f64>(x, x));
    moreSquares = v128.add<f64>(moreSquares, v128.mul<f64>(y, y));
    absolutes = v128.add<f64>(absolutes, v128.abs<f64>(x));
    moreAbsolutes = v128.add<f64>(moreAbsolutes, v128.abs<f64>(y));
    counts = v128.sub<i64>(counts, v128.add<i64>(firstFinite, secondFinite));
    values += 4 * sizeof<T>();
  }
  let sum = sumLanes<f64>(v128.add<f64>(squares, moreSquares));
  let absolute = sumLanes<f64>(v128.add<f64>(absolutes, moreAbsolutes));
  let finite = <f64>(i64x2.extract_lane(counts, 0) + i64x2.extract_lane(counts, 1));
  for (; left > 0; left--) {
    const x = <f64>load<T>(values);
    if (abs(x) < Infinity) {
      sum += x * x;
      absolute += abs(x);
      finite++;
    }
    values += sizeof<T>();
  }
  store<f64>(result, sqrt(sum) * (finite / finite));
  store<f64>(result, absolute / finite, 8);
  store<f64>(result, <f64>length - finite, 16);
}

/** `Σ (x − mean)²` over the finite entries. */
function spreadAround<T>(values: usize, length: i32, mean: f64): f64 {
  let sum: f64 = 0;
  for (let left = length; left > 0; left--) {
    const x = <f64>load<T>(values);
    if (abs(x) < Infinity) sum += (x - mean) * (x - mean);
    values += sizeof<T>();
  }
  return sum;
}

function countBins<T>(values: usize, length: i32, minimum: f64, maximum: f64, histogram: usize): void {
  memory.fill(histogram, 0, 256);
  const perBin: f64 = maximum > minimum ? 64 / (maximum - minimum) : 0;
  for (let left = length; left > 0; left--) {
    const x = <f64>load<T>(values);
    if (abs(x) < Infinity) {
      const bin = histogram + 4 * <usize>min<i32>(63, <i32>((x - minimum) * perBin));
      store<i32>(bin, load<i32>(bin) + 1);
    }
    values += sizeof<T>();
  }
}

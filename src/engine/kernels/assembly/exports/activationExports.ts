import { activate, derivative } from '../activationFunctions';
import { markActive, reluInto } from '../rectifier';
import { lanesOf, putLanes, splat, storeLanes } from '../vector';

export function relu<T>(input: usize, output: usize, mask: usize, seenActive: usize, outer: i32, units: i32, inner: i32): void {
  reluInto<T>(input, output, mask, outer * units * inner);
  if (seenActive != 0) markActive(mask, seenActive, outer, units, inner);
}

/** All ones for each of the entries whose mask bytes are 1. */
// @ts-ignore: decorator
@inline function blockedLanes<T>(mask: usize): v128 {
  if (sizeof<T>() == 4) {
    return v128.neg<i32>(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(mask))));
  } else {
    return i64x2(-(<i64>load<u8>(mask)), -(<i64>load<u8>(mask, 1)));
  }
}

export function reluBackward<T>(mask: usize, gradOutput: usize, gradInput: usize, length: i32, accumulate: bool): void {
  let i = length;
  if (!accumulate) {
    for (; i >= 2 * lanesOf<T>(); i -= 2 * lanesOf<T>()) {
      v128.store(gradInput, v128.andnot(v128.load(gradOutput), blockedLanes<T>(mask)));
      v128.store(gradInput, v128.andnot(v128.load(gradOutput, 16), blockedLanes<T>(mask + lanesOf<T>())), 16);
      gradInput += 32;
      gradOutput += 32;
      mask += 2 * lanesOf<T>();
    }
  }
  for (; i > 0; i -= lanesOf<T>()) {
    putLanes<T>(gradInput, v128.andnot(v128.load(gradOutput), blockedLanes<T>(mask)), i, accumulate);
    gradInput += 16;
    gradOutput += 16;
    mask += lanesOf<T>();
  }
}

export function activation<T>(kind: i32, input: usize, output: usize, length: i32, slope: f64): void {
  const steepness = splat<T>(slope);
  for (let i = length; i > 0; i -= lanesOf<T>()) {
    storeLanes<T>(output, activate<T>(kind, v128.load(input), steepness), i);
    input += 16;
    output += 16;
  }
}

export function activationBackward<T>(kind: i32, input: usize, output: usize, gradOutput: usize, gradInput: usize, length: i32, slope: f64, accumulate: bool): void {
  const steepness = splat<T>(slope);
  for (let i = length; i > 0; i -= lanesOf<T>()) {
    const local = derivative<T>(kind, v128.load(input), v128.load(output), steepness);
    putLanes<T>(gradInput, v128.mul<T>(v128.load(gradOutput), local), i, accumulate);
    input += 16;
    output += 16;
    gradOutput += 16;
    gradInput += 16;
  }
}

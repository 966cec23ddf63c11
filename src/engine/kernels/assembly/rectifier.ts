import { zero } from './vector';

/** Four entries of ReLU; all ones in each of four i32 where blocked. */
// @ts-ignore: decorator
@inline function reluFour<T>(input: usize, output: usize): v128 {
  const first = v128.load(input);
  const firstBlocked = v128.le<T>(first, zero<T>());
  v128.store(output, v128.andnot(first, firstBlocked));
  if (sizeof<T>() == 4) {
    return firstBlocked;
  } else {
    const second = v128.load(input, 16);
    const secondBlocked = v128.le<T>(second, zero<T>());
    v128.store(output, v128.andnot(second, secondBlocked), 16);
    return v128.shuffle<i32>(firstBlocked, secondBlocked, 0, 2, 4, 6);
  }
}

// @ts-ignore: decorator
@inline function reluEight<T>(input: usize, output: usize): v128 {
  return i16x8.narrow_i32x4_s(reluFour<T>(input, output), reluFour<T>(input + 4 * sizeof<T>(), output + 4 * sizeof<T>()));
}

export function reluInto<T>(input: usize, output: usize, mask: usize, length: i32): void {
  const size = sizeof<T>();
  let i = length;
  for (; i >= 16; i -= 16) {
    const blocked = i8x16.narrow_i16x8_s(reluEight<T>(input, output), reluEight<T>(input + 8 * size, output + 8 * size));
    v128.store(mask, v128.and(blocked, v128.splat<i8>(1)));
    input += 16 * size;
    output += 16 * size;
    mask += 16;
  }
  for (; i > 0; i--) {
    const x = load<T>(input);
    const blocked = x <= <T>0;
    store<u8>(mask, <u8>blocked);
    store<T>(output, blocked ? <T>0 : x);
    input += size;
    output += size;
    mask++;
  }
}

/** One in `seenActive` for each unit with any entry not blocked. */
export function markActive(mask: usize, seenActive: usize, outer: i32, units: i32, inner: i32): void {
  if (inner == 1) {
    markColumns(mask, seenActive, outer, units);
    return;
  }
  for (let o = 0; o < outer; o++) {
    for (let unit = 0; unit < units; unit++) {
      if (load<u8>(seenActive + unit) == 0 && anyZero(mask, inner)) store<u8>(seenActive + unit, 1);
      mask += inner;
    }
  }
}

/** Eight units down all rows, then eight more: what was seen stays in a register meanwhile. */
function markColumns(mask: usize, seenActive: usize, rows: i32, units: i32): void {
  for (let unit = units; unit > 0; ) {
    const eight = unit >= 8;
    let seen: u64 = 0;
    let at = mask;
    for (let row = rows; row > 0; row--) {
      seen |= (eight ? load<u64>(at) : <u64>load<u8>(at)) ^ 0x0101010101010101;
      at += units;
    }
    if (eight) store<u64>(seenActive, load<u64>(seenActive) | seen);
    else store<u8>(seenActive, load<u8>(seenActive) | <u8>seen);
    const width = eight ? 8 : 1;
    unit -= width;
    mask += width;
    seenActive += width;
  }
}

function anyZero(mask: usize, length: i32): bool {
  let i = length;
  for (; i >= 8; i -= 8) {
    if (load<u64>(mask) != 0x0101010101010101) return true;
    mask += 8;
  }
  for (; i > 0; i--) if (load<u8>(mask++) == 0) return true;
  return false;
}

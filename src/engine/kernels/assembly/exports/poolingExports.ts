import { fill } from './elementwiseExports';
import { addTo, lanesOf } from '../vector';

/** A later entry wins where it is greater, or NaN. */
// @ts-ignore: decorator
@inline function wins<T>(x: v128, maximum: v128): v128 {
  return v128.or(v128.gt<T>(x, maximum), v128.ne<T>(x, x));
}

/** Four or two masks of `T` as masks of i32, in the low lanes. */
// @ts-ignore: decorator
@inline function narrowed<T>(mask: v128): v128 {
  if (sizeof<T>() == 4) {
    return mask;
  } else {
    return v128.shuffle<i32>(mask, mask, 0, 2, 0, 2);
  }
}

/** Every other entry of two vectors, from the first or the second on. */
// @ts-ignore: decorator
@inline function evenLanes<T>(low: v128, high: v128): v128 {
  if (sizeof<T>() == 4) {
    return v128.shuffle<f32>(low, high, 0, 2, 4, 6);
  } else {
    return v128.shuffle<f64>(low, high, 0, 2);
  }
}

// @ts-ignore: decorator
@inline function oddLanes<T>(low: v128, high: v128): v128 {
  if (sizeof<T>() == 4) {
    return v128.shuffle<f32>(low, high, 1, 3, 5, 7);
  } else {
    return v128.shuffle<f64>(low, high, 1, 3);
  }
}

/** A vector of windows of 2×2 side by side, the commonest pooling. */
function maxOfPairs<T>(upper: usize, lower: usize, position: i32, width: i32, output: usize, positions: usize): void {
  const first = v128.load(upper);
  const second = v128.load(upper, 16);
  const third = v128.load(lower);
  const fourth = v128.load(lower, 16);
  let maximum = evenLanes<T>(first, second);
  let best = v128.add<i32>(v128.splat<i32>(position), i32x4(0, 2, 4, 6));
  const right = v128.add<i32>(best, v128.splat<i32>(1));
  const below = v128.add<i32>(best, v128.splat<i32>(width));
  const diagonal = v128.add<i32>(right, v128.splat<i32>(width));
  let x = oddLanes<T>(first, second);
  let better = wins<T>(x, maximum);
  maximum = v128.bitselect(x, maximum, better);
  best = v128.bitselect(right, best, narrowed<T>(better));
  x = evenLanes<T>(third, fourth);
  better = wins<T>(x, maximum);
  maximum = v128.bitselect(x, maximum, better);
  best = v128.bitselect(below, best, narrowed<T>(better));
  x = oddLanes<T>(third, fourth);
  better = wins<T>(x, maximum);
  v128.store(output, v128.bitselect(x, maximum, better));
  best = v128.bitselect(diagonal, best, narrowed<T>(better));
  if (sizeof<T>() == 4) {
    v128.store(positions, best);
  } else {
    v128.store64_lane(positions, best, 0);
  }
}

function maxOfWindow<T>(input: usize, start: i32, width: i32, size: i32, output: usize, positions: usize): void {
  let best = start;
  let maximum = load<T>(input + <usize>start * sizeof<T>());
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const at = start + i * width + j;
      const x = load<T>(input + <usize>at * sizeof<T>());
      const better = x > maximum || x != x;
      maximum = select<T>(x, maximum, better);
      best = select<i32>(at, best, better);
    }
  }
  store<T>(output, maximum);
  store<i32>(positions, best);
}

/** `images` = batch·channels; `rows`×`columns` windows each. */
export function maxPool<T>(input: usize, output: usize, positions: usize, images: i32, height: i32, width: i32, size: i32, stride: i32, rows: i32, columns: i32): void {
  const lanes = lanesOf<T>();
  const inPairs = size == 2 && stride == 2 && columns >= lanes;
  for (let image = 0; image < images; image++) {
    for (let row = 0; row < rows; row++) {
      const start = row * stride * width;
      if (inPairs) {
        for (let column = 0; column < columns; column += lanes) {
          // The last vector goes back over windows already done rather than past the end.
          const from = min(column, columns - lanes);
          const at = start + 2 * from;
          const upper = input + <usize>at * sizeof<T>();
          const lower = upper + <usize>width * sizeof<T>();
          maxOfPairs<T>(upper, lower, at, width, output + <usize>from * sizeof<T>(), positions + 4 * <usize>from);
        }
      } else {
        for (let column = 0; column < columns; column++) {
          maxOfWindow<T>(input, start + column * stride, width, size, output + <usize>column * sizeof<T>(), positions + 4 * <usize>column);
        }
      }
      output += <usize>columns * sizeof<T>();
      positions += 4 * <usize>columns;
    }
    input += <usize>(height * width) * sizeof<T>();
  }
}

export function maxPoolBackward<T>(
  gradOutput: usize,
  positions: usize,
  gradInput: usize,
  images: i32,
  area: i32,
  windows: i32,
  accumulate: bool,
): void {
  if (!accumulate) fill<T>(gradInput, 0, images * area);
  for (let image = 0; image < images; image++) {
    for (let window = 0; window < windows; window++) {
      addTo<T>(gradInput + <usize>load<u32>(positions) * sizeof<T>(), load<T>(gradOutput));
      gradOutput += sizeof<T>();
      positions += 4;
    }
    gradInput += <usize>area * sizeof<T>();
  }
}

export function averagePool<T>(
  input: usize,
  output: usize,
  images: i32,
  height: i32,
  width: i32,
  size: i32,
  stride: i32,
  rows: i32,
  columns: i32,
): void {
  for (let image = 0; image < images; image++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        let sum: T = 0;
        for (let i = 0; i < size; i++) {
          let at = input + <usize>((row * stride + i) * width + column * stride) * sizeof<T>();
          for (let j = 0; j < size; j++) {
            sum += load<T>(at);
            at += sizeof<T>();
          }
        }
        store<T>(output, sum / <T>(size * size));
        output += sizeof<T>();
      }
    }
    input += <usize>(height * width) * sizeof<T>();
  }
}

export function averagePoolBackward<T>(
  gradOutput: usize,
  gradInput: usize,
  images: i32,
  height: i32,
  width: i32,
  size: i32,
  stride: i32,
  rows: i32,
  columns: i32,
  accumulate: bool,
): void {
  if (!accumulate) fill<T>(gradInput, 0, images * height * width);
  for (let image = 0; image < images; image++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const share = load<T>(gradOutput) / <T>(size * size);
        for (let i = 0; i < size; i++) {
          let at = gradInput + <usize>((row * stride + i) * width + column * stride) * sizeof<T>();
          for (let j = 0; j < size; j++) {
            addTo<T>(at, share);
            at += sizeof<T>();
          }
        }
        gradOutput += sizeof<T>();
      }
    }
    gradInput += <usize>(height * width) * sizeof<T>();
  }
}

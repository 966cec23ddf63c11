import { patchesStart } from './memory';
import { addDots } from './product';
import { table4 } from './tiles';
import { lanesOf, storeLanes } from './vector';

/**
 * Convolution with stride 1 without gathering windows: entry (c, i, j) of every window is the image shifted,
 * so the image itself is the matrix of windows, as wide as its rows. The places between two rows of the
 * output are computed too and left out when the result is copied to where it belongs.
 */

/** Scratch of a sliding convolution: offsets of the window's entries, the padded image, the wide output. */
// @ts-ignore: decorator
@inline function imageStart(entries: i32): usize {
  return patchesStart + ((4 * <usize>entries + 15) & ~15);
}

/** Bytes of a row of the wide output: whole panels. */
// @ts-ignore: decorator
@inline function widePitch<T>(wide: i32): usize {
  return (<usize>wide * sizeof<T>() + 31) & ~31;
}

/** Where the wide output begins: past the padded image and what may be read after it. */
// @ts-ignore: decorator
@inline function wideStart<T>(entries: i32, pixels: i32): usize {
  return imageStart(entries) + ((<usize>pixels * sizeof<T>() + 79) & ~15);
}

/** Bytes of scratch needed for one image. */
export function slidingBytes<T>(channels: i32, height: i32, width: i32, size: i32, pad: i32, filters: i32): usize {
  const wide = (height + 2 * pad - size) * (width + 2 * pad) + width + 2 * pad - size + 1;
  const pixels = channels * (height + 2 * pad) * (width + 2 * pad);
  return wideStart<T>(channels * size * size, pixels) - patchesStart + <usize>filters * widePitch<T>(wide) + 64;
}

/** Copies the image into the middle of a frame of zeros. */
function padImage<T>(image: usize, to: usize, channels: i32, height: i32, width: i32, pad: i32): void {
  const stride = <usize>(width + 2 * pad) * sizeof<T>();
  const frame = <usize>(channels * (height + 2 * pad)) * stride;
  memory.fill(to, 0, frame);
  to += <usize>pad * stride + <usize>pad * sizeof<T>();
  for (let channel = 0; channel < channels; channel++) {
    copyRows<T>(image, <usize>width * sizeof<T>(), to, stride, height, width);
    image += <usize>(height * width) * sizeof<T>();
    to += <usize>(height + 2 * pad) * stride;
  }
}

/** Rows of `length` entries from one stride to another. */
function copyRows<T>(from: usize, fromStride: usize, to: usize, toStride: usize, rows: i32, length: i32): void {
  for (let row = 0; row < rows; row++) {
    copyRow<T>(from, to, length);
    from += fromStride;
    to += toStride;
  }
}

// @ts-ignore: decorator
@inline function copyRow<T>(from: usize, to: usize, length: i32): void {
  const lanes = lanesOf<T>();
  if (length < lanes) {
    storeLanes<T>(to, v128.load(from), length);
    return;
  }
  // The last vector goes back over what is copied already rather than past the end.
  const last = <usize>(length - lanes) * sizeof<T>();
  for (let at: usize = 0; at < last; at += 16) v128.store(to + at, v128.load(from + at));
  v128.store(to + last, v128.load(from + last));
}

export function slideForward<T>(input: usize, weight: usize, bias: usize, output: usize, batch: i32, channels: i32, height: i32, width: i32, size: i32, pad: i32, filters: i32): void {
  const entries = channels * size * size;
  const frameHeight = height + 2 * pad;
  const frameWidth = width + 2 * pad;
  const rows = frameHeight - size + 1;
  const columns = frameWidth - size + 1;
  const wide = (rows - 1) * frameWidth + columns;
  const pitch = widePitch<T>(wide);
  const frameStride = <usize>frameWidth * sizeof<T>();
  const wideOutput = wideStart<T>(entries, channels * frameHeight * frameWidth);
  const aStride = <usize>entries * sizeof<T>();
  let offset = patchesStart;
  for (let channel = 0; channel < channels; channel++) {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        store<u32>(offset, <u32>(((channel * frameHeight + i) * frameWidth + j) * <i32>sizeof<T>()));
        offset += 4;
      }
    }
  }
  for (let n = 0; n < batch; n++) {
    let image = input;
    if (pad > 0) {
      image = imageStart(entries);
      padImage<T>(input, image, channels, height, width, pad);
    }
    for (let at: usize = 0; at < pitch; at += 32) {
      for (let done = 0; done < filters; done += 4) {
        // The last tile goes back over filters that are done already.
        const filter = <usize>min(done, filters - 4);
        table4<T>(weight + filter * aStride, aStride, image + at, patchesStart, wideOutput + at + filter * pitch, pitch, entries);
      }
    }
    for (let filter = 0; filter < filters; filter++) {
      const shift = v128.splat<T>(bias == 0 ? <T>0 : load<T>(bias + <usize>filter * sizeof<T>()));
      let from = wideOutput + <usize>filter * pitch;
      for (let row = 0; row < rows; row++) {
        for (let j = 0; j < columns; j += lanesOf<T>()) {
          const at = <usize>j * sizeof<T>();
          storeLanes<T>(output + at, v128.add<T>(v128.load(from + at), shift), columns - j);
        }
        from += frameStride;
        output += <usize>columns * sizeof<T>();
      }
    }
    input += <usize>(channels * height * width) * sizeof<T>();
  }
}

/** `gradWeight` += ; the input must be finite: what lies between rows is multiplied by zero. */
export function slideBackwardWeight<T>(input: usize, gradOutput: usize, gradWeight: usize, batch: i32, channels: i32, height: i32, width: i32, size: i32, pad: i32, filters: i32): void {
  const entries = channels * size * size;
  const frameHeight = height + 2 * pad;
  const frameWidth = width + 2 * pad;
  const rows = frameHeight - size + 1;
  const columns = frameWidth - size + 1;
  const wide = (rows - 1) * frameWidth + columns;
  const pitch = widePitch<T>(wide);
  const frameStride = <usize>frameWidth * sizeof<T>();
  const wideGradient = wideStart<T>(entries, channels * frameHeight * frameWidth);
  memory.fill(wideGradient, 0, <usize>filters * pitch);
  for (let n = 0; n < batch; n++) {
    for (let filter = 0; filter < filters; filter++) {
      const outputStride = <usize>columns * sizeof<T>();
      copyRows<T>(gradOutput, outputStride, wideGradient + <usize>filter * pitch, frameStride, rows, columns);
      gradOutput += <usize>rows * outputStride;
    }
    let image = input;
    if (pad > 0) {
      image = imageStart(entries);
      padImage<T>(input, image, channels, height, width, pad);
    }
    let target = gradWeight;
    for (let channel = 0; channel < channels; channel++) {
      for (let i = 0; i < size; i++) {
        const line = image + <usize>(channel * frameHeight + i) * frameStride;
        addDots<T>(wideGradient, pitch, line, sizeof<T>(), target, <usize>entries * sizeof<T>(), filters, wide, size);
        target += <usize>size * sizeof<T>();
      }
    }
    input += <usize>(channels * height * width) * sizeof<T>();
  }
}

/** Whether no entry is NaN or infinite. */
export function allFinite<T>(values: usize, length: i32): bool {
  let products = v128.splat<T>(<T>0);
  let i = length;
  for (; i >= lanesOf<T>(); i -= lanesOf<T>()) {
    products = v128.add<T>(products, v128.mul<T>(v128.load(values), v128.splat<T>(<T>0)));
    values += 16;
  }
  let finite = isZero<T>(products);
  for (; i > 0; i--) {
    const x = load<T>(values);
    finite = finite && x - x == 0;
    values += sizeof<T>();
  }
  return finite;
}

// @ts-ignore: decorator
@inline function isZero<T>(x: v128): bool {
  if (sizeof<T>() == 4) {
    return i32x4.all_true(v128.eq<f32>(x, v128.splat<f32>(0)));
  } else {
    return i64x2.all_true(v128.eq<f64>(x, v128.splat<f64>(0)));
  }
}

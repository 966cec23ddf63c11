import { patchesStart } from './memory';
import { addTo, lanesOf } from './vector';

/**
 * The windows of one image as the columns of a matrix of channels·size² rows,
 * `pitch` bytes from row to row, for places `first` to `first + count` of OH·OW.
 * Copied out of the image, or, `backward`, added to the pixels they came from.
 */
export function movePatches<T>(backward: bool, image: usize, channels: i32, height: i32, width: i32, size: i32, stride: i32, pad: i32, outputWidth: i32, dilation: i32, first: i32, count: i32, pitch: usize): void {
  let patches = patchesStart;
  for (let channel = 0; channel < channels; channel++) {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        movePlaces<T>(backward, image, height, width, i * dilation - pad, j * dilation - pad, stride, outputWidth, first, count, patches);
        patches += pitch;
      }
    }
    image += <usize>(height * width) * sizeof<T>();
  }
}

/** What entry (di, dj) of the window sees at each place: a row of the matrix. */
function movePlaces<T>(backward: bool, image: usize, height: i32, width: i32, di: i32, dj: i32, stride: i32, outputWidth: i32, first: i32, count: i32, patches: usize): void {
  let row = first / outputWidth;
  let column = first - row * outputWidth;
  for (let left = count; left > 0; row++) {
    const length = min(outputWidth - column, left);
    const line = row * stride + di;
    const start = column * stride + dj;
    const lineInside = line >= 0 && line < height;
    const pixels = image + <usize>(line * width) * sizeof<T>();
    if (lineInside && stride == 1 && start >= 0 && start + length <= width) {
      moveRun<T>(backward, pixels + <usize>start * sizeof<T>(), patches, length);
    } else {
      for (let place = 0; place < length; place++) {
        const at = start + place * stride;
        const inside = lineInside && at >= 0 && at < width;
        moveEntry<T>(backward, inside, pixels + <usize>at * sizeof<T>(), patches + <usize>place * sizeof<T>());
      }
    }
    patches += <usize>length * sizeof<T>();
    left -= length;
    column = 0;
  }
}

function moveEntry<T>(backward: bool, inside: bool, pixel: usize, patch: usize): void {
  if (!backward) store<T>(patch, inside ? load<T>(pixel) : <T>0);
  else if (inside) addTo<T>(pixel, load<T>(patch));
}

/** Neighbours that are neighbours on both sides. */
function moveRun<T>(backward: bool, pixels: usize, patches: usize, length: i32): void {
  let i = length;
  for (; i >= lanesOf<T>(); i -= lanesOf<T>()) {
    if (backward) v128.store(pixels, v128.add<T>(v128.load(pixels), v128.load(patches)));
    else v128.store(patches, v128.load(pixels));
    pixels += 16;
    patches += 16;
  }
  for (; i > 0; i--) {
    moveEntry<T>(backward, true, pixels, patches);
    pixels += sizeof<T>();
    patches += sizeof<T>();
  }
}

import type { Numbers } from '../../tensor';
import type { Windows } from './windows';

/** What one window sees, in the order channel, row, column. */
export function windowLength({ channels, windowHeight, windowWidth }: Windows): number {
  return channels * windowHeight * windowWidth;
}

/** The number of windows over the whole batch, in the order image, row, column. */
export function windowCount({ batch, outHeight, outWidth }: Windows): number {
  return batch * outHeight * outWidth;
}

/**
 * The entry of the images at place `k` of window `position`, or -1 where the window looks at the padding.
 */
export function windowEntry(windows: Windows, position: number, k: number): number {
  const { imageChannels, height, width, firstChannel, windowHeight, windowWidth } = windows;
  const { stride, dilation, padTop, padLeft, outHeight, outWidth } = windows;
  const image = Math.floor(position / (outHeight * outWidth));
  const row = Math.floor(position / outWidth) % outHeight;
  const column = position % outWidth;
  const channel = firstChannel + Math.floor(k / (windowHeight * windowWidth));
  const h = row * stride - padTop + dilation * (Math.floor(k / windowWidth) % windowHeight);
  const w = column * stride - padLeft + dilation * (k % windowWidth);
  if (h < 0 || h >= height || w < 0 || w >= width) return -1;
  return ((image * imageChannels + channel) * height + h) * width + w;
}

/**
 * Calls `visit` for every place of `count` windows from `first`
 * on: the place in `rows`, the entry of the images or -1.
 */
function eachPlace(
  windows: Windows,
  first: number,
  count: number,
  visit: (place: number, entry: number) => void,
): void {
  const { imageChannels, height, width, channels, firstChannel, windowHeight, windowWidth } = windows;
  const { stride, dilation, padTop, padLeft, outHeight, outWidth } = windows;
  let place = 0;
  for (let position = first; position < first + count; position++) {
    const image = Math.floor(position / (outHeight * outWidth));
    const top = (Math.floor(position / outWidth) % outHeight) * stride - padTop;
    const left = (position % outWidth) * stride - padLeft;
    for (let channel = 0; channel < channels; channel++) {
      const plane = (image * imageChannels + firstChannel + channel) * height;
      for (let i = 0, h = top; i < windowHeight; i++, h += dilation) {
        for (let j = 0, w = left; j < windowWidth; j++, w += dilation, place++) {
          const inside = h >= 0 && h < height && w >= 0 && w < width;
          visit(place, inside ? (plane + h) * width + w : -1);
        }
      }
    }
  }
}

/**
 * Copies `count` windows from `first` on into the rows of a matrix, so that a convolution becomes a product.
 */
export function im2col(windows: Windows, images: Numbers, first: number, count: number, rows: Numbers): void {
  eachPlace(windows, first, count, (place, entry) => {
    rows[place] = entry === -1 ? 0 : (images[entry] ?? NaN);
  });
}

/** The way back: adds every place of the windows to the entry it was copied from. */
export function col2im(windows: Windows, rows: Numbers, first: number, count: number, images: Numbers): void {
  eachPlace(windows, first, count, (place, entry) => {
    if (entry !== -1) images[entry] = (images[entry] ?? NaN) + (rows[place] ?? NaN);
  });
}

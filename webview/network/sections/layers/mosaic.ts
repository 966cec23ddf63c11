import type { Grid } from '../../../tensor/Heatmap';

/** Images beside and below each other, with a gap of one cell between them. */
export interface Mosaic extends Grid {
  /** By cell which number stands there; -1 in the gaps. */
  readonly places: Int32Array;
}

export interface MosaicOf {
  readonly images: number;
  readonly height: number;
  readonly width: number;
  /** How many stand in a row. */
  readonly across: number;
}

/** @param placeOf where the number of a pixel is: `image`, and the pixel's place in it, row-major */
export function mosaicOf(
  { images, height, width, across }: MosaicOf,
  placeOf: (image: number, pixel: number) => number,
): Mosaic {
  const beside = Math.min(across, images);
  const below = Math.ceil(images / across);
  const [rows, columns] = [below * (height + 1) - 1, beside * (width + 1) - 1];
  const places = new Int32Array(rows * columns).fill(-1);
  for (let image = 0; image < images; image++) {
    const top = Math.floor(image / across) * (height + 1);
    const left = (image % across) * (width + 1);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) places[(top + y) * columns + left + x] = placeOf(image, y * width + x);
    }
  }
  return { rows, columns, places };
}

/** How many images of a width beside each other make a picture no wider than so many pixels. */
export function imagesAcross(images: number, imageWidth: number, pixels: number, cell: number): number {
  return Math.max(1, Math.min(images, Math.floor((pixels + cell) / ((imageWidth + 1) * cell))));
}

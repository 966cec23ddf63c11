import { mosaicOf, reachOf } from '../../../tensor/cells';
import { niceLimit } from '../../../tensor/colorScale';
import { heatRaster } from '../../../tensor/tensorRaster';
import { pixel, type Palette } from '../../../tensor/palette';
import type { Raster } from '../../../tensor/raster';
import { mix } from '../../../kit/theme/themeColors';

/** The end of the colour scale of these numbers. */
export function limitOfValues(values: ArrayLike<number>): number {
  return niceLimit(reachOf(values));
}

/** How a layer's numbers for one sample are laid out as cells. */
interface CellLayout {
  readonly rows: number;
  readonly columns: number;
  /** By cell where in the numbers it is; -1 between images. Absent where they stand in their order. */
  readonly places?: Int32Array;
}

/**
 * Feature maps in as square a block as can be, one empty
 * cell between them; plain units in rows of equal length.
 */
export function layoutOf(shape: readonly number[]): CellLayout {
  if (shape.length < 2) {
    const length = shape[0] ?? 1;
    const columns = length <= 64 ? Math.min(length, 16) : Math.ceil(Math.sqrt(length * 2));
    return inRows(length, columns);
  }
  const { channels, height, width } = imageSides(shape);
  const across = Math.max(1, Math.round(Math.sqrt((channels * height) / width)));
  return mosaicOf({ images: channels, height, width, across });
}

function inRows(length: number, columns: number): CellLayout {
  const rows = Math.ceil(length / columns);
  const places = new Int32Array(rows * columns).fill(-1);
  for (let at = 0; at < length; at++) places[at] = at;
  return { rows, columns, places };
}

/** Of an image given as channels × rows × columns, or rows × columns. */
export function imageSides(shape: readonly number[]): { channels: number; height: number; width: number } {
  const [width = 1, height = 1, ...rest] = [...shape].reverse();
  return { channels: rest.reduce((product, axis) => product * axis, 1), height, width };
}

/**
 * The first channel of an image: of intensities from the neutral colour to that of the text; as soon as one
 * is below zero in the colours of all numbers.
 */
export function inputRaster(values: Float32Array, shape: readonly number[], colours: Palette): Raster {
  const { height, width } = imageSides(shape);
  const channel = values.subarray(0, height * width);
  const limit = limitOfValues(values);
  if (channel.some((value) => !(value >= 0)))
    return heatRaster({ rows: height, columns: width, values: channel, limit }, colours);
  const inks = Array.from({ length: 256 }, (_, at) =>
    pixel(mix(colours.neutral, colours.foreground, at / 255)),
  );
  return {
    rows: height,
    columns: width,
    colours: Uint32Array.from(channel, (value) => inks[Math.round((255 * value) / (limit || 1))] ?? 0),
    hatchPixel: 0,
    crossPixel: 0,
  };
}

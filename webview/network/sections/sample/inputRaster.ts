import { heatRaster } from '../../../tensor/tensorRaster';
import { pixel, type Palette } from '../../../tensor/palette';
import type { Raster } from '../../../tensor/raster';
import { mix } from '../../../kit/theme/themeColors';
import { scaleOf } from './sampleCells';

/** Of an image given as channels × rows × columns, or rows × columns. */
export function imageSides(shape: readonly number[]): { channels: number; height: number; width: number } {
  const [width = 1, height = 1, ...rest] = [...shape].reverse();
  return { channels: rest.reduce((product, axis) => product * axis, 1), height, width };
}

/**
 * The first channel of an image: of intensities from the neutral colour to that of the text; as soon as one is below
 * zero in the colours of all numbers.
 */
export function inputRaster(values: Float32Array, shape: readonly number[], colours: Palette): Raster {
  const { height, width } = imageSides(shape);
  const channel = values.subarray(0, height * width);
  const limit = scaleOf(values);
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

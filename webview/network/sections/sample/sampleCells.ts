import { niceLimit } from '../../../tensor/colorScale';
import { imageSides } from './inputRaster';

/** The end of the colour scale of these numbers. */
export function scaleOf(values: ArrayLike<number>): number {
  let reach = 0;
  for (let at = 0; at < values.length; at++) {
    const value = Math.abs(values[at] ?? NaN);
    if (Number.isFinite(value)) reach = Math.max(reach, value);
  }
  return niceLimit(reach);
}

/** How a layer's numbers for one sample are laid out as cells. */
export interface CellLayout {
  readonly rows: number;
  readonly columns: number;
  /** By cell where in the numbers it is; -1 between images. Absent where they stand in their order. */
  readonly places?: Int32Array;
}

/** Feature maps in as square a block as can be, one empty cell between them; plain units in rows of equal length. */
export function layoutOf(shape: readonly number[]): CellLayout {
  if (shape.length < 2) {
    const length = shape[0] ?? 1;
    const columns = length <= 64 ? Math.min(length, 16) : Math.ceil(Math.sqrt(length * 2));
    return inRows(length, columns);
  }
  const { channels, height, width } = imageSides(shape);
  const across = Math.max(1, Math.round(Math.sqrt((channels * height) / width)));
  const down = Math.ceil(channels / across);
  const columns = across * (width + 1) - 1;
  const rows = down * (height + 1) - 1;
  const places = new Int32Array(rows * columns).fill(-1);
  for (let channel = 0; channel < channels; channel++) {
    const top = Math.floor(channel / across) * (height + 1);
    const left = (channel % across) * (width + 1);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        places[(top + y) * columns + left + x] = (channel * height + y) * width + x;
      }
    }
  }
  return { rows, columns, places };
}

function inRows(length: number, columns: number): CellLayout {
  const rows = Math.ceil(length / columns);
  const places = new Int32Array(rows * columns).fill(-1);
  for (let at = 0; at < length; at++) places[at] = at;
  return { rows, columns, places };
}

import { mix, type Rgb } from '../kit/theme/themeColors';
import { pixel, type Palette } from './palette';
import { patterns, type Raster } from './raster';
import { scaleIn } from './colorScale';

/** A matrix of numbers as it is to be shown. */
interface Field {
  readonly rows: number;
  readonly columns: number;
  readonly values: ArrayLike<number>;
  /** By shown cell where in `values` it is, -1 for a gap between images; absent where they stand as shown. */
  readonly places?: Int32Array;
  /** The end of the colour scale. */
  readonly limit: number;
  /** By entry of `values`: which share of it a ReLU blocked. Hatched from one half on. */
  readonly blocked?: ArrayLike<number>;
}

function hatchOf({ neutral, foreground }: Palette): Rgb {
  return mix(neutral, foreground, 0.5);
}

function emptyRaster(rows: number, columns: number, colours: Palette, marked: boolean): Raster {
  return {
    rows,
    columns,
    colours: new Uint32Array(rows * columns),
    ...(marked && { marks: new Uint8Array(rows * columns) }),
    hatchPixel: pixel(hatchOf(colours)),
    crossPixel: pixel(colours.error),
  };
}

/** Numbers as colours about zero; what is not finite is crossed out on the ground's colour. */
export function heatRaster(field: Field, colours: Palette): Raster {
  const { rows, columns, values, places, limit, blocked } = field;
  const scale = scaleIn(colours);
  const ground = pixel(colours.ground);
  const raster = emptyRaster(rows, columns, colours, true);
  const { colours: cells, marks = new Uint8Array() } = raster;
  for (let cell = 0; cell < cells.length; cell++) {
    const place = places === undefined ? cell : (places[cell] ?? -1);
    if (place < 0) {
      cells[cell] = ground;
      continue;
    }
    const value = values[place] ?? NaN;
    const isFinite = Number.isFinite(value);
    cells[cell] = isFinite ? scale.pixelOf(value, limit) : ground;
    if (!isFinite) marks[cell] = patterns.crossed;
    else if (blocked !== undefined && (blocked[place] ?? 0) >= 0.5) marks[cell] = patterns.hatched;
  }
  return raster;
}

/** What became of an entry on its way through a ReLU. */
interface MaskField {
  readonly rows: number;
  readonly columns: number;
  /** 1 where all of the cell is blocked. */
  readonly blocked: ArrayLike<number>;
  /** What came in backward: where it was zero already there was nothing to stop. Absent forward. */
  readonly arriving?: ArrayLike<number>;
  readonly places?: Int32Array;
}

/** How much of a direction's colour is in the cells it passes. */
const passedTint = 0.5;
const blockedTint = 0.16;

/** Passed cells plain in the colour of their direction, blocked ones hatched on a colour of their own. */
export function maskRaster(field: MaskField, direction: 'forward' | 'backward', colours: Palette): Raster {
  const { rows, columns, blocked, arriving, places } = field;
  const raster = emptyRaster(rows, columns, colours, true);
  const { colours: cells, marks = new Uint8Array() } = raster;
  const passed = mix(colours.ground, colours[direction], passedTint);
  const stopped = mix(colours.ground, colours.foreground, blockedTint);
  const byShare = Array.from({ length: 65 }, (_, at) => pixel(mix(passed, stopped, at / 64)));
  const nothing = pixel(colours.neutral);
  for (let cell = 0; cell < cells.length; cell++) {
    const place = places === undefined ? cell : (places[cell] ?? -1);
    const share = blocked[place] ?? 0;
    const isNothing = arriving?.[place] === 0 && share < 0.5;
    cells[cell] = isNothing ? nothing : (byShare[Math.round(share * 64)] ?? nothing);
    if (share >= 0.5) marks[cell] = patterns.hatched;
  }
  return raster;
}

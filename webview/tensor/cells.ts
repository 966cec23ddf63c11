import type { PanelTensor } from '../../src/protocol/formulaPanelMessages';
import { edge } from './raster';

/** A tensor seen as rows and columns: the last axis across, all others down. */
interface CellGrid {
  readonly rows: number;
  readonly columns: number;
  /** Small enough that every cell carries its number. */
  readonly numbered: boolean;
}

const longestSide = 16;
const numberedColumns = 4;
const numberedRows = 4;

export function matrixSides(shape: readonly number[]): { readonly rows: number; readonly columns: number } {
  const columns = shape.at(-1) ?? 1;
  const rows = shape.slice(0, -1).reduce((product, axis) => product * axis, 1);
  return { rows, columns };
}

/** The grid a tensor of this shape is drawn in. */
export function cellGrid(shape: readonly number[]): CellGrid {
  const { rows, columns } = matrixSides(shape);
  return {
    rows: Math.min(rows, longestSide),
    columns: Math.min(columns, longestSide),
    numbered: rows <= numberedRows && columns <= numberedColumns,
  };
}

export interface Cell {
  readonly row: number;
  readonly column: number;
  readonly value: number;
  /** The entry it shows, where it shows just one. */
  readonly entry?: number;
}

/**
 * Of each part of the tensor that falls into one cell, the
 * entry of largest magnitude: nothing large is averaged away.
 */
export function cellsOf(tensor: PanelTensor): readonly Cell[] {
  if (tensor.kind === 'sealed') return [];
  const isWhole = tensor.kind === 'whole';
  const { rows, columns } = isWhole ? matrixSides(tensor.shape) : tensor;
  const shown = coarse(
    { rows, columns, values: isWhole ? tensor.data : tensor.cells },
    longestSide,
    longestSide,
  );
  const isExact = isWhole && shown.rows === rows && shown.columns === columns;
  return Array.from(shown.values, (value, cell) => ({
    row: Math.floor(cell / shown.columns),
    column: cell % shown.columns,
    value,
    ...(isExact && { entry: cell }),
  }));
}

/** The entry farthest from zero; 0 where none is finite. */
export function reachOf(values: ArrayLike<number>): number {
  let reach = 0;
  for (let at = 0; at < values.length; at++) {
    const magnitude = Math.abs(values[at] ?? NaN);
    if (magnitude > reach && magnitude !== Infinity) reach = magnitude;
  }
  return reach;
}

interface Cells {
  readonly rows: number;
  readonly columns: number;
  readonly values: ArrayLike<number>;
}

/**
 * The same on no more than so many cells, where a picture has more than its place has pixels: of each part
 * the entry farthest from zero, or one that is not finite.
 */
export function coarse(cells: Cells, mostRows: number, mostColumns: number): Cells {
  const [rows, columns] = [Math.min(cells.rows, mostRows), Math.min(cells.columns, mostColumns)];
  if (rows === cells.rows && columns === cells.columns) return cells;
  const values = new Float64Array(rows * columns);
  for (let row = 0; row < cells.rows; row++) {
    const to = partOf(row, rows, cells.rows) * columns;
    for (let column = 0; column < cells.columns; column++) {
      const value = cells.values[row * cells.columns + column] ?? NaN;
      const at = to + partOf(column, columns, cells.columns);
      const known = values[at] ?? 0;
      if (!Number.isFinite(value) || Math.abs(value) > Math.abs(known)) values[at] = value;
    }
  }
  return { rows, columns, values };
}

/** The part out of `parts` that entry `at` of `length` falls into. */
function partOf(at: number, parts: number, length: number): number {
  const part = Math.floor((at * parts) / length);
  return part + 1 < parts && edge(part + 1, parts, length) <= at ? part + 1 : part;
}

/** Images beside and below each other, with a gap of one cell between them. */
interface Mosaic {
  readonly rows: number;
  readonly columns: number;
  /** By cell which number stands there; -1 in the gaps. */
  readonly places: Int32Array;
}

interface MosaicOf {
  readonly images: number;
  readonly height: number;
  readonly width: number;
  /** How many stand in a row. */
  readonly across: number;
}

/** The numbers of images in row-major order, image after image. */
export function mosaicOf({ images, height, width, across }: MosaicOf): Mosaic {
  const beside = Math.min(across, images);
  const below = Math.ceil(images / across);
  const [rows, columns] = [below * (height + 1) - 1, beside * (width + 1) - 1];
  const places = new Int32Array(rows * columns).fill(-1);
  for (let image = 0; image < images; image++) {
    const top = Math.floor(image / across) * (height + 1);
    const left = (image % across) * (width + 1);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++)
        places[(top + y) * columns + left + x] = (image * height + y) * width + x;
    }
  }
  return { rows, columns, places };
}

/** How many images of a width beside each other make a picture no wider than so many pixels. */
export function imagesAcross(images: number, imageWidth: number, pixels: number, cell: number): number {
  return Math.max(1, Math.min(images, Math.floor((pixels + cell) / ((imageWidth + 1) * cell))));
}

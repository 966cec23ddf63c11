import type { PanelTensor } from '../../src/protocol/panel';
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

/** Of each part of the tensor that falls into one cell, the entry of largest magnitude: nothing large is averaged away. */
export function cellsOf(tensor: PanelTensor): readonly Cell[] {
  if (tensor.kind === 'blank') return [];
  const whole = tensor.kind === 'whole';
  const source = whole ? matrixSides(tensor.shape) : { rows: tensor.rows, columns: tensor.columns };
  const data = whole ? tensor.data : tensor.cells;
  const rows = Math.min(source.rows, longestSide);
  const columns = Math.min(source.columns, longestSide);
  const reduced = rows < source.rows || columns < source.columns || !whole;
  const largest = new Map<number, number>();
  for (let at = 0; at < data.length; at++) {
    const row = Math.floor((Math.floor(at / source.columns) * rows) / source.rows);
    const column = Math.floor(((at % source.columns) * columns) / source.columns);
    const cell = row * columns + column;
    const known = largest.get(cell);
    const value = data[at] ?? 0;
    if (known === undefined || Number.isNaN(value) || Math.abs(value) > Math.abs(known))
      largest.set(cell, value);
  }
  return [...largest].map(([cell, value]) => ({
    row: Math.floor(cell / columns),
    column: cell % columns,
    value,
    ...(reduced ? {} : { entry: cell }),
  }));
}

/** The largest finite magnitude: the end of the colour scale, whose middle is always zero. */
export function scaleOf(values: Iterable<number>): number {
  let scale = 0;
  for (const value of values) if (Number.isFinite(value)) scale = Math.max(scale, Math.abs(value));
  return scale;
}

interface Cells {
  readonly rows: number;
  readonly columns: number;
  readonly values: ArrayLike<number>;
}

/**
 * The same on no more than so many cells, where a picture has more than its place has pixels: of each part the
 * entry farthest from zero, or one that is not finite.
 */
export function coarse(cells: Cells, mostRows: number, mostColumns: number): Cells {
  const [rows, columns] = [Math.min(cells.rows, mostRows), Math.min(cells.columns, mostColumns)];
  if (rows === cells.rows && columns === cells.columns) return cells;
  const values = new Float32Array(rows * columns);
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

import { edge } from './raster';

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

/** A tensor seen as a matrix, whichever way it lies in memory. */
export interface MatrixView {
  readonly data: ArrayLike<number>;
  readonly rows: number;
  readonly columns: number;
  /** From an entry to the one below it, and to the one right of it. */
  readonly rowStride: number;
  readonly columnStride: number;
}

export interface Cells {
  readonly rows: number;
  readonly columns: number;
  readonly means: Float32Array;
  /** Absent where every cell is one entry. */
  readonly extremes?: Float32Array;
}

/**
 * At most `side`×`side` cells of a matrix, as even in size as can be: the mean of the finite entries of each,
 * and the entry farthest from zero; of a cell that holds one that is not finite, that.
 */
export function cellsOf(view: MatrixView, side: number): Cells {
  const rows = Math.min(view.rows, side);
  const columns = Math.min(view.columns, side);
  const means = new Float32Array(rows * columns);
  const isExact = rows === view.rows && columns === view.columns;
  const extremes = isExact ? undefined : new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const [top, bottom] = [edge(row, rows, view.rows), edge(row + 1, rows, view.rows)];
    for (let column = 0; column < columns; column++) {
      const [left, right] = [edge(column, columns, view.columns), edge(column + 1, columns, view.columns)];
      const cell = row * columns + column;
      if (extremes === undefined)
        means[cell] = view.data[top * view.rowStride + left * view.columnStride] ?? NaN;
      else summarise(view, { top, bottom, left, right }, cell, means, extremes);
    }
  }
  return { rows, columns, means, ...(extremes && { extremes }) };
}

/** Where cell `index` of `count` begins in `length` entries. */
function edge(index: number, count: number, length: number): number {
  return Math.floor((index * length) / count);
}

function summarise(
  { data, rowStride, columnStride }: MatrixView,
  { top, bottom, left, right }: Readonly<Record<'top' | 'bottom' | 'left' | 'right', number>>,
  cell: number,
  means: Float32Array,
  extremes: Float32Array,
): void {
  let sum = 0;
  let finite = 0;
  let extreme = 0;
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const value = data[row * rowStride + column * columnStride] ?? NaN;
      if (Number.isFinite(value)) {
        sum += value;
        finite++;
        if (Math.abs(value) > Math.abs(extreme)) extreme = value;
      } else if (!Number.isNaN(extreme)) extreme = value;
    }
  }
  means[cell] = sum / finite;
  extremes[cell] = extreme;
}

import type { Shape } from '../../../shape';

/** Row-major. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** `undefined` for what has not two axes. */
export function matrixOf(shape: Shape, numbers: ArrayLike<number>): Matrix | undefined {
  const [rows, columns, ...others] = shape;
  if (rows === undefined || columns === undefined || others.length > 0) return undefined;
  return { rows, columns, data: Float64Array.from(numbers) };
}

export function transpose({ rows, columns, data }: Matrix): Matrix {
  const turned = data.map((_, entry) => data[(entry % rows) * columns + Math.floor(entry / rows)] ?? NaN);
  return { rows: columns, columns: rows, data: turned };
}

/** `undefined` where the inner sizes differ. */
export function product(a: Matrix, b: Matrix): Matrix | undefined {
  if (a.columns !== b.rows) return undefined;
  const data = new Float64Array(a.rows * b.columns);
  for (let row = 0; row < a.rows; row++) {
    for (let k = 0; k < a.columns; k++) {
      const factor = a.data[row * a.columns + k] ?? NaN;
      for (let column = 0; column < b.columns; column++) {
        const at = row * b.columns + column;
        data[at] = (data[at] ?? NaN) + factor * (b.data[k * b.columns + column] ?? NaN);
      }
    }
  }
  return { rows: a.rows, columns: b.columns, data };
}

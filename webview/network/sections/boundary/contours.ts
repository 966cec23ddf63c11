import type { Field } from './boundaryField';

/** How far the probability of a class lies above that of the best other one: 0 on its boundary. */
export function margins(field: Field, output: number): Float64Array {
  const { columns, rows, outputs } = field;
  const result = new Float64Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let other = -Infinity;
      for (let at = 0; at < outputs; at++) {
        if (at !== output) other = Math.max(other, field.at(column, row, at));
      }
      result[row * columns + column] = field.at(column, row, output) - other;
    }
  }
  return result;
}

/**
 * Marching squares: where the values on a grid cross `level`.
 * @returns segments, four numbers each: column and row of one end and of the other
 */
export function contour(values: Float64Array, columns: number, rows: number, level: number): Float64Array {
  const segments: number[] = [];
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const at = row * columns + column;
      const a = (values[at] ?? NaN) - level;
      const b = (values[at + 1] ?? NaN) - level;
      const c = (values[at + columns + 1] ?? NaN) - level;
      const d = (values[at + columns] ?? NaN) - level;
      if (a > 0 === b > 0 && b > 0 === c > 0 && c > 0 === d > 0) continue;
      const crossings: number[] = [];
      if (a > 0 !== b > 0) crossings.push(column + a / (a - b), row);
      if (b > 0 !== c > 0) crossings.push(column + 1, row + b / (b - c));
      if (d > 0 !== c > 0) crossings.push(column + d / (d - c), row + 1);
      if (a > 0 !== d > 0) crossings.push(column, row + a / (a - d));
      // Two crossings are a segment; four are two, cut so that the middle belongs to those it is nearer to.
      if (crossings.length === 8 && a + b + c + d > 0 !== a > 0) {
        const [ax = 0, ay = 0, bx = 0, by = 0, cx = 0, cy = 0, dx = 0, dy = 0] = crossings;
        segments.push(ax, ay, dx, dy, bx, by, cx, cy);
      } else segments.push(...crossings);
    }
  }
  return Float64Array.from(segments);
}

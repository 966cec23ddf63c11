import { firstLanes, lanesOf, zero } from '../vector';

/**
 * Lists the entries of a matrix that are not zero, row by row: their numbers in `values`, their columns in `places`;
 * those of row i begin at `starts[i]`. Gives up where they are more than `mostPerRow` a row and `columns` besides.
 */
export function listNonZeros<T>(
  matrix: usize,
  rows: i32,
  columns: i32,
  mostPerRow: i32,
  values: usize,
  places: usize,
  starts: usize,
): bool {
  let count = 0;
  let most = columns;
  store<u32>(starts, 0);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; ) {
      const end = min(column + lanesOf<T>(), columns);
      if (!v128.any_true(v128.load(matrix))) {
        matrix += <usize>(end - column) * sizeof<T>();
        column = end;
        continue;
      }
      for (; column < end; column++) {
        const value = load<T>(matrix);
        store<T>(values + <usize>count * sizeof<T>(), value);
        store<u32>(places + 4 * <usize>count, column);
        count += i32(value != 0);
        matrix += sizeof<T>();
      }
    }
    starts += 4;
    store<u32>(starts, count);
    most += mostPerRow;
    if (count > most) return false;
  }
  return true;
}

/** The same lists of the matrix transposed. `columnStarts` has room for two numbers more than there are columns. */
export function transposeNonZeros<T>(
  rows: i32,
  columns: i32,
  values: usize,
  places: usize,
  starts: usize,
  columnValues: usize,
  columnPlaces: usize,
  columnStarts: usize,
): void {
  memory.fill(columnStarts, 0, 4 * <usize>(columns + 2));
  const end = places + 4 * <usize>load<u32>(starts + 4 * <usize>rows);
  for (let at = places; at < end; at += 4) {
    const counter = columnStarts + 4 * <usize>load<u32>(at);
    store<u32>(counter, load<u32>(counter, 8) + 1, 8);
  }
  for (let column = 0; column < columns; column++) {
    const counter = columnStarts + 4 * <usize>column;
    store<u32>(counter, load<u32>(counter, 4) + load<u32>(counter, 8), 8);
  }
  // What is now the start of the column before moves on to become that of its own.
  let at = places;
  for (let row = 0; row < rows; row++) {
    starts += 4;
    const last = places + 4 * <usize>load<u32>(starts);
    for (; at < last; at += 4) {
      const next = columnStarts + 4 * <usize>load<u32>(at) + 4;
      const to = <usize>load<u32>(next);
      store<u32>(next, to + 1);
      store<u32>(columnPlaces + 4 * to, row);
      store<T>(columnValues + to * sizeof<T>(), load<T>(values));
      values += sizeof<T>();
    }
  }
}

/** Whether no entry is NaN or infinite. */
export function allFinite<T>(values: usize, length: i32): bool {
  let differences = zero<T>();
  for (let i = length; i > 0; i -= lanesOf<T>()) {
    const x = v128.load(values);
    // x − x is zero of what is finite, and NaN else.
    differences = v128.or(differences, v128.and(v128.sub<T>(x, x), firstLanes<T>(i)));
    values += 16;
  }
  return !v128.any_true(differences);
}

import { firstLanes, lanesOf, zero } from '../vector';

/** For each set of four lanes where they lie, four times their number, one after the other. */
const orders: usize = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 4, 0, 0, 8, 0, 0, 0, 0, 8, 0, 0, 4, 8, 0, 0, 0, 4, 8, 0,
  12, 0, 0, 0, 0, 12, 0, 0, 4, 12, 0, 0, 0, 4, 12, 0, 8, 12, 0, 0, 0, 8, 12, 0, 4, 8, 12, 0, 0, 4, 8, 12,
]);

/** Whether four vectors are zero. */
// @ts-ignore: decorator
@inline function isBlank(at: usize): bool {
  const first = v128.or(v128.load(at), v128.load(at, 16));
  return !v128.any_true(v128.or(first, v128.or(v128.load(at, 32), v128.load(at, 48))));
}

/** The bytes of a vector in which the lanes that `present` has a bit for come first. */
// @ts-ignore: decorator
@inline function orderOf(present: i32): v128 {
  const lanes = v128.load32_zero(orders + 4 * <usize>present);
  const each = i8x16.swizzle(lanes, i8x16(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3));
  return v128.add<i8>(each, i8x16(0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3));
}

/**
 * Lists the entries of a matrix that are not zero, row by row: their numbers
 * in `values`, their columns in `places`; those of row i begin at `starts[i]`.
 * Gives up where they are more than `mostPerRow` a row and `columns` besides.
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
      // Images have long runs of zeros.
      if (columns - column >= 4 * lanesOf<T>() && isBlank(matrix)) {
        matrix += 64;
        column += 4 * lanesOf<T>();
        continue;
      }
      const end = min(column + lanesOf<T>(), columns);
      if (sizeof<T>() == 4 && end - column == 4) {
        const x = v128.load(matrix);
        const present = i32x4.bitmask(v128.ne<f32>(x, zero<f32>()));
        if (present != 0) {
          const order = orderOf(present);
          const lanes = v128.add<i32>(v128.splat<i32>(column), i32x4(0, 1, 2, 3));
          v128.store(values + 4 * <usize>count, i8x16.swizzle(x, order));
          v128.store(places + 4 * <usize>count, i8x16.swizzle(lanes, order));
          count += popcnt(present);
        }
        matrix += 16;
        column = end;
        continue;
      }
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

/**
 * The same lists of the matrix transposed. `columnStarts`
 * has room for two numbers more than there are columns.
 */
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
  transpose(sizeof<T>() == 4, rows, columns, values, places, starts, columnValues, columnPlaces, columnStarts);
}

/** Of either precision: numbers are moved as they are. */
function transpose(
  single: bool,
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
      if (single) {
        store<u32>(columnValues + 4 * to, load<u32>(values));
        values += 4;
      } else {
        store<u64>(columnValues + 8 * to, load<u64>(values));
        values += 8;
      }
    }
  }
}

/** Whether no entry is NaN or infinite. */
export function allFinite<T>(values: usize, length: i32): bool {
  // x − x is zero of what is finite, and NaN else.
  let differences = zero<T>();
  let i = length;
  for (; i >= 4 * lanesOf<T>(); i -= 4 * lanesOf<T>()) {
    // A sum that overflows only means that nothing is skipped.
    const a = v128.add<T>(v128.load(values), v128.load(values, 16));
    const b = v128.add<T>(v128.load(values, 32), v128.load(values, 48));
    differences = v128.or(differences, v128.or(v128.sub<T>(a, a), v128.sub<T>(b, b)));
    values += 64;
  }
  for (; i > 0; i -= lanesOf<T>()) {
    const x = v128.load(values);
    differences = v128.or(differences, v128.and(v128.sub<T>(x, x), firstLanes<T>(i)));
    values += 16;
  }
  return !v128.any_true(differences);
}

import type { Picture } from '../../../../src/protocol/trainingFrame';
import { rowSpan } from '../../../tensor/cellReading';

/** By row of a mask, which share of the samples is blocked. */
export function blockedShares({ rows, columns, cells }: Picture): Float64Array {
  const shares = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let column = 0; column < columns; column++) sum += cells[row * columns + column] ?? 0;
    shares[row] = columns === 0 ? 0 : sum / columns;
  }
  return shares;
}

/** Rows with the largest share first; equal ones as they stand. */
export function byShare(shares: Float64Array): Int32Array {
  const rows = Array.from(shares.keys()).sort((a, b) => (shares[b] ?? 0) - (shares[a] ?? 0));
  return Int32Array.from(rows);
}

/** Where in the cells is what is shown, when the rows stand in another order. */
export function reordered(order: Int32Array, columns: number): Int32Array {
  const places = new Int32Array(order.length * columns);
  order.forEach((from, row) => {
    for (let column = 0; column < columns; column++) places[row * columns + column] = from * columns + column;
  });
  return places;
}

/** Rows whose units were all blocked for every sample of the last whole epoch. A channel of images is one unit. */
export function deadRows(mask: Picture): ReadonlySet<number> {
  const { deadUnits, rows, fullRows } = mask;
  const dead = new Set<number>();
  if (deadUnits === undefined || deadUnits.length === 0) return dead;
  const entriesPerUnit = fullRows / deadUnits.length;
  for (let row = 0; row < rows; row++) {
    const { from, to } = rowSpan(mask, row);
    const units = deadUnits.subarray(
      Math.floor(from / entriesPerUnit),
      Math.floor((to - 1) / entriesPerUnit) + 1,
    );
    if (units.every((isDead) => isDead === 1)) dead.add(row);
  }
  return dead;
}

/** Units blocked for the whole last epoch, by their numbers. */
export function deadUnitNumbers({ deadUnits = new Uint8Array() }: Picture): readonly number[] {
  return Array.from(deadUnits).flatMap((isDead, unit) => (isDead === 1 ? [unit] : []));
}

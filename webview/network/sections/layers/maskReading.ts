import { floatNumber, percent } from '../../../kit/numbers';
import type { Picture } from '../../../../src/protocol/trainingViews';
import { text } from '../../../kit/translation';
import { cellName, entryOf, readCell, rowSpan } from '../../../tensor/cellReading';
import { shownPicture } from '../../state/store';
import { strings } from './layersTexts';

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

/**
 * Rows whose units were all blocked for every sample of
 * the last whole epoch. A channel of images is one unit.
 */
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

/** Of all entries, how many are blocked, as a percentage. */
function share({ cells }: Picture): string {
  let sum = 0;
  for (let cell = 0; cell < cells.length; cell++) sum += cells[cell] ?? 0;
  return percent(cells.length === 0 ? 0 : sum / cells.length);
}

/** Whether both have the same cells. */
function isComparable(mask: Picture, gradient: Picture | undefined): gradient is Picture {
  return gradient?.rows === mask.rows && gradient.columns === mask.columns;
}

/** What became of an entry: forward its x, backward the gradient that arrived. */
function cell(
  layer: number,
  direction: 'forward' | 'backward',
  row: number,
  column: number,
): string | undefined {
  const mask = shownPicture(layer, 'mask');
  if (mask === undefined) return undefined;
  const gradient = shownPicture(layer, 'gradient');
  const place = row * mask.columns + column;
  if (direction === 'forward' || !isComparable(mask, gradient) || entryOf(mask, row, column) === undefined)
    return readCell(mask, row, column);
  const arriving = gradient.cells[place] ?? NaN;
  const isBlocked = mask.cells[place] === 1;
  const sentence = isBlocked
    ? arriving === 0
      ? strings.nothingToStop
      : strings.doutStopped
    : strings.doutPassed;
  return text(sentence, cellName(mask, row, column), floatNumber(arriving));
}

/**
 * The same in a table, whose headings say which entry it is.
 * @param gradient what arrives backward; `undefined` forward
 */
function tableCell(
  mask: Picture | undefined,
  gradient: Picture | undefined,
  row: number,
  column: number,
): string {
  const place = mask === undefined ? -1 : row * mask.columns + column;
  const value = mask?.cells[place];
  if (mask === undefined || value === undefined) return text(strings.notComputed);
  if (entryOf(mask, row, column) === undefined) return percent(value);
  const isBlocked = value === 1;
  if (!isComparable(mask, gradient)) return text(isBlocked ? strings.legendBlocked : strings.legendPassed);
  const arriving = gradient.cells[place] ?? NaN;
  if (isBlocked && arriving === 0) return text(strings.legendNothing);
  return text(isBlocked ? strings.tableStopped : strings.tablePassed, floatNumber(arriving));
}

export const readMask = { share, cell, tableCell };

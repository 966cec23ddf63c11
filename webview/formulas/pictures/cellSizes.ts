import type { Size } from '../../graph/textWidth';
import { cellGrid } from '../../tensor/cells';

/** Room for one number: the same whatever the number, so that new numbers never move the graph. */
const numberSize: Size = { width: 66, height: 18 };
/** So many characters fit into it. */
export const numberLength = 9;
export const numberedCell: Size = { width: 47, height: 20 };
const shapeLine = 15;

/**
 * How a tensor of this shape is drawn in the graph: as its numbers, or as a picture of at most 16×16 cells.
 */
export function tensorSize(shape: readonly number[]): Size {
  if (shape.length === 0) return numberSize;
  const { rows, columns, numbered } = cellGrid(shape);
  if (numbered) return { width: columns * numberedCell.width, height: rows * numberedCell.height };
  const cell = pictureCell(rows, columns);
  return { width: Math.max(columns * cell, 46), height: rows * cell + shapeLine };
}

/** Side of a picture's cell. */
export function pictureCell(rows: number, columns: number): number {
  return Math.min(12, Math.max(4, Math.floor(72 / Math.max(rows, columns))));
}

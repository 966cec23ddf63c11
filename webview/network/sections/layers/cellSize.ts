import type { Grid } from '../../../tensor/Heatmap';
import type { Size } from '../../../tensor/useCanvas';

const largest = 28;
/** A picture of many rows is scrolled rather than squeezed into less. */
const tallest = 420;
const lowest = 2;

/** Of a cell of an opened picture, in CSS pixels: as large as the place allows, whole pixels always. */
export function cellSize({ rows, columns }: Grid, width: number): Size {
  const across = Math.max(1, Math.min(largest, Math.floor(width / Math.max(1, columns))));
  const down = Math.max(lowest, Math.min(largest, Math.floor(tallest / Math.max(1, rows))));
  // Cells far from square mislead the eye.
  return { width: Math.min(across, 3 * down), height: Math.min(down, 3 * across) };
}

/** How the pixels of a cell are drawn over its colour. */
export const patterns = {
  plain: 0,
  /** Blocked by a ReLU. */
  hatched: 1,
  /** NaN or infinite. */
  crossed: 2,
} as const;

/** A matrix of colours, ready to be drawn. */
export interface Raster {
  readonly rows: number;
  readonly columns: number;
  /** Row-major, as `pixel` makes them. */
  readonly colours: Uint32Array;
  /** By cell one of `patterns`; absent where all are plain. */
  readonly marks?: Uint8Array;
  /** What the lines of the patterns are drawn in. */
  readonly hatchPixel: number;
  readonly crossPixel: number;
}

/** Where cell `index` of `count` begins in `length` pixels or entries. */
export function edge(index: number, count: number, length: number): number {
  return Math.floor((index * length) / count);
}

/** Which of `count` cells has pixel `at` of `length`. */
export function cellAt(at: number, count: number, length: number): number {
  let cell = Math.min(count - 1, Math.floor((at * count) / length));
  // Rounding puts the first pixel of some cells into the one before.
  while (cell + 1 < count && edge(cell + 1, count, length) <= at) cell++;
  return cell;
}

/**
 * Draws a raster on `width`×`height` pixels, the nearest cell for each. Each cell must have a pixel at least.
 * @param ratio pixels of the screen in one of CSS: patterns keep their size
 */
export function paint(
  raster: Raster,
  pixels: Uint32Array,
  width: number,
  height: number,
  ratio: number,
): void {
  const { rows, columns, colours, marks } = raster;
  const lefts = Array.from({ length: columns + 1 }, (_, column) => edge(column, columns, width));
  for (let row = 0; row < rows; row++) {
    const [top, bottom] = [edge(row, rows, height), edge(row + 1, rows, height)];
    const start = top * width;
    for (let column = 0; column < columns; column++) {
      pixels.fill(
        colours[row * columns + column] ?? 0,
        start + (lefts[column] ?? 0),
        start + (lefts[column + 1] ?? 0),
      );
    }
    for (let line = top + 1; line < bottom; line++) pixels.copyWithin(line * width, start, start + width);
    if (marks === undefined) continue;
    for (let column = 0; column < columns; column++) {
      const mark = marks[row * columns + column];
      if (mark === patterns.plain) continue;
      const [left, right] = [lefts[column] ?? 0, lefts[column + 1] ?? 0];
      if (mark === patterns.hatched)
        hatch(pixels, width, { top, bottom, left, right }, raster.hatchPixel, ratio);
      else cross(pixels, width, { top, bottom, left, right }, raster.crossPixel);
    }
  }
}

interface Box {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** Lines that run on from cell to cell, so that cells of a single pixel are hatched too. */
function hatch(pixels: Uint32Array, width: number, box: Box, colour: number, ratio: number): void {
  const period = Math.max(3, Math.round(5 * ratio));
  const line = Math.max(1, Math.round(1.2 * ratio));
  for (let y = box.top; y < box.bottom; y++) {
    for (let x = box.left; x < box.right; x++) {
      if ((x + y) % period < line) pixels[y * width + x] = colour;
    }
  }
}

/** Both diagonals of the cell; a cell too small for them is filled. */
function cross(pixels: Uint32Array, width: number, { top, bottom, left, right }: Box, colour: number): void {
  const [across, down] = [right - left, bottom - top];
  const isSmall = across < 4 || down < 4;
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      const along = Math.floor((y * across) / down);
      if (isSmall || Math.abs(x - along) <= 0 || Math.abs(across - 1 - x - along) <= 0)
        pixels[(top + y) * width + left + x] = colour;
    }
  }
}

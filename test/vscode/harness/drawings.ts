import type { Drawing } from './screen';

/** Red, green and blue in one number, as they lie in memory. */
type Color = number;

function colorsOf({ bytes }: Drawing): Uint32Array {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

/** Different for different drawings, but for a chance in four thousand million. */
export function fingerprint({ bytes }: Drawing): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}

/** The colours in each cell of a drawing of so many cells of equal size, row by row. */
export function cellColors(drawing: Drawing, rows: number, columns: number): readonly ReadonlySet<Color>[] {
  const { width, height } = drawing;
  const colors = colorsOf(drawing);
  return Array.from({ length: rows * columns }, (_, cell) => {
    const [row, column] = [Math.floor(cell / columns), cell % columns];
    const found = new Set<Color>();
    for (let y = Math.ceil((row * height) / rows); y < ((row + 1) * height) / rows; y++) {
      for (let x = Math.ceil((column * width) / columns); x < ((column + 1) * width) / columns; x++) {
        found.add(colors[y * width + x] ?? 0);
      }
    }
    return found;
  });
}

/**
 * The colours of the pixels of square images that stand beside and below each other, a cell apart: image by
 * image. `undefined` where the drawing has not their size, as one that is still to be drawn.
 */
export function mosaicIn(drawing: Drawing, images: number, side: number): readonly Color[] | undefined {
  const { width, height } = drawing;
  for (let across = 1; across <= images; across++) {
    const [rows, columns] = [Math.ceil(images / across) * (side + 1) - 1, across * (side + 1) - 1];
    if (width * rows !== height * columns) continue;
    const cells = cellColors(drawing, rows, columns);
    return Array.from({ length: images * side * side }, (_, at) => {
      const [image, pixel] = [Math.floor(at / side ** 2), at % side ** 2];
      const row = Math.floor(image / across) * (side + 1) + Math.floor(pixel / side);
      const column = (image % across) * (side + 1) + (pixel % side);
      const [color = 0] = cells[row * columns + column] ?? [];
      return color;
    });
  }
  return undefined;
}

/** Of the number a colour stands for: orange is positive, blue negative. */
export function signOf(color: Color): number {
  const [red, blue] = [color & 255, (color >>> 16) & 255];
  return Math.sign(red - blue);
}

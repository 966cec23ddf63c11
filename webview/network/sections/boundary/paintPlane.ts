import type { Field } from './boundaryField';

/**
 * A picture of a plane in which every place has the colour of what the network says there.
 * @param width in pixels of the picture, as `height`
 * @param pixelOf the outputs at one place, in an array that is used again; gives a pixel as it lies in memory
 */
export function paintPlane(
  field: Field,
  width: number,
  height: number,
  pixelOf: (outputs: Float64Array) => number,
): ImageData {
  const picture = new ImageData(width, height);
  const pixels = new Uint32Array(picture.data.buffer);
  const { columns, rows, outputs } = field;
  const line = new Float64Array(columns * outputs);
  const place = new Float64Array(outputs);
  for (let y = 0; y < height; y++) {
    interpolateRow(field, line, (1 - (y + 0.5) / height) * (rows - 1));
    for (let x = 0; x < width; x++) {
      const exact = ((x + 0.5) / width) * (columns - 1);
      const from = Math.floor(exact);
      const share = exact - from;
      for (let output = 0; output < outputs; output++) {
        const left = line[from * outputs + output] ?? NaN;
        const right = line[(from + 1) * outputs + output] ?? left;
        place[output] = left + (right - left) * share;
      }
      pixels[y * width + x] = pixelOf(place);
    }
  }
  return picture;
}

/** All columns of the field at a height between two of its rows. */
function interpolateRow(field: Field, line: Float64Array, exact: number): void {
  const { columns, rows, outputs } = field;
  const low = Math.floor(exact);
  const high = Math.min(rows - 1, low + 1);
  const share = exact - low;
  for (let column = 0; column < columns; column++) {
    for (let output = 0; output < outputs; output++) {
      const below = field.at(column, low, output);
      line[column * outputs + output] = below + (field.at(column, high, output) - below) * share;
    }
  }
}

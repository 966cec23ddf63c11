import { mix, type Rgb } from '../shared/themeColors';
import type { Field } from './field';

const faintest = 0.08;
const strongest = 0.46;

/** How much of its colour a place has: little where classes are equally probable, most where one is certain. */
export function strengthOf(probability: number, classes: number): number {
  const chance = 1 / classes;
  const confidence = Math.max(0, (probability - chance) / (1 - chance));
  return faintest + (strongest - faintest) * confidence;
}

interface Paint {
  readonly ground: Rgb;
  readonly classes: readonly Rgb[];
}

/**
 * Every place in the colour of its most probable class.
 * @param width in pixels of the picture, as `height`
 */
export function paintRegions(
  field: Field,
  { ground, classes }: Paint,
  width: number,
  height: number,
): ImageData {
  const picture = new ImageData(width, height);
  const { data } = picture;
  const { columns, rows, outputs } = field;
  const line = new Float64Array(columns * outputs);
  for (let y = 0; y < height; y++) {
    interpolateRow(field, line, (1 - (y + 0.5) / height) * (rows - 1));
    for (let x = 0; x < width; x++) {
      const exact = ((x + 0.5) / width) * (columns - 1);
      const from = Math.floor(exact);
      const share = exact - from;
      const start = from * outputs;
      let best = 0;
      let most = -Infinity;
      for (let output = 0; output < outputs; output++) {
        const left = line[start + output] ?? 0;
        const right = line[start + outputs + output] ?? left;
        const probability = left + (right - left) * share;
        if (!(probability > most)) continue;
        best = output;
        most = probability;
      }
      // Where the network gives no number the ground stays.
      const strength = most === -Infinity ? 0 : strengthOf(most, outputs);
      const [red, green, blue] = mix(ground, classes[best] ?? ground, strength);
      const at = (y * width + x) * 4;
      data[at] = red;
      data[at + 1] = green;
      data[at + 2] = blue;
      data[at + 3] = 255;
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

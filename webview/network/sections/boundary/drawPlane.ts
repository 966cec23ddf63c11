import { classColor, mostProbable } from '../../classes/classNames';
import { addMarker } from '../../classes/classMarkers';
import type { Scale } from '../../../kit/plot/plotScale';
import { isRunning } from '../../state/running';
import { cssColor, themeColor, mix, type Rgb } from '../../../kit/theme/themeColors';
import type { Field } from './boundaryField';
import { pixel } from '../../../tensor/palette';

/**
 * Pixels along a side that are computed; the canvas enlarges them, and the lines over them are sharp at any
 * size. While training moves everything fewer do, as the runtime gives fewer places then.
 */
const finest = { atRest: 256, running: 128 };
/** One for all planes: only what is painted on it is needed, and that at once. */
const source = new OffscreenCanvas(1, 1);
const signsApart = 26;

/** Fills the area with what the network says everywhere. */
export function paintOn(
  context: CanvasRenderingContext2D,
  { width, height }: Scale,
  field: Field,
  pixelOf: (outputs: Float64Array) => number,
): void {
  const shrink = Math.min(1, finest[isRunning.peek() ? 'running' : 'atRest'] / Math.max(width, height));
  const picture = paintPlane(
    field,
    Math.max(1, Math.round(width * shrink)),
    Math.max(1, Math.round(height * shrink)),
    pixelOf,
  );
  source.width = picture.width;
  source.height = picture.height;
  source.getContext('2d')?.putImageData(picture, 0, 0);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  context.drawImage(source, 0, 0, width, height);
}

/** The regions of the classes and the lines between them. */
export function drawPlane(
  context: CanvasRenderingContext2D,
  scale: Scale,
  field: Field,
  withSigns: boolean,
): void {
  const classes = Array.from({ length: field.outputs }, (_, index) => classColor(index));
  paintOn(context, scale, field, regionPixels(themeColor('--ground'), classes));
  if (withSigns) drawSigns(context, scale, field);
  drawBoundaries(context, scale, field);
}

function drawBoundaries(context: CanvasRenderingContext2D, { width, height }: Scale, field: Field): void {
  const { columns, rows, outputs } = field;
  const path = new Path2D();
  // Of two classes both have the same boundary.
  for (let output = outputs === 2 ? 1 : 0; output < outputs; output++) {
    const segments = contour(margins(field, output), columns, rows, 0);
    for (let at = 0; at < segments.length; at += 4) {
      const [fromX = 0, fromY = 0, toX = 0, toY = 0] = segments.subarray(at, at + 4);
      path.moveTo((fromX / (columns - 1)) * width, (1 - fromY / (rows - 1)) * height);
      path.lineTo((toX / (columns - 1)) * width, (1 - toY / (rows - 1)) * height);
    }
  }
  context.lineCap = 'round';
  context.lineWidth = 1.5;
  context.strokeStyle = cssColor(themeColor('--foreground'), 0.8);
  context.stroke(path);
}

/** The marker of its class, small and at regular places: regions can be told apart without colour. */
function drawSigns(
  context: CanvasRenderingContext2D,
  { width, height, fromX, fromY }: Scale,
  field: Field,
): void {
  const path = new Path2D();
  for (let line = 0; line * signsApart < height; line++) {
    const y = (line + 0.5) * signsApart;
    for (let x = ((line % 2) + 0.5) * (signsApart / 2); x < width; x += signsApart) {
      const index = mostProbable(field.answer(fromX(x), fromY(y)));
      if (index >= 0) addMarker(path, index, x, y, 2.25);
    }
  }
  context.lineWidth = 1;
  context.strokeStyle = cssColor(themeColor('--foreground'), 0.55);
  context.stroke(path);
}

const faintest = 0.08;
const strongest = 0.46;
/** Confidences that have a colour of their own. */
const steps = 255;

/**
 * The pixel of a place from the probabilities of its classes: the colour of
 * the most probable one, little of it where they are equally probable and most
 * where one is certain. Where the network gives no number the ground stays.
 */
function regionPixels(ground: Rgb, classes: readonly Rgb[]): (probabilities: Float64Array) => number {
  const pixels = classes.map((color) => shadesOf(ground, color));
  const nothing = pixel(ground);
  const chance = 1 / classes.length;
  return (probabilities) => {
    const best = mostProbable(probabilities);
    const confidence = ((probabilities[best] ?? 0) - chance) / (1 - chance);
    return pixels[best]?.[Math.round(steps * Math.min(1, Math.max(0, confidence)))] ?? nothing;
  };
}

const shadesByKey = new Map<string, Uint32Array>();

/** Kept for the next picture: the colours of a theme are few. */
function shadesOf(ground: Rgb, color: Rgb): Uint32Array {
  const key = `${ground.join()}/${color.join()}`;
  const shades =
    shadesByKey.get(key) ??
    Uint32Array.from({ length: steps + 1 }, (_, step) =>
      pixel(mix(ground, color, faintest + ((strongest - faintest) * step) / steps)),
    );
  shadesByKey.set(key, shades);
  return shades;
}

/**
 * A picture of a plane in which every place has the colour of what the network says there.
 * @param width in pixels of the picture, as `height`
 * @param pixelOf the outputs at one place, in an array that is used again; gives a pixel as it lies in memory
 */
function paintPlane(
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

/** How far the probability of a class lies above that of the best other one: 0 on its boundary. */
function margins(field: Field, output: number): Float64Array {
  const { columns, rows, outputs } = field;
  const result = new Float64Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let other = -Infinity;
      for (let at = 0; at < outputs; at++) {
        if (at !== output) other = Math.max(other, field.at(column, row, at));
      }
      result[row * columns + column] = field.at(column, row, output) - other;
    }
  }
  return result;
}

/**
 * Marching squares: where the values on a grid cross `level`.
 * @returns segments, four numbers each: column and row of one end and of the other
 */
function contour(values: Float64Array, columns: number, rows: number, level: number): Float64Array {
  const segments: number[] = [];
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const at = row * columns + column;
      const a = (values[at] ?? NaN) - level;
      const b = (values[at + 1] ?? NaN) - level;
      const c = (values[at + columns + 1] ?? NaN) - level;
      const d = (values[at + columns] ?? NaN) - level;
      if (a > 0 === b > 0 && b > 0 === c > 0 && c > 0 === d > 0) continue;
      const crossings: number[] = [];
      if (a > 0 !== b > 0) crossings.push(column + a / (a - b), row);
      if (b > 0 !== c > 0) crossings.push(column + 1, row + b / (b - c));
      if (d > 0 !== c > 0) crossings.push(column + d / (d - c), row + 1);
      if (a > 0 !== d > 0) crossings.push(column, row + a / (a - d));
      // Two crossings are a segment; four are two, cut so that the middle belongs to those it is nearer to.
      if (crossings.length === 8 && a + b + c + d > 0 !== a > 0) {
        const [ax = 0, ay = 0, bx = 0, by = 0, cx = 0, cy = 0, dx = 0, dy = 0] = crossings;
        segments.push(ax, ay, dx, dy, bx, by, cx, cy);
      } else segments.push(...crossings);
    }
  }
  return Float64Array.from(segments);
}

import { classColor } from '../../classes/classNames';
import { addMarker } from '../../classes/classMarkers';
import type { Scale } from '../../../kit/plot/plotScale';
import { isRunning } from '../../state/running';
import { cssColor, themeColor } from '../../../kit/theme/themeColors';
import { contour, margins } from './contours';
import { mostProbable } from '../../classes/mostProbable';
import type { Field } from './boundaryField';
import { paintPlane } from './paintPlane';
import { regionPixels } from './regions';

/**
 * Pixels along a side that are computed; the canvas enlarges them, and the lines over them are sharp at any size. While
 * training moves everything fewer do, as the runtime gives fewer places then.
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

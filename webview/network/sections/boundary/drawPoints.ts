import { addMarker } from '../../classes/classMarkers';
import type { Scale } from '../../../kit/plot/plotScale';
import { cssColor, themeColor, type Rgb } from '../../../kit/theme/themeColors';
import type { Mark } from './dataMarks';

/** Smaller where there are many. */
export function radiusFor(count: number): number {
  return count > 2000 ? 2 : count > 800 ? 3 : 4;
}

export interface PointLook {
  readonly colorOf: (mark: Mark) => Rgb;
  /** Which of the markers of the classes. */
  readonly markerOf: (mark: Mark) => number;
  readonly radius: number;
  readonly isWrong: (mark: Mark) => boolean;
  /** Around every point; the ground's colour unless given. */
  readonly halo?: Rgb;
  readonly isInBatch: (mark: Mark) => boolean;
}

/**
 * Training points filled, test points hollow; wrong ones
 * with a thick outline, those of the mini-batch in a ring.
 */
export function drawPoints(
  context: CanvasRenderingContext2D,
  { toX, toY }: Scale,
  marks: readonly Mark[],
  { colorOf, markerOf, radius, halo, isWrong, isInBatch }: PointLook,
): void {
  const ground = cssColor(themeColor('--ground'));
  const around = cssColor(halo ?? themeColor('--ground'));
  const ink = cssColor(themeColor('--foreground'));
  const wrong = new Path2D();
  const rings = new Path2D();
  const byLook = new Map<string, { path: Path2D; color: string; isTest: boolean }>();
  for (const mark of marks) {
    const index = markerOf(mark);
    const isTest = mark.part === 'test';
    const color = cssColor(colorOf(mark));
    const key = `${index}/${mark.part}/${color}`;
    let look = byLook.get(key);
    if (look === undefined) {
      look = { path: new Path2D(), color, isTest };
      byLook.set(key, look);
    }
    const x = toX(mark.x);
    const y = toY(mark.y);
    addMarker(look.path, index, x, y, radius);
    if (isWrong(mark)) addMarker(wrong, index, x, y, radius + 1.5);
    if (isInBatch(mark)) {
      rings.moveTo(x + radius + 4, y);
      rings.arc(x, y, radius + 4, 0, 2 * Math.PI);
    }
  }
  context.lineJoin = 'round';
  for (const { path, color, isTest } of byLook.values()) {
    // The ground around a point parts it from its neighbours and from a region of its own colour.
    context.lineWidth = isTest ? 4 : 2;
    context.strokeStyle = around;
    context.stroke(path);
    context.fillStyle = isTest ? ground : color;
    context.fill(path);
    if (!isTest) continue;
    context.lineWidth = 2;
    context.strokeStyle = color;
    context.stroke(path);
  }
  context.strokeStyle = ink;
  context.lineWidth = 2;
  context.stroke(wrong);
  context.lineWidth = 1;
  context.stroke(rings);
}

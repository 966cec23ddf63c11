import type { DataPoints } from '../../../../src/protocol/trainingAnswers';
import type { BoundaryPicture, MiniBatch, SampleChoice } from '../../../../src/protocol/trainingViews';
import { mostProbable } from '../../classes/classNames';
import type { Field } from './boundaryField';
import { useMemo } from 'preact/hooks';
import { shownParts } from './PointSwitches';

/** A sample as a point. */
export interface Mark extends SampleChoice {
  readonly x: number;
  /** Its second input; with one input its target. */
  readonly y: number;
  /** Its class, or its first value. */
  readonly target: number;
}

/** All samples of both parts, the training part first. */
function marksOf({ inputs, train, test }: DataPoints): readonly Mark[] {
  return (['train', 'test'] as const).flatMap((part) => {
    const list = part === 'train' ? train : test;
    return Array.from(list.targets, (target, index) => ({
      part,
      index,
      target,
      x: list.inputs[index * inputs] ?? NaN,
      y: inputs === 1 ? target : (list.inputs[index * inputs + 1] ?? NaN),
    }));
  });
}

/** Whether a point lies in the region of another class. */
export function isWrong({ x, y, target }: Mark, field: Field): boolean {
  return mostProbable(field.answer(x, y)) !== target;
}

const directions = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
} as const;

function isDirection(key: string): key is keyof typeof directions {
  return key in directions;
}

interface Spread {
  /** How much of each axis is one pixel. */
  readonly perPixelX: number;
  readonly perPixelY: number;
}

/** The nearest point in the direction of an arrow key; the first or last for Home and End. */
export function neighbour(
  marks: readonly Mark[],
  from: Mark | undefined,
  key: string,
  spread: Spread,
): Mark | undefined {
  if (key === 'Home') return marks[0];
  if (key === 'End') return marks.at(-1);
  if (!isDirection(key)) return undefined;
  if (from === undefined) return marks[0];
  const [across, up] = directions[key];
  let best: Mark | undefined;
  let least = Infinity;
  for (const mark of marks) {
    const dx = (mark.x - from.x) / spread.perPixelX;
    const dy = (mark.y - from.y) / spread.perPixelY;
    const along = dx * across + dy * up;
    const aside = Math.abs(dx * up) + Math.abs(dy * across);
    if (along <= 0 || aside > 2 * along) continue;
    // What lies straight ahead comes before what is nearer but aside.
    const distance = along + 2 * aside;
    if (distance < least) [best, least] = [mark, distance];
  }
  return best;
}

/** The point nearest to a place, no farther than so many pixels. */
export function markNear(
  marks: readonly Mark[],
  { x, y }: { readonly x: number; readonly y: number },
  spread: Spread,
  pixels: number,
): Mark | undefined {
  let best: Mark | undefined;
  let least = pixels;
  for (const mark of marks) {
    const distance = Math.hypot((mark.x - x) / spread.perPixelX, (mark.y - y) / spread.perPixelY);
    if (distance <= least) [best, least] = [mark, distance];
  }
  return best;
}

/** What every picture of the network's answers is made of. */
export interface DrawnField {
  readonly picture: BoundaryPicture;
  /** `null` until the host has sent them. */
  readonly points: DataPoints | null;
}
export interface PictureProps extends DrawnField {
  readonly miniBatch: MiniBatch | undefined;
}

/** The points of the parts that are switched on. */
export function useMarks(points: DataPoints | null): readonly Mark[] {
  const { train, test } = shownParts();
  const marks = useMemo(() => (points === null ? [] : marksOf(points)), [points]);
  return useMemo(() => marks.filter(({ part }) => (part === 'train' ? train : test)), [marks, train, test]);
}

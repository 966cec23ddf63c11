import { message, type MessageValue } from './message';

/** Sizes of the axes, outermost first. A single number has the shape `[]`. */
export type Shape = readonly number[];

/** The most entries one value may have: 128 MiB of float64. */
export const maximumEntries = 2 ** 24;

/** Number of entries: the product of all axes, 1 for a single number. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, axis) => product * axis, 1);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((axis, index) => axis === b[index]);
}

/** How a shape is written for people: `2×3`, and `number` for a single number. */
export function formatShape(shape: Shape): string {
  return shape.length === 0 ? 'number' : shape.join('×');
}

/** The same in a sentence, where the word is translated with it. */
export function shapeValue(shape: Shape): MessageValue {
  return shape.length === 0 ? message('number') : formatShape(shape);
}

/** The shape two operands broadcast to by NumPy's rule, or `undefined` where they do not fit. */
export function broadcastShapes(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const result: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const sizeA = a[axis - rank + a.length] ?? 1;
    const sizeB = b[axis - rank + b.length] ?? 1;
    if (sizeA !== sizeB && sizeA !== 1 && sizeB !== 1) return undefined;
    result.push(sizeA === 1 ? sizeB : sizeA);
  }
  return result;
}

/** Row-major strides in entries. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis] ?? 1;
  }
  return strides;
}

/**
 * A shape seen as outer×units×inner: the features of a batch (inner = 1) or the channels of images N×C×(H·W),
 * where a channel counts as one unit.
 */
export interface UnitLayout {
  readonly outer: number;
  readonly units: number;
  readonly inner: number;
}

export function unitLayout(shape: Shape): UnitLayout {
  return { outer: shape[0] ?? 1, units: shape[1] ?? 1, inner: sizeOf(shape.slice(2)) };
}

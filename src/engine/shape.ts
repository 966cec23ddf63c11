import { message, type Message, type MessageValue } from './message';

/** Sizes of the axes, outermost first. A single number has the shape `[]`. */
export type Shape = readonly number[];

/** The most entries one value may have: 128 MiB of float64. */
export const maximumEntries = 2 ** 24;

/** Number of entries: the product of all axes, 1 for a single number. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, axis) => product * axis, 1);
}

/** The most axes a value may have: as many as in NumPy. */
export const maximumAxes = 64;

/** The entries a shape would have if none of its sizes were 0: loops over its axes are as long as that. */
export function extentOf(shape: Shape): number {
  return shape.reduce((product, axis) => product * Math.max(1, axis), 1);
}

/**
 * Why a shape takes too long to walk although it may have few entries, or none: too many axes, or sizes
 * beside a 0 that no value can have.
 */
export function whyUnwieldy(shape: Shape): Message | undefined {
  if (shape.length > maximumAxes) {
    return message('This would have {0} axes. A value can have {1} at most.', shape.length, maximumAxes);
  }
  const extent = extentOf(shape);
  return sizeOf(shape) > 0 || extent <= maximumEntries
    ? undefined
    : message(
        'The result would be {0}: its sizes other than 0 come to {1}, and {2} is the most.',
        shapeValue(shape),
        extent,
        maximumEntries,
      );
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

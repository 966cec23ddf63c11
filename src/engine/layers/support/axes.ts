import { message } from '../../message';
import { sizeOf, type Shape, shapeValue } from '../../shape';
import type { ShapeResult } from './layer';
import { wrongSetting } from './shapeRule';

/**
 * The axis as counted from 0, where negative ones count
 * from the end; `undefined` where there is no such axis.
 */
export function resolveAxis(axis: number, rank: number): number | undefined {
  const resolved = axis < 0 ? axis + rank : axis;
  return resolved >= 0 && resolved < rank ? resolved : undefined;
}

/** Says which axes there are. */
export function noSuchAxis(name: string, axis: number, shape: Shape): ShapeResult {
  const rank = shape.length;
  return wrongSetting(
    name,
    rank === 0
      ? message('This is a single number: it has no axis {0}.', axis)
      : message('{0} has no axis {1}: its axes are {2} to {3}.', shapeValue(shape), axis, -rank, rank - 1),
  );
}

/** A value seen along one axis: entry `(o, k, i)` stands at `(o × length + k) × inner + i`. */
export interface AxisView {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

/** Without an axis the whole value is one long axis. */
export function viewAlong(shape: Shape, axis: number | undefined): AxisView {
  if (axis === undefined) return { outer: 1, length: sizeOf(shape), inner: 1 };
  return {
    outer: sizeOf(shape.slice(0, axis)),
    length: shape[axis] ?? 1,
    inner: sizeOf(shape.slice(axis + 1)),
  };
}

import { message } from '../../message';
import { formatShape, sizeOf, type Shape } from '../../shape';
import type { Settings, SettingSpec, ShapeResult } from './layer';
import { optionalNumberSetting } from './layerSettings';
import { fits, wrongSetting } from './shapeRule';

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
      : message('{0} has no axis {1}: its axes are {2} to {3}.', formatShape(shape), axis, -rank, rank - 1),
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

export const reducedAxis: SettingSpec = {
  name: 'axis',
  type: 'integer',
  documentation:
    'The axis that disappears: from 0, negative from the end. Without it everything is reduced to one number.',
};

/** The shape rule of layers that reduce one axis, or everything. */
export function reducedShape(shape: Shape, settings: Settings): ShapeResult {
  const axis = optionalNumberSetting(settings, reducedAxis);
  if (axis === undefined) return fits([]);
  const resolved = resolveAxis(axis, shape.length);
  if (resolved === undefined) return noSuchAxis(reducedAxis.name, axis, shape);
  return fits(shape.filter((_, index) => index !== resolved));
}

/** How a reducing layer sees its input. The axis has passed `reducedShape`. */
export function reducedView(shape: Shape, settings: Settings): AxisView {
  const axis = optionalNumberSetting(settings, reducedAxis);
  return viewAlong(shape, axis === undefined ? undefined : resolveAxis(axis, shape.length));
}

/** The entry of the reduced output that an entry of the input goes into. */
export function reducedEntry({ length, inner }: AxisView, entry: number): number {
  return Math.floor(entry / (length * inner)) * inner + (entry % inner);
}

import { message } from '../../message';
import { sizeOf, stridesOf, type Shape, shapeValue } from '../../shape';
import { noSuchAxis, resolveAxis } from './axes';
import type { Settings, SettingSpec, ShapeResult } from './layer';
import { booleanSetting, optionalIntegersSetting } from './layerSettings';
import { fits, wrongSetting } from './shapeRule';

const reducedAxes: SettingSpec = {
  name: 'axis',
  type: 'axes',
  documentation:
    'The axis that disappears, or a list of those: from 0, negative from the end. Without it everything is reduced to one number.',
};

const keptAxes: SettingSpec = {
  name: 'keepdims',
  type: 'boolean',
  default: false,
  documentation:
    'With true the axes stay, with size 1, so that the result broadcasts against what it was made of.',
};

/** What every layer can be given that reduces axes. */
export const reductionSettings: readonly SettingSpec[] = [reducedAxes, keptAxes];

/** The axes that are reduced, counted from 0; the number of a wrong one where there is no such axis. */
function axesOf(shape: Shape, settings: Settings): { readonly axes: readonly number[] } | { wrong: number } {
  const given = optionalIntegersSetting(settings, reducedAxes);
  if (given === undefined) return { axes: [...shape.keys()] };
  const axes: number[] = [];
  for (const axis of given) {
    const resolved = resolveAxis(axis, shape.length);
    if (resolved === undefined) return { wrong: axis };
    axes.push(resolved);
  }
  return { axes };
}

/** The shape rule of layers that reduce some axes, or everything. */
export function reducedShape(shape: Shape, settings: Settings): ShapeResult {
  const found = axesOf(shape, settings);
  if ('wrong' in found) return noSuchAxis(reducedAxes.name, found.wrong, shape);
  const { axes } = found;
  const twice = axes.find((axis, index) => axes.indexOf(axis) !== index);
  if (twice !== undefined) {
    return wrongSetting(
      reducedAxes.name,
      message('Axis {0} of {1} is given twice.', twice, shapeValue(shape)),
    );
  }
  if (booleanSetting(settings, keptAxes)) {
    return fits(shape.map((size, axis) => (axes.includes(axis) ? 1 : size)));
  }
  return fits(shape.filter((_, axis) => !axes.includes(axis)));
}

/** How a reducing layer sees its input: entry `k` of those that become entry `r` of the result. */
export interface Reduction {
  /** By entry of the result the first entry of the input that goes into it. */
  readonly starts: Int32Array;
  /** How far from there each of them stands, in rising order. */
  readonly offsets: Int32Array;
}

/** How a value of this shape is reduced. The settings have passed `reducedShape`. */
export function reductionOf(shape: Shape, settings: Settings): Reduction {
  const found = axesOf(shape, settings);
  const axes = 'axes' in found ? found.axes : [];
  const isReduced = shape.map((_, axis) => axes.includes(axis));
  return {
    starts: placesAlong(
      shape,
      isReduced.map((reduced) => !reduced),
    ),
    offsets: placesAlong(shape, isReduced),
  };
}

/** Where the entries stand that are first along all axes but the chosen ones. */
function placesAlong(shape: Shape, isChosen: readonly boolean[]): Int32Array {
  const strides = stridesOf(shape);
  const places = new Int32Array(sizeOf(shape.filter((_, axis) => isChosen[axis])));
  let filled = Math.min(1, places.length);
  // From the last axis on: what is there is repeated along the next.
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (isChosen[axis] !== true) continue;
    const inner = filled;
    for (let k = 1; k < (shape[axis] ?? 1); k++) {
      for (let i = 0; i < inner; i++) places[filled++] = (places[i] ?? 0) + k * (strides[axis] ?? 1);
    }
  }
  return places;
}

/** The entry of the reduced output that an entry of the input goes into. */
export function reducedEntry(shape: Shape, settings: Settings, entry: number): number {
  const found = axesOf(shape, settings);
  const axes = 'axes' in found ? found.axes : [];
  let rest = entry;
  let stride = 1;
  let to = 0;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 1;
    if (!axes.includes(axis)) {
      to += (rest % size) * stride;
      stride *= size;
    }
    rest = Math.floor(rest / size);
  }
  return to;
}

import { message } from '../message';
import { stridesOf, type Shape } from '../shape';
import { noSuchAxis, resolveAxis } from './support/axes';
import type { Settings, SettingSpec } from './support/layer';
import { optionalIntegersSetting } from './support/layerSettings';
import { operand } from './support/operands';
import { rearrangementLayer } from './support/rearrangement';
import { fits, wrongSetting } from './support/shapeRule';

const newOrder: SettingSpec = {
  name: 'axes',
  type: 'axes',
  documentation:
    'The axes in their new order, each once: [0, 2, 1] swaps the last two of three. Without it the order is reversed.',
};

/** By axis of the output the axis of the input that it is. The order has passed `outputShape`. */
function orderOf(shape: Shape, settings: Settings): readonly number[] {
  const given = optionalIntegersSetting(settings, newOrder);
  if (given === undefined) return [...shape.keys()].reverse();
  return given.map((axis) => resolveAxis(axis, shape.length) ?? -1);
}

export const transpose = rearrangementLayer({
  name: 'Transpose',
  symbol: 'T',
  documentation:
    'Puts the axes into another order, without one into the reversed: rows become columns. Backward puts those of the gradient back.',
  inputs: [{ name: 'x', documentation: 'A value of any shape; a vector stays as it is.' }],
  settings: [newOrder],
  asFunction: { name: 'transpose' },
  formulas: { forward: 'y = xᵀ', backward: { x: '∂L/∂x = (∂L/∂y)ᵀ' } },
  formulasOf: ({ axes }) =>
    axes === undefined
      ? undefined
      : {
          forward: 'y = x, its axes in the new order',
          backward: { x: '∂L/∂x = ∂L/∂y, its axes put back' },
        },
  source: 'https://numpy.org/doc/stable/reference/generated/numpy.transpose.html',
  likeness: 'rearranged',

  outputShape(inputs, settings) {
    const shape = operand(inputs, 0);
    const given = optionalIntegersSetting(settings, newOrder) ?? [];
    const strange = given.find((axis) => resolveAxis(axis, shape.length) === undefined);
    if (strange !== undefined) return noSuchAxis(newOrder.name, strange, shape);
    const order = orderOf(shape, settings);
    if (new Set(order).size < shape.length || order.length > shape.length) {
      return wrongSetting(
        newOrder.name,
        message(
          'The new order names each axis of [{0}] once, as in [{1}].',
          shape.join(', '),
          [...shape.keys()].reverse().join(', '),
        ),
      );
    }
    return fits(order.map((axis) => shape[axis] ?? 1));
  },

  destinations([shape = []], settings) {
    const order = orderOf(shape, settings);
    const strides = stridesOf(shape);
    const newStrides = stridesOf(order.map((axis) => shape[axis] ?? 1));
    const transposed = shape.map((_, axis) => newStrides[order.indexOf(axis)] ?? 0);
    return () => (entry) => {
      let rest = entry;
      let to = 0;
      for (let axis = 0; axis < shape.length; axis++) {
        const stride = strides[axis] ?? 1;
        const position = Math.floor(rest / stride);
        rest -= position * stride;
        to += position * (transposed[axis] ?? 0);
      }
      return to;
    };
  },
});

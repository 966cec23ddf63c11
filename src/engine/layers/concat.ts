import { message } from '../message';
import { sameShape, sizeOf, type Shape, shapeValue } from '../shape';
import { noSuchAxis, resolveAxis, viewAlong } from './support/axes';
import type { Settings, SettingSpec } from './support/layer';
import { operand } from './support/operands';
import { rearrangementLayer } from './support/rearrangement';
import { numberSetting } from './support/layerSettings';
import { fits, wrongInput } from './support/shapeRule';

const axisSetting: SettingSpec = {
  name: 'axis',
  type: 'integer',
  default: 0,
  documentation:
    'The axis along which the values are put one after the other: from 0, negative from the end.',
};

/** Where each piece begins, and what they come to. */
function oneAfterOther(lengths: readonly number[]): {
  readonly starts: readonly number[];
  readonly whole: number;
} {
  let whole = 0;
  const starts = lengths.map((length) => (whole += length) - length);
  return { starts, whole };
}

function axisOf(shape: Shape, settings: Settings): number | undefined {
  return resolveAxis(numberSetting(settings, axisSetting), shape.length);
}

export const concat = rearrangementLayer({
  name: 'Concat',
  symbol: 'concat',
  documentation:
    'Puts values one after the other along an axis. Backward cuts the gradient into the same pieces.',
  inputs: [
    { name: 'a', documentation: 'The first value.' },
    { name: 'b', documentation: 'What follows; equal to the first in every other axis.', variadic: true },
  ],
  settings: [axisSetting],
  asFunction: { name: 'concat' },
  asLayer: {
    kind: 'combination',
    settings: [],
    nodeSettings: () => ({ axis: 1 }),

    outputShape(inputs) {
      const first = operand(inputs, 0);
      const misfit = inputs.findIndex(
        (shape) => shape.length !== first.length || !sameShape(shape.slice(1), first.slice(1)),
      );
      if (misfit !== -1) {
        return wrongInput(
          misfit,
          message(
            'Concat joins channels, or features: {0} does not fit {1}.',
            shapeValue(operand(inputs, misfit)),
            shapeValue(first),
          ),
        );
      }
      return fits([inputs.reduce((total, [units = 0]) => total + units, 0), ...first.slice(1)]);
    },

    bind({ kernels, inputs, output, gradOutput, gradInputs }) {
      const rows = output.shape[0] ?? 0;
      const whole = sizeOf(output.shape.slice(1));
      const widths = inputs.map(({ shape }) => sizeOf(shape.slice(1)));
      const { starts } = oneAfterOther(widths);
      const pieces = inputs.map(({ data }, only) => ({
        only,
        data,
        columns: operand(widths, only),
        before: operand(starts, only),
        slot: gradInputs[only],
      }));
      return {
        forward: pieces.map(({ data, columns, before }) =>
          kernels.copyColumns({
            source: data,
            sourceOffset: 0,
            sourceStride: columns,
            target: output.data,
            targetOffset: before,
            targetStride: whole,
            rows,
            columns,
            accumulate: false,
          }),
        ),
        backward: pieces.flatMap(({ only, columns, before, slot }) =>
          slot
            ? [
                {
                  only,
                  run: kernels.copyColumns({
                    source: gradOutput.data,
                    sourceOffset: before,
                    sourceStride: whole,
                    target: slot.data,
                    targetOffset: 0,
                    targetStride: columns,
                    rows,
                    columns,
                    accumulate: slot.accumulate,
                  }),
                },
              ]
            : [],
        ),
        saved: () => ({}),
      };
    },
  },
  formulas: {
    forward: 'y = [a, b]',
    backward: { a: '∂L/∂a = the part of ∂L/∂y that a became', b: '∂L/∂b = the part of ∂L/∂y that b became' },
  },
  source: 'https://numpy.org/doc/stable/reference/generated/numpy.concatenate.html',
  likeness: 'parts',

  outputShape(inputs, settings) {
    const first = operand(inputs, 0);
    const axis = axisOf(first, settings);
    if (axis === undefined) {
      return first.length === 0
        ? wrongInput(0, message('A single number cannot be joined to others: write it as a list, [x].'))
        : noSuchAxis(axisSetting.name, numberSetting(settings, axisSetting), first);
    }
    const misfit = inputs.findIndex(
      (shape) => shape.length !== first.length || shape.some((size, i) => i !== axis && size !== first[i]),
    );
    if (misfit !== -1) {
      return wrongInput(
        misfit,
        message(
          '{0} does not fit {1}: all axes but axis {2} must be equal.',
          shapeValue(operand(inputs, misfit)),
          shapeValue(first),
          axis,
        ),
      );
    }
    const length = inputs.reduce((total, shape) => total + (shape[axis] ?? 0), 0);
    return fits(first.map((size, i) => (i === axis ? length : size)));
  },

  destinations(inputs, settings) {
    const views = inputs.map((shape) => viewAlong(shape, axisOf(shape, settings)));
    const { starts, whole } = oneAfterOther(views.map(({ length }) => length));
    return (input) => {
      const { length, inner } = operand(views, input);
      const piece = length * inner;
      const start = operand(starts, input) * inner;
      return (entry) => Math.floor(entry / piece) * whole * inner + start + (entry % piece);
    };
  },
});

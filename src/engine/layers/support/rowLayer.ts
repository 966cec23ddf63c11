import type { Kernel } from '../../kernels/kernel';
import { message, type Message } from '../../message';
import type { Shape } from '../../shape';
import type { Numbers } from '../../tensor';
import { noSuchAxis, resolveAxis, viewAlong, type AxisView } from './axes';
import type { FlatReason, Layer, Settings, SettingSpec } from './layer';
import { numberSetting } from './layerSettings';
import type { NetworkForm } from './networkForm';
import { operand } from './operands';
import { fits, wrongInput } from './shapeRule';

/** What a layer computes of each row along an axis: the `length` numbers from `start`, `step` apart. */
export interface RowRule {
  readonly forward: (x: Numbers, y: Numbers, start: number, length: number, step: number) => void;
  /** ∂L/∂x from ∂L/∂y and y, written to `dx` or added to it. */
  readonly backward: (operands: RowGradients, start: number, length: number, step: number) => void;
  /** ∂y[to]/∂x[from] of one row, from its outputs. */
  readonly derivative: (y: Numbers, from: number, to: number) => number;
  /**
   * Why a derivative is zero or tiny, from the x it is
   * taken by, what that became, and the output it is of.
   */
  readonly whyFlat: (x: number, y: number, output: number) => FlatReason;
  /** Why an x gives 0, from it and the largest of its row. */
  readonly whyZero: (x: number, largest: number) => Message;
}

export interface RowGradients {
  readonly y: Numbers;
  readonly dy: Numbers;
  readonly dx: Numbers;
  readonly accumulate: boolean;
}

type Described = Pick<
  Layer,
  'name' | 'symbol' | 'documentation' | 'picture' | 'formulas' | 'source' | 'asFunction'
>;

export interface RowLayerDescription extends Described {
  readonly rule: RowRule;
  /** Whether networks have it too. */
  readonly inNetworks: boolean;
}

const rowAxis: SettingSpec = {
  name: 'axis',
  type: 'integer',
  default: -1,
  documentation: 'The axis along which the rows lie: from 0, negative from the end.',
};

function runForward({ forward }: RowRule, x: Numbers, y: Numbers, rows: AxisView): Kernel {
  const { outer, length, inner } = rows;
  return () => {
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < inner; i++) forward(x, y, o * length * inner + i, length, inner);
    }
  };
}

function runBackward({ backward }: RowRule, operands: RowGradients, rows: AxisView): Kernel {
  const { outer, length, inner } = rows;
  return () => {
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < inner; i++) backward(operands, o * length * inner + i, length, inner);
    }
  };
}

/** The rows of a value of a formula. The axis has passed `outputShape`. */
function rowsOf(shape: Shape, settings: Settings): AxisView {
  return viewAlong(shape, resolveAxis(numberSetting(settings, rowAxis), shape.length));
}

/** A layer that makes of every row along an axis another row of the same length. */
export function rowLayer({ rule, inNetworks, ...described }: RowLayerDescription): Layer {
  return {
    ...described,
    inputs: [{ name: 'x', documentation: 'A vector, or any number of rows.' }],
    settings: [rowAxis],
    ...(inNetworks && { asLayer: rowForm(rule) }),

    outputShape(inputs, settings) {
      const shape = operand(inputs, 0);
      if (shape.length === 0) {
        const name = described.asFunction?.name ?? described.name;
        return wrongInput(0, message('{0} needs a list of numbers, not a single number.', name));
      }
      const axis = numberSetting(settings, rowAxis);
      return resolveAxis(axis, shape.length) === undefined
        ? noSuchAxis(rowAxis.name, axis, shape)
        : fits(shape);
    },

    bind({ inputs, output, gradOutput, gradInputs, settings }) {
      const rows = rowsOf(output.shape, settings);
      const dx = operand(gradInputs, 0)?.data;
      const gradients = dx && { y: output.data, dy: gradOutput.data, dx, accumulate: true };
      const backward = gradients && runBackward(rule, gradients, rows);
      return {
        forward: runForward(rule, operand(inputs, 0).data, output.data, rows),
        backward() {
          backward?.();
        },
        savedForBackward: { y: output },
      };
    },

    whyZero({ inputs, output, settings }, entry) {
      const { length, inner } = rowsOf(output.shape, settings);
      const start = entry - (Math.floor(entry / inner) % length) * inner;
      const { data } = operand(inputs, 0);
      let largest = -Infinity;
      for (let i = 0; i < length; i++) largest = Math.max(largest, data[start + i * inner] ?? NaN);
      return rule.whyZero(data[entry] ?? NaN, largest);
    },

    localDerivatives({ inputs, output, settings }, _input, entry) {
      const { length, inner } = rowsOf(output.shape, settings);
      const start = entry - (Math.floor(entry / inner) % length) * inner;
      const x = operand(inputs, 0).data[entry] ?? NaN;
      const y = output.data[entry] ?? NaN;
      return Array.from({ length }, (_, i) => {
        const outputEntry = start + i * inner;
        return {
          outputEntry,
          factor: rule.derivative(output.data, entry, outputEntry),
          why: () => rule.whyFlat(x, y, output.data[outputEntry] ?? NaN),
        };
      });
    },
  };
}

/** The rule runs as it is, on whatever memory the kernels work in. */
function rowForm(rule: RowRule): NetworkForm {
  return {
    kind: 'layer',
    settings: [],
    outputShape: (inputs) => fits(operand(inputs, 0)),

    bind({ inputs, output, gradOutput, gradInputs }) {
      const rows = viewAlong(output.shape, output.shape.length - 1);
      const dx = gradInputs[0];
      const gradients = dx && {
        y: output.data,
        dy: gradOutput.data,
        dx: dx.data,
        accumulate: dx.accumulate,
      };
      return {
        forward: [runForward(rule, operand(inputs, 0).data, output.data, rows)],
        backward: gradients ? [{ only: 0, run: runBackward(rule, gradients, rows) }] : [],
        saved: () => ({ y: output }),
      };
    },
  };
}

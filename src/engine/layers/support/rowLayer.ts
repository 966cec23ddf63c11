import type { Kernel } from '../../kernels/kernels';
import { message } from '../../message';
import type { Numbers } from '../../tensor';
import { viewAlong } from './axes';
import type { FlatReason, Layer } from './layer';
import type { NetworkForm } from './networkForm';
import { operand } from './operands';
import { fits, wrongInput } from './shapeRule';

/** What a layer computes of each row along the last axis: the `length` numbers from `start`. */
export interface RowRule {
  readonly forward: (x: Numbers, y: Numbers, start: number, length: number) => void;
  /** ∂L/∂x from ∂L/∂y and y, written to `dx` or added to it. */
  readonly backward: (operands: RowGradients, start: number, length: number) => void;
  /** ∂y[to]/∂x[from] of one row, from its outputs. */
  readonly derivative: (y: Numbers, from: number, to: number) => number;
  /** Why a derivative is zero or tiny, from the x it is taken by and what that became. */
  readonly whyFlat: (x: number, y: number) => FlatReason;
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

interface Rows {
  readonly outer: number;
  readonly length: number;
}

function runForward({ forward }: RowRule, x: Numbers, y: Numbers, { outer, length }: Rows): Kernel {
  return () => {
    for (let row = 0; row < outer; row++) forward(x, y, row * length, length);
  };
}

function runBackward({ backward }: RowRule, operands: RowGradients, { outer, length }: Rows): Kernel {
  return () => {
    for (let row = 0; row < outer; row++) backward(operands, row * length, length);
  };
}

/** A layer that makes of every row along the last axis another row of the same length. */
export function rowLayer({ rule, inNetworks, ...described }: RowLayerDescription): Layer {
  return {
    ...described,
    inputs: [{ name: 'x', documentation: 'A vector, or any number of rows.' }],
    settings: [],
    ...(inNetworks && { asLayer: rowForm(rule) }),

    outputShape(inputs) {
      const shape = operand(inputs, 0);
      return shape.length === 0
        ? wrongInput(
            0,
            message(
              '{0} needs a list of numbers, not a single number.',
              described.asFunction?.name ?? described.name,
            ),
          )
        : fits(shape);
    },

    bind({ inputs, output, gradOutput, gradInputs }) {
      const rows = viewAlong(output.shape, output.shape.length - 1);
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

    localDerivatives({ inputs, output }, _input, entry) {
      const length = output.shape.at(-1) ?? 1;
      const start = entry - (entry % length);
      const x = operand(inputs, 0).data[entry] ?? NaN;
      const why = (): FlatReason => rule.whyFlat(x, output.data[entry] ?? NaN);
      return Array.from({ length }, (_, i) => ({
        outputEntry: start + i,
        factor: rule.derivative(output.data, entry, start + i),
        why,
      }));
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

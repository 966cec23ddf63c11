import { message } from '../message';
import type { Numbers } from '../tensor';
import { viewAlong } from './support/axes';
import type { Layer } from './support/layer';
import { operand } from './support/operands';
import { fits, wrongInput } from './support/shapeRule';

/**
 * Softmax of the `length` numbers from `start`, written to the same places of `y`.
 * The maximum is subtracted first, so that no exponential overflows.
 * Gives back `log Σ exp(x − maximum)`; the log of the probability of x is `x − maximum −` that.
 */
export function softmaxRow(x: Numbers, y: Numbers, start: number, length: number, maximum: number): number {
  let sum = 0;
  for (let i = start; i < start + length; i++) {
    const e = Math.exp((x[i] ?? NaN) - maximum);
    y[i] = e;
    sum += e;
  }
  for (let i = start; i < start + length; i++) y[i] = (y[i] ?? NaN) / sum;
  return Math.log(sum);
}

/** The largest of the `length` numbers from `start`. NaN is passed over: it makes the sum NaN anyway. */
export function rowMaximum(x: Numbers, start: number, length: number): number {
  let maximum = -Infinity;
  for (let i = start; i < start + length; i++) {
    const value = x[i] ?? NaN;
    if (value > maximum) maximum = value;
  }
  return maximum;
}

export const softmax: Layer = {
  name: 'Softmax',
  symbol: 'Softmax',
  documentation:
    'Turns the numbers along the last axis into probabilities that add up to 1. The row maximum is subtracted first, which changes nothing but avoids overflow.',
  inputs: [{ name: 'x', documentation: 'A vector, or any number of rows.' }],
  settings: [],
  picture: 'softmax',
  asFunction: { name: 'softmax' },
  formulas: {
    forward: 'y = exp(x) / Σ exp(x)',
    backward: { x: '∂L/∂x = y × (∂L/∂y − Σ ∂L/∂y × y)' },
  },
  source:
    'Deep Learning from Scratch, section 3.5 (softmax) and https://pytorch.org/docs/stable/generated/torch.nn.Softmax.html',

  outputShape(inputs) {
    const shape = operand(inputs, 0);
    return shape.length === 0
      ? wrongInput(0, message('softmax needs a list of numbers, not a single number.'))
      : fits(shape);
  },

  bind({ inputs, output, gradOutput, gradInputs }) {
    const x = operand(inputs, 0).data;
    const y = output.data;
    const dy = gradOutput.data;
    const dx = operand(gradInputs, 0)?.data;
    const { outer, length } = viewAlong(output.shape, output.shape.length - 1);
    return {
      forward() {
        for (let row = 0; row < outer; row++) {
          softmaxRow(x, y, row * length, length, rowMaximum(x, row * length, length));
        }
      },
      backward() {
        if (dx === undefined) return;
        for (let row = 0; row < outer; row++) {
          const start = row * length;
          let dot = 0;
          for (let i = start; i < start + length; i++) dot += (dy[i] ?? NaN) * (y[i] ?? NaN);
          for (let i = start; i < start + length; i++) {
            dx[i] = (dx[i] ?? NaN) + (y[i] ?? NaN) * ((dy[i] ?? NaN) - dot);
          }
        }
      },
      savedForBackward: { y: output },
    };
  },

  localDerivatives({ inputs, output }, _input, entry) {
    const x = operand(inputs, 0).data[entry] ?? NaN;
    const own = output.data[entry] ?? NaN;
    const length = output.shape.at(-1) ?? 1;
    const start = entry - (entry % length);
    return Array.from({ length }, (_, i) => {
      const y = output.data[start + i] ?? NaN;
      return {
        outputEntry: start + i,
        factor: start + i === entry ? own * (1 - own) : -own * y,
        why: () => ({
          kind: 'saturated',
          message: message(
            'Saturated: for this x of {0} Softmax gives {1}, so a small change of it changes almost nothing.',
            x,
            own,
          ),
        }),
      };
    });
  },
};

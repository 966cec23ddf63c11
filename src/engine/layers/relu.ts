import { message } from '../message';
import type { Layer } from './support/layer';
import { operand } from './support/operands';
import { fits } from './support/shapeRule';
import { unitLayout } from './support/unitLayout';

export const relu: Layer = {
  name: 'ReLU',
  symbol: 'ReLU',
  documentation:
    'Passes positive numbers on and blocks the rest, forward and backward. The mask is true where x <= 0: true means blocked. NaN is not blocked: it passes on as NaN, and the gradient passes at it.',
  inputs: [{ name: 'x', documentation: 'A value of any shape.' }],
  settings: [],
  asFunction: { name: 'relu' },
  asLayer: {
    aliases: ['Relu'],
    kind: 'layer',
    settings: [],
    rectifies: true,
    outputShape: (inputs) => fits(operand(inputs, 0)),

    bind({ kernels, inputs, output, gradOutput, gradInputs, allocateMask, seenActive }) {
      const layout = unitLayout(output.shape);
      const mask = allocateMask(output.shape);
      const seen = seenActive(layout.units);
      const dx = gradInputs[0];
      return {
        forward: [
          kernels.relu({
            input: operand(inputs, 0).data,
            output: output.data,
            layout,
            mask: mask.data,
            ...(seen && { seenActive: seen }),
          }),
        ],
        backward: dx
          ? [
              {
                only: 0,
                run: kernels.reluBackward({
                  mask: mask.data,
                  gradOutput: gradOutput.data,
                  gradInput: dx.data,
                  accumulate: dx.accumulate,
                }),
              },
            ]
          : [],
        saved: () => ({ mask }),
      };
    },
  },
  formulas: {
    forward: 'y = x where x > 0, else 0',
    backward: { x: '∂L/∂x = ∂L/∂y where x > 0, else 0' },
  },
  source: 'Deep Learning from Scratch, section 5.5.1 (ReLU layer).',

  outputShape: (inputs) => fits(operand(inputs, 0)),

  bind({ inputs, output, gradOutput, gradInputs, allocateMask }) {
    const x = operand(inputs, 0).data;
    const y = output.data;
    const dy = gradOutput.data;
    const dx = operand(gradInputs, 0)?.data;
    const mask = allocateMask(output.shape);
    const blocked = mask.data;
    return {
      forward() {
        for (let i = 0; i < y.length; i++) {
          const value = x[i] ?? NaN;
          const blocks = value <= 0;
          blocked[i] = blocks ? 1 : 0;
          y[i] = blocks ? 0 : value;
        }
      },
      backward() {
        if (dx === undefined) return;
        for (let i = 0; i < dx.length; i++) {
          if (blocked[i] === 0) dx[i] = (dx[i] ?? NaN) + (dy[i] ?? NaN);
        }
      },
      savedForBackward: { mask },
    };
  },

  localDerivatives({ inputs }, _input, entry) {
    const x = operand(inputs, 0).data[entry] ?? NaN;
    return [
      {
        outputEntry: entry,
        factor: x <= 0 ? 0 : 1,
        why: () => ({
          kind: 'blocked',
          message: message('Blocked by this ReLU: its x is {0}, not above 0.', x),
        }),
      },
    ];
  },
};

import type { ReluBackwardOperands, ReluOperands } from '../kernels/operands/activationOperands';
import { message } from '../message';
import { unitLayout } from '../shape';
import { put } from '../tensor';
import type { Layer } from './support/layer';
import { operand } from './support/operands';
import { fits } from './support/shapeRule';

/** Forward of formulas and of the reference kernels alike. */
export function reluForward({ input, output, mask, seenActive, layout }: ReluOperands): void {
  const { outer, units, inner } = layout;
  let index = 0;
  for (let o = 0; o < outer; o++) {
    for (let unit = 0; unit < units; unit++) {
      for (let i = 0; i < inner; i++, index++) {
        const x = input[index] ?? NaN;
        const blocked = x <= 0;
        mask[index] = blocked ? 1 : 0;
        output[index] = blocked ? 0 : x;
        if (!blocked && seenActive !== undefined) seenActive[unit] = 1;
      }
    }
  }
}

/** Backward of formulas and of the reference kernels alike. */
export function reluBackward({ mask, gradOutput, gradInput, accumulate }: ReluBackwardOperands): void {
  for (let i = 0; i < gradInput.length; i++) {
    put(gradInput, i, mask[i] === 1 ? 0 : (gradOutput[i] ?? NaN), accumulate);
  }
}

export const relu: Layer = {
  name: 'ReLU',
  symbol: 'ReLU',
  documentation:
    'Passes positive numbers on and makes the rest 0. Backward, the gradient passes where the number passed, whatever its sign, and is blocked elsewhere. The mask is true where x <= 0: true means blocked. NaN is not blocked: it passes on as NaN, and the gradient passes at it.',
  inputs: [{ name: 'x', documentation: 'A value of any shape.' }],
  settings: [],
  picture: 'mask',
  asFunction: { name: 'relu' },
  asLayer: {
    aliases: ['Relu'],
    kind: 'layer',
    settings: [],
    rectifies: true,
    blocks: true,
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
    const saved = allocateMask(output.shape);
    const mask = saved.data;
    const layout = { outer: 1, units: 1, inner: output.data.length };
    const forward = { input: operand(inputs, 0).data, output: output.data, mask, layout };
    const gradInput = operand(gradInputs, 0)?.data;
    const backward = gradInput && { mask, gradOutput: gradOutput.data, gradInput, accumulate: true };
    return {
      forward() {
        reluForward(forward);
      },
      backward() {
        if (backward) reluBackward(backward);
      },
      savedForBackward: { mask: saved },
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

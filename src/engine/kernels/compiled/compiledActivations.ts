import type { ActivationKernels } from '../operands/activationOperands';
import { referenceKernels } from '../reference';
import { flag, type Resolve } from './operandAddresses';

/**
 * The layers with compiled code, as `activationFunctions.ts`
 * counts them. For every other the layer's rule runs.
 */
export const activationCodes: ReadonlyMap<string, number> = new Map([
  ['LeakyReLU', 0],
  ['Sigmoid', 1],
  ['Tanh', 2],
  ['GELU', 3],
  ['Softplus', 4],
]);

const defaultSlope = 0.01;

export function compiledActivations(resolve: Resolve): ActivationKernels {
  return {
    relu: (operands) => {
      const { outer, units, inner } = operands.layout;
      const length = outer * units * inner;
      const at = resolve(operands.output);
      const relu = at.find('relu');
      const input = at.numbers(operands.input, length);
      const output = at.numbers(operands.output, length);
      const mask = at.mask(operands.mask, length);
      const seenActive = at.optionalMask(operands.seenActive, units);
      return () => {
        relu(input, output, mask, seenActive, outer, units, inner);
      };
    },

    reluBackward: (operands) => {
      const { length } = operands.gradInput;
      const at = resolve(operands.gradInput);
      const reluBackward = at.find('reluBackward');
      const mask = at.mask(operands.mask, length);
      const gradOutput = at.numbers(operands.gradOutput, length);
      const gradInput = at.numbers(operands.gradInput, length);
      const accumulate = flag(operands.accumulate);
      return () => {
        reluBackward(mask, gradOutput, gradInput, length, accumulate);
      };
    },

    activation: (operands) => {
      const { slope = defaultSlope } = operands;
      const code = activationCodes.get(operands.activation);
      if (code === undefined) return referenceKernels.activation(operands);
      const { length } = operands.output;
      const at = resolve(operands.output);
      const activation = at.find('activation');
      const input = at.numbers(operands.input, length);
      const output = at.numbers(operands.output, length);
      return () => {
        activation(code, input, output, length, slope);
      };
    },

    activationBackward: (operands) => {
      const { slope = defaultSlope } = operands;
      const code = activationCodes.get(operands.activation);
      if (code === undefined) return referenceKernels.activationBackward(operands);
      const { length } = operands.gradInput;
      const at = resolve(operands.gradInput);
      const activationBackward = at.find('activationBackward');
      const input = at.numbers(operands.input, length);
      const output = at.numbers(operands.output, length);
      const gradOutput = at.numbers(operands.gradOutput, length);
      const gradInput = at.numbers(operands.gradInput, length);
      const accumulate = flag(operands.accumulate);
      return () => {
        activationBackward(code, input, output, gradOutput, gradInput, length, slope, accumulate);
      };
    },
  };
}

import type { ActivationKernels, ActivationName } from '../operands/activations';
import { flag, type Resolve } from './operandAddresses';

/** As `activationFunctions.ts` of the compiled kernels counts them. */
const activationCodes: Readonly<Record<ActivationName, number>> = {
  LeakyReLU: 0,
  Sigmoid: 1,
  Tanh: 2,
  GELU: 3,
  Softplus: 4,
};

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
      const { length } = operands.output;
      const at = resolve(operands.output);
      const activation = at.find('activation');
      const code = activationCodes[operands.activation];
      const input = at.numbers(operands.input, length);
      const output = at.numbers(operands.output, length);
      return () => {
        activation(code, input, output, length, slope);
      };
    },

    activationBackward: (operands) => {
      const { slope = defaultSlope } = operands;
      const { length } = operands.gradInput;
      const at = resolve(operands.gradInput);
      const activationBackward = at.find('activationBackward');
      const code = activationCodes[operands.activation];
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

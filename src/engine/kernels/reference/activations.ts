import type { ActivationKernels, ActivationOperands, ReluOperands } from '../operands/activations';
import { normalDensity, normalDistribution } from './normalDistribution';
import { put } from './put';

export function reluForward({ input, output, mask, seenActive, layout }: ReluOperands): void {
  const { outer, units, inner } = layout;
  let index = 0;
  for (let o = 0; o < outer; o++) {
    for (let unit = 0; unit < units; unit++) {
      for (let i = 0; i < inner; i++, index++) {
        const x = input[index] ?? 0;
        const blocked = x <= 0;
        mask[index] = blocked ? 1 : 0;
        output[index] = blocked ? 0 : x;
        if (!blocked && seenActive !== undefined) seenActive[unit] = 1;
      }
    }
  }
}

/** `1/(1+e⁻ˣ)` without overflow on either side. */
export function sigmoid(x: number): number {
  const e = Math.exp(-Math.abs(x));
  return x >= 0 ? 1 / (1 + e) : e / (1 + e);
}

/** `log(1+eˣ)` without overflow. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

function formulaOf({ activation, slope = 0.01 }: ActivationOperands): (x: number) => number {
  switch (activation) {
    case 'LeakyReLU':
      return (x) => (x <= 0 ? slope * x : x);
    case 'Sigmoid':
      return sigmoid;
    case 'Tanh':
      return Math.tanh;
    case 'GELU':
      return (x) => (x === -Infinity ? 0 : x * normalDistribution(x));
    case 'Softplus':
      return softplus;
  }
}

/** The derivative, from x or from y = f(x), whichever is exact at the ends. */
function derivativeOf({ activation, slope = 0.01 }: ActivationOperands): (x: number, y: number) => number {
  switch (activation) {
    case 'LeakyReLU':
      return (x) => (x <= 0 ? slope : 1);
    case 'Sigmoid':
      return (_, y) => y * (1 - y);
    case 'Tanh':
      return (_, y) => 1 - y * y;
    case 'GELU':
      return (x) => normalDistribution(x) + (Math.abs(x) > 40 ? 0 : x * normalDensity(x));
    case 'Softplus':
      return (x) => sigmoid(x);
  }
}

export const referenceActivations: ActivationKernels = {
  relu: (operands) => () => {
    reluForward(operands);
  },

  reluBackward:
    ({ mask, gradOutput, gradInput, accumulate }) =>
    () => {
      for (let i = 0; i < gradInput.length; i++) {
        put(gradInput, i, mask[i] === 1 ? 0 : (gradOutput[i] ?? 0), accumulate);
      }
    },

  activation: (operands) => {
    const { input, output } = operands;
    const f = formulaOf(operands);
    return () => {
      for (let i = 0; i < output.length; i++) output[i] = f(input[i] ?? 0);
    };
  },

  activationBackward: (operands) => {
    const { input, output, gradOutput, gradInput, accumulate } = operands;
    const derivative = derivativeOf(operands);
    return () => {
      for (let i = 0; i < gradInput.length; i++) {
        const slope = derivative(input[i] ?? 0, output[i] ?? 0);
        put(gradInput, i, (gradOutput[i] ?? 0) * slope, accumulate);
      }
    };
  },
};

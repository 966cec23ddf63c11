import type { NormalizationKernels } from '../operands/normalizationOperands';
import { flag, type Resolve } from './operandAddresses';

export function compiledNormalization(resolve: Resolve): NormalizationKernels {
  return {
    batchNorm: (operands) => {
      const { epsilon, momentum } = operands;
      const { outer, units, inner } = operands.layout;
      const length = outer * units * inner;
      const at = resolve(operands.output);
      const batchNorm = at.find('batchNorm');
      const input = at.numbers(operands.input, length);
      const gamma = at.numbers(operands.gamma, units);
      const beta = at.numbers(operands.beta, units);
      const output = at.numbers(operands.output, length);
      const normalized = at.numbers(operands.normalized, length);
      const inverse = at.numbers(operands.inverseDeviation, units);
      const mean = at.numbers(operands.runningMean, units);
      const variance = at.numbers(operands.runningVariance, units);
      return () => {
        // prettier-ignore
        batchNorm(
          input, gamma, beta, output, normalized, inverse, mean, variance,
          outer, units, inner, epsilon, momentum,
        );
      };
    },

    batchNormEvaluation: (operands) => {
      const { epsilon } = operands;
      const { outer, units, inner } = operands.layout;
      const length = outer * units * inner;
      const at = resolve(operands.output);
      const evaluation = at.find('batchNormEvaluation');
      const input = at.numbers(operands.input, length);
      const gamma = at.numbers(operands.gamma, units);
      const beta = at.numbers(operands.beta, units);
      const output = at.numbers(operands.output, length);
      const mean = at.numbers(operands.runningMean, units);
      const variance = at.numbers(operands.runningVariance, units);
      return () => {
        evaluation(input, gamma, beta, output, mean, variance, outer, units, inner, epsilon);
      };
    },

    batchNormBackward: (operands) => {
      const { outer, units, inner } = operands.layout;
      const length = outer * units * inner;
      const at = resolve(operands.gradOutput);
      const backward = at.find('batchNormBackward');
      const gamma = at.numbers(operands.gamma, units);
      const normalized = at.numbers(operands.normalized, length);
      const inverse = at.numbers(operands.inverseDeviation, units);
      const gradOutput = at.numbers(operands.gradOutput, length);
      const gradInput = at.optionalNumbers(operands.gradInput, length);
      const gradGamma = at.numbers(operands.gradGamma, units);
      const gradBeta = at.numbers(operands.gradBeta, units);
      const add = flag(operands.accumulate);
      return () => {
        backward(
          gamma,
          normalized,
          inverse,
          gradOutput,
          gradInput,
          gradGamma,
          gradBeta,
          outer,
          units,
          inner,
          add,
        );
      };
    },

    layerNorm: (operands) => {
      const { rows, features, epsilon } = operands;
      const length = rows * features;
      const at = resolve(operands.output);
      const layerNorm = at.find('layerNorm');
      const input = at.numbers(operands.input, length);
      const gamma = at.numbers(operands.gamma, features);
      const beta = at.numbers(operands.beta, features);
      const output = at.numbers(operands.output, length);
      const normalized = at.numbers(operands.normalized, length);
      const inverse = at.numbers(operands.inverseDeviation, rows);
      return () => {
        layerNorm(input, gamma, beta, output, normalized, inverse, rows, features, epsilon);
      };
    },

    layerNormBackward: (operands) => {
      const { rows, features } = operands;
      const length = rows * features;
      const at = resolve(operands.gradOutput);
      const backward = at.find('layerNormBackward');
      const gamma = at.numbers(operands.gamma, features);
      const normalized = at.numbers(operands.normalized, length);
      const inverse = at.numbers(operands.inverseDeviation, rows);
      const gradOutput = at.numbers(operands.gradOutput, length);
      const gradInput = at.optionalNumbers(operands.gradInput, length);
      const gradGamma = at.numbers(operands.gradGamma, features);
      const gradBeta = at.numbers(operands.gradBeta, features);
      const add = flag(operands.accumulate);
      return () => {
        backward(gamma, normalized, inverse, gradOutput, gradInput, gradGamma, gradBeta, rows, features, add);
      };
    },
  };
}

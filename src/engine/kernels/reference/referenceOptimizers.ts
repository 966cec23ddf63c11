import type { OptimizerKernels, UpdateOperands } from '../operands/optimizerOperands';

/** The gradient with weight decay; without any the parameter has no part in it, be it infinite. */
function decayed(gradient: number, value: number, weightDecay: number): number {
  return weightDecay === 0 ? gradient : gradient + weightDecay * value;
}

/** The gradient with the pull of `l1`, which is the same however far the parameter is from zero. */
function pulled(gradient: number, value: number, l1: number): number {
  return value > 0 ? gradient + l1 : value < 0 ? gradient - l1 : gradient;
}

/**
 * Calls `update` with every parameter and its gradient,
 * weight decay and l1 included, and stores what it gives.
 */
function updateEach(
  { parameter, gradient, settings }: UpdateOperands,
  update: (index: number, value: number, slope: number) => number,
): void {
  for (let i = 0; i < parameter.length; i++) {
    const value = parameter[i] ?? 0;
    const slope = pulled(decayed(gradient[i] ?? 0, value, settings.weightDecay), value, settings.l1);
    parameter[i] = update(i, value, slope);
  }
}

export const referenceOptimizers: OptimizerKernels = {
  sgd: (operands) => () => {
    updateEach(operands, (_, value, slope) => value - operands.settings.learningRate * slope);
  },

  momentum: (operands) => {
    const { velocity, momentum, nesterov, settings } = operands;
    return () => {
      updateEach(operands, (i, value, slope) => {
        const speed = momentum * (velocity[i] ?? 0) + slope;
        velocity[i] = speed;
        return value - settings.learningRate * (nesterov ? slope + momentum * speed : speed);
      });
    };
  },

  adaGrad: (operands) => {
    const { squares, epsilon, settings } = operands;
    return () => {
      updateEach(operands, (i, value, slope) => {
        const sum = (squares[i] ?? 0) + slope * slope;
        squares[i] = sum;
        return value - (settings.learningRate * slope) / (Math.sqrt(sum) + epsilon);
      });
    };
  },

  rmsProp: (operands) => {
    const { squares, decay, epsilon, settings } = operands;
    return () => {
      updateEach(operands, (i, value, slope) => {
        const average = decay * (squares[i] ?? 0) + (1 - decay) * slope * slope;
        squares[i] = average;
        return value - (settings.learningRate * slope) / (Math.sqrt(average) + epsilon);
      });
    };
  },

  adam: (operands) => {
    const { parameter, gradient, mean, squares, beta1, beta2, epsilon, decoupled, settings } = operands;
    return () => {
      const { learningRate, weightDecay, l1, step } = settings;
      const stepSize = learningRate / (1 - beta1 ** step);
      const correction = Math.sqrt(1 - beta2 ** step);
      for (let i = 0; i < parameter.length; i++) {
        const value = parameter[i] ?? 0;
        const slope = pulled(decayed(gradient[i] ?? 0, value, decoupled ? 0 : weightDecay), value, l1);
        const first = beta1 * (mean[i] ?? 0) + (1 - beta1) * slope;
        const second = beta2 * (squares[i] ?? 0) + (1 - beta2) * slope * slope;
        mean[i] = first;
        squares[i] = second;
        const kept = decoupled ? value * (1 - learningRate * weightDecay) : value;
        parameter[i] = kept - (stepSize * first) / (Math.sqrt(second) / correction + epsilon);
      }
    };
  },

  clipNorm:
    ({ gradients, maximum, norm }) =>
    () => {
      let squares = 0;
      for (const gradient of gradients) for (const g of gradient) squares += g * g;
      const length = Math.sqrt(squares);
      norm[0] = length;
      const factor = Math.min(1, maximum / (length + 1e-6));
      if (factor === 1) return;
      for (const gradient of gradients) {
        for (let i = 0; i < gradient.length; i++) gradient[i] = (gradient[i] ?? 0) * factor;
      }
    },
};

import type { Kernel } from '../kernel';
import type { AdaGradOperands, OptimizerKernels } from '../operands/optimizerOperands';
import { flag, type Resolve } from './operandAddresses';

export function compiledOptimizers(resolve: Resolve): OptimizerKernels {
  return {
    sgd: (operands) => {
      const { settings } = operands;
      const { length } = operands.parameter;
      const at = resolve(operands.parameter);
      const sgd = at.find('sgd');
      const parameter = at.numbers(operands.parameter, length);
      const gradient = at.numbers(operands.gradient, length);
      return () => {
        sgd(parameter, gradient, length, settings.learningRate, settings.weightDecay, settings.l1);
      };
    },

    momentum: (operands) => {
      const { settings } = operands;
      const { length } = operands.parameter;
      const at = resolve(operands.parameter);
      const update = at.find('momentum');
      const parameter = at.numbers(operands.parameter, length);
      const gradient = at.numbers(operands.gradient, length);
      const velocity = at.numbers(operands.velocity, length);
      const { momentum } = operands;
      const nesterov = flag(operands.nesterov);
      return () => {
        const { learningRate, weightDecay, l1 } = settings;
        update(parameter, gradient, velocity, length, learningRate, weightDecay, l1, momentum, nesterov);
      };
    },

    adaGrad: (operands) => scaledBySquares(resolve, operands, 1, 1),

    rmsProp: (operands) => scaledBySquares(resolve, operands, operands.decay, 1 - operands.decay),

    adam: (operands) => {
      const { settings, beta1, beta2, epsilon, decoupled } = operands;
      const { length } = operands.parameter;
      const at = resolve(operands.parameter);
      const adam = at.find('adam');
      const parameter = at.numbers(operands.parameter, length);
      const gradient = at.numbers(operands.gradient, length);
      const mean = at.numbers(operands.mean, length);
      const squares = at.numbers(operands.squares, length);
      return () => {
        const { learningRate, weightDecay, l1, step } = settings;
        const size = learningRate / (1 - beta1 ** step);
        const correction = Math.sqrt(1 - beta2 ** step);
        const added = decoupled ? 0 : weightDecay;
        const shrink = decoupled ? 1 - learningRate * weightDecay : 1;
        // prettier-ignore
        adam(
          parameter, gradient, mean, squares, length,
          size, correction, beta1, beta2, epsilon, added, l1, shrink,
        );
      };
    },

    clipNorm: ({ gradients, maximum, norm }) => {
      const at = resolve(norm);
      const sumOfSquares = at.find('sumOfSquares');
      const scale = at.find('scale');
      at.numbers(norm, 1);
      const blocks = gradients.map((gradient) => ({
        address: at.numbers(gradient, gradient.length),
        length: gradient.length,
      }));
      return () => {
        let squares = 0;
        for (const { address, length } of blocks) squares += sumOfSquares(address, length);
        const size = Math.sqrt(squares);
        norm[0] = size;
        const factor = Math.min(1, maximum / (size + 1e-6));
        if (factor === 1) return;
        for (const { address, length } of blocks) scale(address, length, factor);
      };
    },
  };
}

/**
 * An update divided by the root of squared gradients that were gathered.
 * @param keep how much of the squares stays from one update to the next
 * @param take how much of the new ones is added
 */
function scaledBySquares(resolve: Resolve, operands: AdaGradOperands, keep: number, take: number): Kernel {
  const { settings, epsilon } = operands;
  const { length } = operands.parameter;
  const at = resolve(operands.parameter);
  const update = at.find('scaledBySquares');
  const parameter = at.numbers(operands.parameter, length);
  const gradient = at.numbers(operands.gradient, length);
  const squares = at.numbers(operands.squares, length);
  return () => {
    const { learningRate, weightDecay, l1 } = settings;
    update(parameter, gradient, squares, length, learningRate, weightDecay, l1, keep, take, epsilon);
  };
}

import { operand } from '../layers/support/operands';
import { learningRateSetting, type Optimizer } from './optimizer';

export const adaGrad: Optimizer = {
  name: 'AdaGrad',
  documentation:
    'Every parameter has a step size of its own, which shrinks with all the gradients it has seen.',
  formula: 's ← s + g²;  p ← p − lr × g / (√s + 1e-10)',
  source: 'https://pytorch.org/docs/stable/generated/torch.optim.Adagrad.html',
  settings: [learningRateSetting(0.01)],
  scalesGradient: true,
  state: ['squares'],
  bind: ({ kernels, parameter, gradient, state, update }) =>
    kernels.adaGrad({ parameter, gradient, settings: update, squares: operand(state, 0), epsilon: 1e-10 }),
};

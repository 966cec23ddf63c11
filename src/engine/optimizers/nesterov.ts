import { operand } from '../layers/support/operands';
import { numberSetting } from '../layers/support/settings';
import { learningRateSetting, type Optimizer } from './optimizer';
import { momentumSetting } from './settings';

export const nesterov: Optimizer = {
  name: 'Nesterov',
  documentation:
    'Momentum that looks ahead: the step is the gradient plus where the velocity is about to go.',
  formula: 'v ← momentum × v + g;  p ← p − lr × (g + momentum × v)',
  source: 'https://pytorch.org/docs/stable/generated/torch.optim.SGD.html (nesterov)',
  settings: [learningRateSetting(0.01), momentumSetting],
  state: ['velocity'],
  bind: ({ kernels, parameter, gradient, state, settings, update }) =>
    kernels.momentum({
      parameter,
      gradient,
      settings: update,
      velocity: operand(state, 0),
      momentum: numberSetting(settings, momentumSetting),
      nesterov: true,
    }),
};

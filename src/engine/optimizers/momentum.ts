import { operand } from '../layers/support/operands';
import { numberSetting } from '../layers/support/settings';
import { learningRateSetting, type Optimizer } from './optimizer';
import { momentumSetting } from './settings';

export const momentum: Optimizer = {
  name: 'Momentum',
  documentation: 'Parameters roll like a ball: each keeps a velocity, and its gradient accelerates it.',
  formula: 'v ← momentum × v + g;  p ← p − lr × v',
  source: 'https://pytorch.org/docs/stable/generated/torch.optim.SGD.html (momentum)',
  settings: [learningRateSetting(0.01), momentumSetting],
  state: ['velocity'],
  bind: ({ kernels, parameter, gradient, state, settings, update }) =>
    kernels.momentum({
      parameter,
      gradient,
      settings: update,
      velocity: operand(state, 0),
      momentum: numberSetting(settings, momentumSetting),
      nesterov: false,
    }),
};

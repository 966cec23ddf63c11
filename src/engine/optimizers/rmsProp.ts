import type { SettingSpec } from '../layers/support/layer';
import { operand } from '../layers/support/operands';
import { numberSetting } from '../layers/support/settings';
import { learningRateSetting, type Optimizer } from './optimizer';

const decay: SettingSpec = {
  name: 'decay',
  type: 'number',
  default: 0.99,
  range: { from: 0, below: 1 },
  documentation: 'How much of the running mean of the squared gradient is kept at each update.',
};

export const rmsProp: Optimizer = {
  name: 'RMSProp',
  documentation: 'AdaGrad that forgets: the step size follows the recent gradients only.',
  formula: 's ← decay × s + (1 − decay) × g²;  p ← p − lr × g / (√s + 1e-8)',
  source: 'https://pytorch.org/docs/stable/generated/torch.optim.RMSprop.html',
  settings: [learningRateSetting(0.01), decay],
  scalesGradient: true,
  state: ['squares'],
  bind: ({ kernels, parameter, gradient, state, settings, update }) =>
    kernels.rmsProp({
      parameter,
      gradient,
      settings: update,
      squares: operand(state, 0),
      decay: numberSetting(settings, decay),
      epsilon: 1e-8,
    }),
};

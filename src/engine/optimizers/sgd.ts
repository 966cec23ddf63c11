import { learningRateSetting, type Optimizer } from './optimizer';

export const sgd: Optimizer = {
  name: 'SGD',
  documentation: 'Stochastic gradient descent: every parameter goes against its gradient.',
  formula: 'p ← p − lr × g',
  source:
    'Deep Learning from Scratch, section 6.1.2; https://pytorch.org/docs/stable/generated/torch.optim.SGD.html',
  settings: [learningRateSetting(0.01)],
  state: [],
  bind: ({ kernels, parameter, gradient, update }) => kernels.sgd({ parameter, gradient, settings: update }),
};

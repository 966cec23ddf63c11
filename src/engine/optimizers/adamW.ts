import { adamKernel, adamState } from './adamKernel';
import { learningRateSetting, type Optimizer } from './optimizer';
import { beta1Setting, beta2Setting } from './settings';
import { weightDecaySetting } from './weightDecay';

export const adamW: Optimizer = {
  name: 'AdamW',
  documentation:
    'Adam whose weight decay shrinks the parameters themselves and stays out of the running means.',
  formula:
    'p ← p × (1 − lr × weight_decay), then as Adam: m ← beta1 × m + (1 − beta1) × g;  v ← beta2 × v + (1 − beta2) × g²;  p ← p − lr × m̂ / (√v̂ + 1e-8)',
  source: 'https://pytorch.org/docs/stable/generated/torch.optim.AdamW.html',
  settings: [
    learningRateSetting(0.001),
    beta1Setting,
    beta2Setting,
    { ...weightDecaySetting, default: 0.01 },
  ],
  state: adamState,
  bind: (binding) => adamKernel(binding, true),
};

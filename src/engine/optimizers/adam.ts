import { adamKernel, adamState } from './adamKernel';
import { learningRateSetting, type Optimizer } from './optimizer';
import { beta1Setting, beta2Setting } from './settings';

export const adam: Optimizer = {
  name: 'Adam',
  documentation: 'Momentum and RMSProp together, corrected for both starting at zero.',
  formula:
    'm ← beta1 × m + (1 − beta1) × g;  v ← beta2 × v + (1 − beta2) × g²;  p ← p − lr × m̂ / (√v̂ + 1e-8) with m̂ = m / (1 − beta1ᵗ), v̂ = v / (1 − beta2ᵗ)',
  source: 'https://pytorch.org/docs/stable/generated/torch.optim.Adam.html',
  settings: [learningRateSetting(0.001), beta1Setting, beta2Setting],
  scalesGradient: true,
  state: adamState,
  bind: (binding) => adamKernel(binding, false),
};

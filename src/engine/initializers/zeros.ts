import type { Initializer } from './initializer';

export const zeros: Initializer = {
  name: 'Zeros',
  documentation:
    'All zero. Units that start alike learn alike, so a layer before another needs something else.',
  formula: '0',
  source: 'https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.zeros_',
  settings: [],
  equalStart: () => 0,
  fill(values) {
    values.fill(0);
  },
};

import { fillWith, type Initializer } from './initializer';

export const he: Initializer = {
  name: 'He',
  documentation: 'Keeps the spread of activations through layers with a ReLU, which blocks half of them.',
  formula: 'N(0, 2 / fan in)',
  source: 'https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.kaiming_normal_',
  settings: [],
  fill(values, { fanIn }, _settings, random) {
    const deviation = Math.sqrt(2 / fanIn);
    fillWith(values, () => deviation * random.normal());
  },
};

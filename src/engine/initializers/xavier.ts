import { fillWith, type Initializer } from './initializer';

export const xavier: Initializer = {
  name: 'Xavier',
  documentation: 'Keeps the spread of activations and gradients through layers with a sigmoid or tanh.',
  formula: 'N(0, 2 / (fan in + fan out))',
  source: 'https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.xavier_normal_',
  settings: [],
  fill(values, { fanIn, fanOut }, _settings, random) {
    const deviation = Math.sqrt(2 / (fanIn + fanOut));
    fillWith(values, () => deviation * random.normal());
  },
};

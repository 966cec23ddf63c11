import type { SettingSpec } from '../layers/support/layer';
import { numberSetting } from '../layers/support/settings';
import type { Initializer } from './initializer';

const value: SettingSpec = {
  name: 'value',
  type: 'number',
  required: true,
  documentation: 'What every weight starts as.',
};

export const constant: Initializer = {
  name: 'Constant',
  documentation: 'All the same number.',
  formula: 'value',
  source: 'https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.constant_',
  settings: [value],
  equalStart: (settings) => numberSetting(settings, value),
  fill(values, _fans, settings) {
    values.fill(numberSetting(settings, value));
  },
};

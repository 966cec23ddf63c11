import type { SettingSpec } from '../layers/support/layer';
import { numberSetting } from '../layers/support/settings';
import { fillWith, type Initializer } from './initializer';

const std: SettingSpec = {
  name: 'std',
  type: 'number',
  default: 0.01,
  range: { from: 0 },
  documentation: 'The standard deviation.',
};

export const normal: Initializer = {
  name: 'Normal',
  documentation: 'Normally distributed around zero with the standard deviation that is given.',
  formula: 'N(0, std²)',
  source: 'Deep Learning from Scratch, section 6.2 (initial values of weights).',
  settings: [std],
  equalStart: (settings) => (numberSetting(settings, std) === 0 ? 0 : undefined),
  fill(values, _fans, settings, random) {
    const deviation = numberSetting(settings, std);
    fillWith(values, () => deviation * random.normal());
  },
};

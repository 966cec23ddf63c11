import type { SettingSpec } from '../layers/support/layer';
import { numberSetting } from '../layers/support/settings';
import { message } from '../message';
import { fillWith, type Initializer } from './initializer';

const low: SettingSpec = {
  name: 'low',
  type: 'number',
  required: true,
  documentation: 'The smallest number that can come.',
};

const high: SettingSpec = {
  name: 'high',
  type: 'number',
  required: true,
  documentation: 'All numbers are below this.',
};

export const uniform: Initializer = {
  name: 'Uniform',
  documentation: 'Every number between two bounds is equally likely.',
  formula: 'U(low, high)',
  source: 'https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.uniform_',
  settings: [low, high],
  equalStart(settings) {
    const [from, to] = [numberSetting(settings, low), numberSetting(settings, high)];
    return from === to ? from : undefined;
  },
  mistakeIn(settings) {
    const [from, to] = [numberSetting(settings, low), numberSetting(settings, high)];
    if (from <= to) return undefined;
    return {
      argument: high.name,
      message: message('high must be at least {0}, the value of low, not {1}.', from, to),
    };
  },
  fill(values, _fans, settings, random) {
    const start = numberSetting(settings, low);
    const width = numberSetting(settings, high) - start;
    fillWith(values, () => start + width * random.uniform());
  },
};

import type { SettingSpec } from '../../layers/support/layer';
import { numberSetting } from '../../layers/support/settings';
import type { Schedule } from './schedule';

const every: SettingSpec = {
  name: 'every',
  type: 'integer',
  required: true,
  range: { from: 1 },
  documentation: 'After how many steps the learning rate changes, again and again.',
};

const factor: SettingSpec = {
  name: 'factor',
  type: 'number',
  required: true,
  range: { above: 0 },
  documentation: 'What it is multiplied by each time.',
};

export const step: Schedule = {
  name: 'Step',
  documentation: 'The learning rate drops by a factor every so many steps.',
  formula: 'lr × factor^⌊k / every⌋',
  source: 'https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.StepLR.html',
  settings: [every, factor],
  learningRate: (base, moment, settings) =>
    base * numberSetting(settings, factor) ** Math.floor(moment.step / numberSetting(settings, every)),
};

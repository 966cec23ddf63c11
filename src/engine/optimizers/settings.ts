import type { SettingSpec } from '../layers/support/layer';

/** Shared by the optimizers with momentum. */
export const momentumSetting: SettingSpec = {
  name: 'momentum',
  type: 'number',
  default: 0.9,
  range: { from: 0, below: 1 },
  documentation: 'How much of its velocity a parameter keeps from one update to the next.',
};

/** Shared by the members of the Adam family. */
export const beta1Setting: SettingSpec = {
  name: 'beta1',
  type: 'number',
  default: 0.9,
  range: { from: 0, below: 1 },
  documentation: 'How much of the running mean of the gradient is kept at each update.',
};

export const beta2Setting: SettingSpec = {
  name: 'beta2',
  type: 'number',
  default: 0.999,
  range: { from: 0, below: 1 },
  documentation: 'How much of the running mean of the squared gradient is kept at each update.',
};

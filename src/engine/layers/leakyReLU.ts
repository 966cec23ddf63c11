import { message } from '../message';
import type { SettingSpec } from './support/layer';
import { numberSetting } from './support/layerSettings';
import { unaryLayer } from './support/unary';

export const leakyReLUSlope: SettingSpec = {
  name: 'slope',
  type: 'number',
  default: 0.01,
  documentation: 'What numbers that are not positive are multiplied by.',
};

export const leakyReLU = unaryLayer({
  name: 'LeakyReLU',
  symbol: 'LeakyReLU',
  documentation: 'Passes positive numbers on and multiplies the rest by a small slope, so that no unit dies.',
  settings: [leakyReLUSlope],
  picture: 'mask',
  asFunction: { name: 'leaky_relu' },
  asActivation: { rectifies: true, slope: (settings) => numberSetting(settings, leakyReLUSlope) },
  formulas: {
    forward: 'y = x where x > 0, else slope × x',
    backward: { x: '∂L/∂x = ∂L/∂y where x > 0, else slope × ∂L/∂y' },
  },
  source: 'https://pytorch.org/docs/stable/generated/torch.nn.LeakyReLU.html',
  rule(settings) {
    const factor = numberSetting(settings, leakyReLUSlope);
    return {
      forward: (x) => (x > 0 ? x : x * factor),
      gradInput: (gradOutput, x) => (x > 0 ? gradOutput : gradOutput * factor),
      whyFlat: (x) => ({
        kind: 'blocked',
        message: message('Multiplied by the slope {0}, since the x of this LeakyReLU is {1}.', factor, x),
      }),
    };
  },
});

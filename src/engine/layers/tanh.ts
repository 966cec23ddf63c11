import { message } from '../message';
import { unaryLayer } from './support/unary';

export const tanh = unaryLayer({
  name: 'Tanh',
  symbol: 'Tanh',
  documentation: 'Squeezes every entry between −1 and 1. Backward needs only the output y.',
  settings: [],
  asFunction: { name: 'tanh' },
  asActivation: { isSaturated: (y) => Math.abs(y) > 0.97 },
  formulas: { forward: 'y = tanh(x)', backward: { x: '∂L/∂x = ∂L/∂y × (1 − y²)' } },
  source: 'https://pytorch.org/docs/stable/generated/torch.tanh.html',
  savesOutput: true,
  rule: () => ({
    forward: Math.tanh,
    gradInput: (gradOutput, _x, y) => gradOutput * (1 - y * y),
    whyFlat: (x, y) => ({
      kind: 'saturated',
      message: message(
        'Saturated: this Tanh gives {1} for its x of {0}, where its curve is almost flat.',
        x,
        y,
      ),
    }),
  }),
});

import { message } from '../message';
import { errorFunction } from './support/normalDistribution';
import { unaryLayer } from './support/unary';

const slopeAtZero = 2 / Math.sqrt(Math.PI);

export const erf = unaryLayer({
  name: 'Erf',
  symbol: 'erf',
  documentation:
    'The error function of every entry, from −1 to 1: the area under the bell curve 2/√π × e^(−t²) from 0 to x.',
  settings: [],
  asFunction: { name: 'erf' },
  formulas: { forward: 'y = erf(x)', backward: { x: '∂L/∂x = ∂L/∂y × 2/√π × exp(−x²)' } },
  source: 'https://pytorch.org/docs/stable/special.html#torch.special.erf',
  rule: () => ({
    forward: errorFunction,
    gradInput: (gradOutput, x) => gradOutput * (slopeAtZero * Math.exp(-x * x)),
    whyFlat: (x, y) => ({
      kind: 'saturated',
      message: message(
        'Saturated: this erf gives {1} for its x of {0}, where its curve is almost flat.',
        x,
        y,
      ),
    }),
  }),
});

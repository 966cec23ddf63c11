import { message } from '../message';
import { unaryLayer } from './support/unary';

export const tan = unaryLayer({
  name: 'Tan',
  symbol: 'tan',
  documentation:
    'The tangent of every entry, an angle in radians. Its slope is 1 at least, and grows without bound towards ±π/2.',
  settings: [],
  asFunction: { name: 'tan' },
  formulas: { forward: 'y = tan(x)', backward: { x: '∂L/∂x = ∂L/∂y × (1 + y²)' } },
  source: 'https://pytorch.org/docs/stable/generated/torch.tan.html',
  savesOutput: true,
  whyNotFinite: (x) => message('tan({0}) is not a number: an infinite angle has no tangent.', x),
  rule: () => ({
    forward: Math.tan,
    gradInput: (gradOutput, _x, y) => gradOutput * (1 + y * y),
  }),
});

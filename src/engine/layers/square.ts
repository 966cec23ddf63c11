import { message } from '../message';
import { unaryLayer } from './support/unary';

export const square = unaryLayer({
  name: 'Square',
  symbol: 'x²',
  documentation: 'Every entry times itself, as x ** 2 is.',
  settings: [],
  asFunction: { name: 'square' },
  formulas: { forward: 'y = x²', backward: { x: '∂L/∂x = ∂L/∂y × 2 × x' } },
  source: 'https://pytorch.org/docs/stable/generated/torch.square.html',
  whyNotFinite: (x) => message('{0} times itself is too large: float64 ends at 1.8e308.', x),
  rule: () => ({
    forward: (x) => x * x,
    gradInput: (gradOutput, x) => gradOutput * (2 * x),
    whyZero: (x) => message('{0} × {1} is too small to be told from 0.', x, x),
    whyFlat: (x) => ({
      kind: 'flat',
      message: message('The slope of a square is twice its x, and that is {0}.', x),
    }),
  }),
});

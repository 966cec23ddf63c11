import { message } from '../message';
import { unaryLayer } from './support/unary';

export const sin = unaryLayer({
  name: 'Sin',
  symbol: 'sin',
  documentation: 'The sine of every entry, an angle in radians.',
  settings: [],
  asFunction: { name: 'sin' },
  formulas: { forward: 'y = sin(x)', backward: { x: '∂L/∂x = ∂L/∂y × cos(x)' } },
  source: 'https://pytorch.org/docs/stable/generated/torch.sin.html',
  whyNotFinite: (x) => message('sin({0}) is not a number: an infinite angle has no sine.', x),
  rule: () => ({
    forward: Math.sin,
    gradInput: (gradOutput, x) => gradOutput * Math.cos(x),
    whyFlat: (x) => ({
      kind: 'flat',
      message: message('sin is flat at its x of {0}: its slope is cos({0}).', x),
    }),
  }),
});

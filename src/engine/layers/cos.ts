import { message } from '../message';
import { unaryLayer } from './support/unary';

export const cos = unaryLayer({
  name: 'Cos',
  symbol: 'cos',
  documentation: 'The cosine of every entry, an angle in radians.',
  settings: [],
  asFunction: { name: 'cos' },
  formulas: { forward: 'y = cos(x)', backward: { x: '∂L/∂x = −∂L/∂y × sin(x)' } },
  source: 'https://pytorch.org/docs/stable/generated/torch.cos.html',
  whyNotFinite: (x) => message('cos({0}) is not a number: an infinite angle has no cosine.', x),
  rule: () => ({
    forward: Math.cos,
    gradInput: (gradOutput, x) => gradOutput * -Math.sin(x),
    whyFlat: (x) => ({
      kind: 'flat',
      message: message('cos is flat at its x of {0}: its slope is −sin({0}).', x),
    }),
  }),
});

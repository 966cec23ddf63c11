import { message } from '../message';
import { unaryLayer } from './support/unary';

export const abs = unaryLayer({
  name: 'Abs',
  symbol: '|x|',
  documentation: 'The absolute value. The gradient keeps or turns its sign with x; at 0 it is 0.',
  settings: [],
  asFunction: { name: 'abs' },
  formulas: { forward: 'y = |x|', backward: { x: '∂L/∂x = ∂L/∂y × sign(x), and 0 at x = 0' } },
  source: 'https://pytorch.org/docs/stable/generated/torch.abs.html',
  rule: () => ({
    forward: Math.abs,
    gradInput: (gradOutput, x) => gradOutput * Math.sign(x),
    whyFlat: () => ({
      kind: 'flat',
      message: message('The x of this abs is exactly 0: at its corner the derivative counts as 0.'),
    }),
  }),
});

import { message } from '../message';
import { unaryLayer } from './support/unary';

export const log1p = unaryLayer({
  name: 'Log1p',
  symbol: 'log(1 + x)',
  documentation:
    'The natural logarithm of 1 + x, exact where x is so small that 1 + x rounds to 1. At −1 it is −infinity with an infinite slope, below −1 it is NaN.',
  settings: [],
  asFunction: { name: 'log1p' },
  formulas: { forward: 'y = log(1 + x)', backward: { x: '∂L/∂x = ∂L/∂y / (1 + x)' } },
  source: 'https://pytorch.org/docs/stable/generated/torch.log1p.html',
  whyNotFinite: (x) =>
    x === -1
      ? message('log1p(-1) is log(0), which is -infinity: keep its x above -1.')
      : message('log1p({0}) is not a number: it is the logarithm of 1 + x, so x must be above -1.', x),
  rule: () => ({
    forward: Math.log1p,
    gradInput: (gradOutput, x) => gradOutput / (1 + x),
    whyFlat: (x) => ({
      kind: 'flat',
      message: message('Divided by 1 + x of this log1p, where x is {0}.', x),
    }),
  }),
});

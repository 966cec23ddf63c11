import { message } from '../message';
import { unaryLayer } from './support/unary';

export const sqrt = unaryLayer({
  name: 'Sqrt',
  symbol: '√',
  documentation: 'The square root. At 0 its slope is infinite, below 0 it is NaN.',
  settings: [],
  asFunction: { name: 'sqrt' },
  formulas: { forward: 'y = √x', backward: { x: '∂L/∂x = ∂L/∂y / (2 × y)' } },
  source: 'https://pytorch.org/docs/stable/generated/torch.sqrt.html',
  savesOutput: true,
  whyNotFinite: (x) => message('The square root of {0} is not a number: it is below 0.', x),
  rule: () => ({
    forward: Math.sqrt,
    gradInput: (gradOutput, _x, y) => gradOutput / (2 * y),
    whyFlat: (_x, y) => ({
      kind: 'flat',
      message: message('Divided by twice the root, which is {0}.', y),
    }),
  }),
});

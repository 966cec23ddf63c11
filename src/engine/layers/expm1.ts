import { message } from '../message';
import { unaryLayer } from './support/unary';

export const expm1 = unaryLayer({
  name: 'Expm1',
  symbol: 'exp − 1',
  documentation: 'e to the power of every entry, less 1: exact where x is so small that exp(x) rounds to 1.',
  settings: [],
  asFunction: { name: 'expm1' },
  formulas: { forward: 'y = exp(x) − 1', backward: { x: '∂L/∂x = ∂L/∂y × (y + 1)' } },
  source: 'https://pytorch.org/docs/stable/special.html#torch.special.expm1',
  savesOutput: true,
  whyNotFinite: (x) => message('expm1({0}) is too large: float64 ends at exp(709.78).', x),
  rule: () => ({
    forward: Math.expm1,
    gradInput: (gradOutput, _x, y) => gradOutput * (y + 1),
    whyFlat: (x, y) => ({
      kind: 'saturated',
      message: message('The curve of this expm1 is almost flat: for its x of {0} it gives {1}.', x, y),
    }),
  }),
});

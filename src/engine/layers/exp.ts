import { message } from '../message';
import { unaryLayer } from './support/unary';

export const exp = unaryLayer({
  name: 'Exp',
  symbol: 'exp',
  documentation: 'e to the power of every entry. Its slope is its own value.',
  settings: [],
  asFunction: { name: 'exp' },
  formulas: { forward: 'y = exp(x)', backward: { x: '∂L/∂x = ∂L/∂y × y' } },
  source: 'Deep Learning from Scratch, section 5.5.2 (the exp node of Sigmoid).',
  savesOutput: true,
  whyNotFinite: (x) =>
    message(
      'exp({0}) is too large: float64 ends at exp(709.78). In a softmax made by hand subtract the maximum first, as softmax(x) does; instead of a sigmoid made by hand use sigmoid(x).',
      x,
    ),
  rule: () => ({
    whyZero: (x) => message('exp({0}) is too small to be told from 0, as it is below exp(-745.13).', x),
    forward: Math.exp,
    gradInput: (gradOutput, _x, y) => gradOutput * y,
    whyFlat: (x, y) => ({
      kind: 'flat',
      message: message('The slope of exp is its value, and exp({0}) is only {1}.', x, y),
    }),
  }),
});

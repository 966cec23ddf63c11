import { message } from '../message';
import { binaryLayer } from './support/binary';

export const div = binaryLayer({
  name: 'Div',
  symbol: '÷',
  documentation: 'Divides entry by entry. Dividing by 0 gives an infinity or NaN, as in IEEE arithmetic.',
  inputs: [
    { name: 'x', documentation: 'The numerator.' },
    { name: 'y', documentation: 'The denominator; shapes broadcast as in NumPy.' },
  ],
  asOperator: '/',
  formulas: { forward: 'z = x / y', backward: { x: '∂L/∂x = ∂L/∂z / y', y: '∂L/∂y = −∂L/∂z × z / y' } },
  source: 'Deep Learning from Scratch, section 5.5.2 (the ÷ node of Sigmoid).',
  likeness: 'multiple',
  rule: {
    forward: (x, y) => x / y,
    gradLeft: (gradOutput, _x, y) => gradOutput / y,
    gradRight: (gradOutput, _x, y, z) => -gradOutput * (z / y),
    whyFlat: (side, x, y) =>
      side === 1 && x === 0
        ? { kind: 'multipliedByZero', message: message('Multiplied by the numerator, which is 0.') }
        : { kind: 'flat', message: message('Divided by a large denominator, {0}.', y) },
    whyZero: (x, y) => {
      if (x === 0) return undefined;
      return Number.isFinite(y)
        ? message('{0} ÷ {1} is too small to be told from 0.', x, y)
        : message('{0} ÷ {1} is 0.', x, y);
    },
  },
});

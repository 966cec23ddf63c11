import { message } from '../message';
import { binaryLayer } from './support/binary';

export const sub = binaryLayer({
  name: 'Sub',
  symbol: '−',
  documentation:
    'Subtracts entry by entry. Backward passes the gradient on, with its sign turned for the right side.',
  inputs: [
    { name: 'x', documentation: 'What is subtracted from.' },
    { name: 'y', documentation: 'What is subtracted; shapes broadcast as in NumPy.' },
  ],
  asOperator: '-',
  formulas: { forward: 'z = x − y', backward: { x: '∂L/∂x = ∂L/∂z', y: '∂L/∂y = −∂L/∂z' } },
  source: 'https://numpy.org/doc/stable/reference/generated/numpy.subtract.html',
  likeness: 'sum',
  rule: {
    forward: (x, y) => x - y,
    gradLeft: (gradOutput) => gradOutput,
    gradRight: (gradOutput) => -gradOutput,
    whyZero: (x, y) =>
      x === 0 && y === 0
        ? undefined
        : message('Both numbers of this {0} are {1}: nothing is left of them.', 'Sub', x),
  },
});

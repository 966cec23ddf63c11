import { binaryLayer } from './support/binary';
import { extremumRule, smallest } from './support/extremum';

export const minimum = binaryLayer({
  name: 'Minimum',
  symbol: 'min',
  documentation:
    'The smaller of two values, entry by entry. The gradient goes to the smaller one; at a tie each gets half. NaN wins.',
  inputs: [
    { name: 'a', documentation: 'The left value.' },
    { name: 'b', documentation: 'The right value; shapes broadcast as in NumPy.' },
  ],
  asFunction: { name: 'minimum' },
  formulas: {
    forward: 'y = min(a, b)',
    backward: {
      a: '∂L/∂a = ∂L/∂y where a < b, half of it where they tie, else 0',
      b: '∂L/∂b = ∂L/∂y where b < a, half of it where they tie, else 0',
    },
  },
  source: 'https://pytorch.org/docs/stable/generated/torch.minimum.html',
  rule: extremumRule(smallest),
});

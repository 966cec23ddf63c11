import { binaryLayer } from './support/binary';
import { extremumRule, largest } from './support/extremum';

export const maximum = binaryLayer({
  name: 'Maximum',
  symbol: 'max',
  documentation:
    'The larger of two values, entry by entry. The gradient goes to the larger one; at a tie each gets half. NaN wins.',
  inputs: [
    { name: 'a', documentation: 'The left value.' },
    { name: 'b', documentation: 'The right value; shapes broadcast as in NumPy.' },
  ],
  asFunction: { name: 'maximum' },
  formulas: {
    forward: 'y = max(a, b)',
    backward: {
      a: '∂L/∂a = ∂L/∂y where a > b, half of it where they tie, else 0',
      b: '∂L/∂b = ∂L/∂y where b > a, half of it where they tie, else 0',
    },
  },
  source: 'https://pytorch.org/docs/stable/generated/torch.maximum.html',
  rule: extremumRule(largest),
});

import { totalLayer } from './support/total';

export const sum = totalLayer({
  name: 'Sum',
  symbol: 'Σ',
  documentation:
    'Adds the entries along an axis, or all of them, from the first to the last. Backward hands the gradient to every entry. The sum of no entries is 0.',
  asFunction: { name: 'sum' },
  formulas: { forward: 'y = Σ x', backward: { x: '∂L/∂x = ∂L/∂y, for every entry' } },
  source: 'Deep Learning from Scratch, appendix A (the sum node of Softmax-with-loss).',
  divisor: () => 1,
  takesEmpty: true,
});

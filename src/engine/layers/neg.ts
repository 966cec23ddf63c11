import { unaryLayer } from './support/unary';

export const neg = unaryLayer({
  name: 'Neg',
  symbol: '−',
  documentation: 'Turns the sign of every entry. Backward turns the sign of the gradient.',
  settings: [],
  asOperator: 'unary -',
  formulas: { forward: 'y = −x', backward: { x: '∂L/∂x = −∂L/∂y' } },
  source: 'https://numpy.org/doc/stable/reference/generated/numpy.negative.html',
  likeness: 'rearranged',
  rule: () => ({ forward: (x) => -x, gradInput: (gradOutput) => -gradOutput }),
});

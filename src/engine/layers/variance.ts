import { spreadLayer } from './support/spread';

export const variance = spreadLayer({
  name: 'Var',
  symbol: 'var',
  documentation:
    'The variance of the entries along an axis, or of all n of them: the mean of their squared distances from the mean.',
  asFunction: { name: 'var' },
  formulas: {
    forward: 'y = Σ (x − mean)² / n',
    backward: { x: '∂L/∂x = ∂L/∂y × 2 × (x − mean) / n' },
  },
  source: 'https://numpy.org/doc/stable/reference/generated/numpy.var.html',
  ofVariance: (squared) => squared,
  slope: (distance, divisor) => (2 * distance) / divisor,
});

import { spreadLayer } from './support/spread';

export const std = spreadLayer({
  name: 'Std',
  symbol: 'std',
  documentation:
    'The standard deviation of the entries along an axis, or of all n of them: the root of their variance. Where all are equal it is 0 and has a corner, at which the derivative counts as 0.',
  asFunction: { name: 'std' },
  formulas: {
    forward: 'y = √(Σ (x − mean)² / n)',
    backward: { x: '∂L/∂x = ∂L/∂y × (x − mean) / (n × y), and 0 where y = 0' },
  },
  source:
    'https://numpy.org/doc/stable/reference/generated/numpy.std.html; at the corner as https://pytorch.org/docs/stable/generated/torch.std.html',
  ofVariance: Math.sqrt,
  slope: (distance, divisor, y) => (y === 0 ? 0 : distance / (divisor * y)),
});

import { totalLayer } from './support/total';

export const mean = totalLayer({
  name: 'Mean',
  symbol: 'mean',
  documentation:
    'The mean of the entries along an axis, or of all n of them. Backward hands every entry its n-th part of the gradient.',
  asFunction: { name: 'mean' },
  formulas: { forward: 'y = Σ x / n', backward: { x: '∂L/∂x = ∂L/∂y / n, for every entry' } },
  source: 'https://pytorch.org/docs/stable/generated/torch.mean.html',
  divisor: (length) => length,
  takesEmpty: false,
});

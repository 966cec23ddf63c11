import { largest, reducedExtremumLayer } from './support/extremum';

export const max = reducedExtremumLayer({
  name: 'Max',
  symbol: 'max',
  documentation:
    'The largest entry along an axis, or of all. The gradient goes to the largest entry; entries that tie share it equally. NaN wins.',
  asFunction: { name: 'max' },
  formulas: {
    forward: 'y = max x',
    backward: { x: '∂L/∂x = ∂L/∂y where x is the maximum (shared at a tie), else 0' },
  },
  source: 'https://pytorch.org/docs/stable/generated/torch.amax.html',
  extremum: largest,
});

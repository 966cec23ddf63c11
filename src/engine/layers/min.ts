import { reducedExtremumLayer, smallest } from './support/extremum';

export const min = reducedExtremumLayer({
  name: 'Min',
  symbol: 'min',
  documentation:
    'The smallest entry along an axis, or of all. The gradient goes to the smallest entry; entries that tie share it equally. NaN wins.',
  asFunction: { name: 'min' },
  formulas: {
    forward: 'y = min x',
    backward: { x: '∂L/∂x = ∂L/∂y where x is the minimum (shared at a tie), else 0' },
  },
  source: 'https://pytorch.org/docs/stable/generated/torch.amin.html',
  extremum: smallest,
});

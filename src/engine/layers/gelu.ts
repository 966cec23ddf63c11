import { activationForm } from './support/activationForm';
import { normalDensity, normalDistribution } from '../kernels/reference/normalDistribution';
import { message } from '../message';
import { unaryLayer } from './support/unary';

export const gelu = unaryLayer({
  name: 'GELU',
  symbol: 'GELU',
  documentation:
    'A smooth ReLU: x times the share of a normal distribution that lies below x (exact, not the tanh formula).',
  settings: [],
  asFunction: { name: 'gelu' },
  asLayer: activationForm({ activation: 'GELU', rectifies: true }),
  formulas: { forward: 'y = x × Φ(x)', backward: { x: '∂L/∂x = ∂L/∂y × (Φ(x) + x × φ(x))' } },
  source: 'https://pytorch.org/docs/stable/generated/torch.nn.GELU.html',
  rule: () => ({
    forward: (x) => x * normalDistribution(x),
    gradInput: (gradOutput, x) => gradOutput * (normalDistribution(x) + x * normalDensity(x)),
    whyFlat: (x) => ({
      kind: 'saturated',
      message: message('The curve of this GELU is almost flat at its x of {0}.', x),
    }),
  }),
});

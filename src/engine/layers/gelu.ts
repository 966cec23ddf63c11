import { message } from '../message';
import { normalDensity, normalDistribution } from './support/normalDistribution';
import { unaryLayer } from './support/unary';

/** So far out the density is 0, and 0 × ∞ must not become NaN. */
const farOut = 40;

export const gelu = unaryLayer({
  name: 'GELU',
  symbol: 'GELU',
  documentation:
    'A smooth ReLU: x times the share of a normal distribution that lies below x (exact, not the tanh formula).',
  settings: [],
  asFunction: { name: 'gelu' },
  asActivation: { rectifies: true },
  formulas: { forward: 'y = x × Φ(x)', backward: { x: '∂L/∂x = ∂L/∂y × (Φ(x) + x × φ(x))' } },
  source: 'https://pytorch.org/docs/stable/generated/torch.nn.GELU.html',
  rule: () => ({
    forward: (x) => (x === -Infinity ? 0 : x * normalDistribution(x)),
    gradInput: (gradOutput, x) =>
      gradOutput * (normalDistribution(x) + (Math.abs(x) > farOut ? 0 : x * normalDensity(x))),
    whyFlat: (x) => ({
      kind: 'saturated',
      message: message('The curve of this GELU is almost flat at its x of {0}.', x),
    }),
  }),
});

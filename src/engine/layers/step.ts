import { message } from '../message';
import { unaryLayer } from './support/unary';

export const step = unaryLayer({
  name: 'Step',
  symbol: 'step',
  documentation:
    'The step function: 1 where x is above 0, else 0. It is flat everywhere, so backward passes nothing: nothing before it can learn.',
  settings: [],
  asFunction: { name: 'step' },
  formulas: { forward: 'y = 1 where x > 0, else 0', backward: { x: '∂L/∂x = 0' } },
  source:
    'Deep Learning from Scratch, section 3.2.2 (step function) and https://numpy.org/doc/stable/reference/generated/numpy.heaviside.html',
  rule: () => ({
    // NaN is neither above 0 nor not: it stays, so that it is never lost.
    forward: (x) => (Number.isNaN(x) ? NaN : x > 0 ? 1 : 0),
    gradInput: (_gradOutput, x) => (Number.isNaN(x) ? NaN : 0),
    whyFlat: (x, y) => ({
      kind: 'blocked',
      message: message(
        'Blocked by this step: for its x of {0} it gives {1}, and a small change of x changes nothing.',
        x,
        y,
      ),
    }),
  }),
});

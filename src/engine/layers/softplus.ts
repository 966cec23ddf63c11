import { message } from '../message';
import { logistic } from './sigmoid';
import { unaryLayer } from './support/unary';

/** `log(1 + eˣ)` without overflow. */
function logOnePlusExp(x: number): number {
  return (x > 0 ? x : 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

export const softplus = unaryLayer({
  name: 'Softplus',
  symbol: 'Softplus',
  documentation: 'A smooth ReLU: log(1 + eˣ), computed without overflow. Its slope is the Sigmoid.',
  settings: [],
  asFunction: { name: 'softplus' },
  asActivation: { rectifies: true },
  formulas: { forward: 'y = log(1 + exp(x))', backward: { x: '∂L/∂x = ∂L/∂y × sigmoid(x)' } },
  source: 'https://pytorch.org/docs/stable/generated/torch.nn.Softplus.html (without its threshold)',
  rule: () => ({
    forward: (x) => logOnePlusExp(x),
    gradInput: (gradOutput, x) => gradOutput * logistic(x),
    whyFlat: (x) => ({
      kind: 'saturated',
      message: message('The curve of this Softplus is almost flat at its x of {0}.', x),
    }),
  }),
});

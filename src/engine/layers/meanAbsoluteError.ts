import type { EntryLossRule } from '../kernels/operands/lossOperands';
import { put } from '../tensor';
import { entryLossLayer, meetsTarget } from './support/entryLoss';

const rule: EntryLossRule = {
  total(x, t) {
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += Math.abs((x[i] ?? NaN) - (t[i] ?? NaN));
    return sum;
  },
  slope: (x, t) => Math.sign(x - t),
  backward({ x, t, upstream, dx, accumulate }) {
    for (let i = 0; i < x.length; i++) {
      const sign = Math.sign((x[i] ?? NaN) - (t[i] ?? NaN));
      put(dx, i, (sign / x.length) * upstream, accumulate);
    }
  },
};

export const meanAbsoluteError = entryLossLayer({
  name: 'MeanAbsoluteError',
  symbol: 'Mean absolute error',
  documentation:
    'The mean over all entries of the distance to the target t. Every entry pulls with the same force however far off it is, so single wild targets count less than in the mean squared error; at x = t the gradient is 0.',
  inputs: [
    { name: 'x', documentation: 'Predictions of any shape.' },
    { name: 't', documentation: 'The targets, like x.', role: 'target' },
  ],
  settings: [],
  asFunction: { name: 'mean_absolute_error' },
  inNetworks: { decisionThreshold: 0.5 },
  formulas: {
    forward: 'L = Σ |x − t| / n',
    backward: { x: '∂L/∂x = sign(x − t) / n', t: '∂L/∂t = −sign(x − t) / n' },
  },
  source: 'https://pytorch.org/docs/stable/generated/torch.nn.L1Loss.html',
  rule: () => rule,
  whyFlat: meetsTarget,
  whyTargetFlat: meetsTarget,
});

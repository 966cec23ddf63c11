import type { EntryLossRule } from '../kernels/operands/lossOperands';
import { put } from '../tensor';
import { entryLossLayer, meetsTarget } from './support/entryLoss';

function slope(x: number, t: number): number {
  return 2 * (x - t);
}

const rule: EntryLossRule = {
  total(x, t) {
    let sum = 0;
    for (let i = 0; i < x.length; i++) {
      const difference = (x[i] ?? NaN) - (t[i] ?? NaN);
      sum += difference * difference;
    }
    return sum;
  },
  slope,
  backward({ x, t, upstream, dx, accumulate }) {
    for (let i = 0; i < x.length; i++) {
      put(dx, i, (slope(x[i] ?? NaN, t[i] ?? NaN) / x.length) * upstream, accumulate);
    }
  },
};

export const meanSquaredError = entryLossLayer({
  name: 'MeanSquaredError',
  symbol: 'Mean squared error',
  documentation:
    'The mean over all entries of the squared difference to the target t. (The book halves the sum instead.)',
  inputs: [
    { name: 'x', documentation: 'Predictions of any shape.' },
    { name: 't', documentation: 'The targets, like x.', role: 'target' },
  ],
  settings: [],
  asFunction: { name: 'mean_squared_error' },
  inNetworks: { aliases: ['MSELoss'], decisionThreshold: 0.5 },
  formulas: {
    forward: 'L = Σ (x − t)² / n',
    backward: { x: '∂L/∂x = 2 × (x − t) / n', t: '∂L/∂t = −2 × (x − t) / n' },
  },
  source: 'https://pytorch.org/docs/stable/generated/torch.nn.MSELoss.html',
  rule: () => rule,
  whyFlat: meetsTarget,
  whyTargetFlat: meetsTarget,
});

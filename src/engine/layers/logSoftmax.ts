import { message } from '../message';
import { put } from '../tensor';
import { rowMaximum } from './softmax';
import { rowLayer } from './support/rowLayer';

export const logSoftmax = rowLayer({
  name: 'LogSoftmax',
  symbol: 'log Softmax',
  documentation:
    'The logarithm of the Softmax along an axis, without one the last. Computed as x less log-sum-exp, so it is finite wherever x is, where the logarithm of a probability of 0 would not be.',
  asFunction: { name: 'log_softmax' },
  inNetworks: true,
  formulas: {
    forward: 'y = x − log Σ exp(x)',
    backward: { x: '∂L/∂x = ∂L/∂y − exp(y) × Σ ∂L/∂y' },
  },
  source: 'https://pytorch.org/docs/stable/generated/torch.nn.LogSoftmax.html',
  rule: {
    forward(x, y, start, length, step) {
      const end = start + length * step;
      const maximum = rowMaximum(x, start, length, step);
      let sum = 0;
      for (let i = start; i < end; i += step) sum += Math.exp((x[i] ?? NaN) - maximum);
      const logSum = Math.log(sum);
      for (let i = start; i < end; i += step) y[i] = (x[i] ?? NaN) - maximum - logSum;
    },
    backward({ y, dy, dx, accumulate }, start, length, step) {
      const end = start + length * step;
      let total = 0;
      for (let i = start; i < end; i += step) total += dy[i] ?? NaN;
      for (let i = start; i < end; i += step) {
        put(dx, i, (dy[i] ?? NaN) - Math.exp(y[i] ?? NaN) * total, accumulate);
      }
    },
    derivative: (y, from, to) => (from === to ? 1 : 0) - Math.exp(y[from] ?? NaN),
    whyZero: (x) =>
      message('This x of {0} has a probability that cannot be told from 1, and log(1) is 0.', x),
    whyFlat: (x, y) => ({
      kind: 'saturated',
      message: message(
        'For this x of {0} the logarithm is {1}: its probability is so near 0 or 1 that a small change of it changes almost nothing.',
        x,
        y,
      ),
    }),
  },
});

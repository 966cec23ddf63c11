import { message } from '../message';
import { put, type Numbers } from '../tensor';
import { rowLayer } from './support/rowLayer';

/**
 * Softmax of the `length` numbers from `start`, `step` apart, written to the same places of `y`.
 * The maximum is subtracted first, so that no exponential overflows.
 * Gives back `log Σ exp(x − maximum)`; the log of the probability of x is `x − maximum −` that.
 */
export function softmaxRow(
  x: Numbers,
  y: Numbers,
  start: number,
  length: number,
  maximum: number,
  step = 1,
): number {
  const end = start + length * step;
  let sum = 0;
  for (let i = start; i < end; i += step) {
    const e = Math.exp((x[i] ?? NaN) - maximum);
    y[i] = e;
    sum += e;
  }
  for (let i = start; i < end; i += step) y[i] = (y[i] ?? NaN) / sum;
  return Math.log(sum);
}

/**
 * The largest of the `length` numbers from `start`, `step` apart.
 * NaN is passed over: it makes the sum NaN anyway.
 */
export function rowMaximum(x: Numbers, start: number, length: number, step = 1): number {
  const end = start + length * step;
  let maximum = -Infinity;
  for (let i = start; i < end; i += step) {
    const value = x[i] ?? NaN;
    if (value > maximum) maximum = value;
  }
  return maximum;
}

export const softmax = rowLayer({
  name: 'Softmax',
  symbol: 'Softmax',
  documentation:
    'Turns the numbers along an axis, without one the last, into probabilities that add up to 1. Their maximum is subtracted first, which changes nothing but avoids overflow.',
  picture: 'softmax',
  asFunction: { name: 'softmax' },
  inNetworks: true,
  formulas: {
    forward: 'y = exp(x) / Σ exp(x)',
    backward: { x: '∂L/∂x = y × (∂L/∂y − Σ ∂L/∂y × y)' },
  },
  source:
    'Deep Learning from Scratch, section 3.5 (softmax) and https://pytorch.org/docs/stable/generated/torch.nn.Softmax.html',
  rule: {
    forward(x, y, start, length, step) {
      softmaxRow(x, y, start, length, rowMaximum(x, start, length, step), step);
    },
    backward({ y, dy, dx, accumulate }, start, length, step) {
      const end = start + length * step;
      let dot = 0;
      for (let i = start; i < end; i += step) dot += (dy[i] ?? NaN) * (y[i] ?? NaN);
      for (let i = start; i < end; i += step) {
        put(dx, i, (y[i] ?? NaN) * ((dy[i] ?? NaN) - dot), accumulate);
      }
    },
    derivative(y, from, to) {
      const own = y[from] ?? NaN;
      return from === to ? own * (1 - own) : -own * (y[to] ?? NaN);
    },
    whyZero: (x, largest) =>
      message(
        'This x of {0} is {1} below the largest of its row: its share, exp({2}), is too small to be told from 0.',
        x,
        largest - x,
        x - largest,
      ),
    whyFlat: (x, y, output) => ({
      kind: 'saturated',
      message:
        output < y
          ? message(
              'Saturated: Softmax gives {0} at this place of the row, which a small change of this x of {1} hardly moves.',
              output,
              x,
            )
          : message(
              'Saturated: for this x of {0} Softmax gives {1}, so a small change of it changes almost nothing.',
              x,
              y,
            ),
    }),
  },
});

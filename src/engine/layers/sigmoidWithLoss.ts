import type { EntryLossRule } from '../kernels/operands/lossOperands';
import { message } from '../message';
import { put } from '../tensor';
import { logistic } from './sigmoid';
import { entryLossLayer } from './support/entryLoss';
import { operand } from './support/operands';

/** `y − t`. Near 1 what y lacks, `y·e⁻ˣ`, is known to more digits than y itself. */
function slope(y: number, t: number, x: number): number {
  return x > 0 ? 1 - t - y * Math.exp(-x) : y - t;
}

const rule: EntryLossRule = {
  prediction: logistic,
  total(x, t, y) {
    let sum = 0;
    for (let i = 0; i < x.length; i++) {
      const score = x[i] ?? NaN;
      const e = Math.exp(-Math.abs(score));
      // Above 0 the sigmoid is made of the same exponential, to the bit.
      if (y) y[i] = score > 0 ? 1 / (1 + e) : logistic(score);
      // −t·log y − (1 − t)·log(1 − y), of which log(1 + e) is a part: a right answer leaves nothing else.
      sum += score * ((score < 0 ? 0 : 1) - (t[i] ?? NaN)) + Math.log1p(e);
    }
    return sum;
  },
  slope,
  backward({ x, t, upstream, dx, accumulate }, y) {
    for (let i = 0; i < x.length; i++) {
      const score = x[i] ?? NaN;
      const prediction = y ? (y[i] ?? NaN) : logistic(score);
      put(dx, i, (slope(prediction, t[i] ?? NaN, score) / x.length) * upstream, accumulate);
    }
  },
};

export const sigmoidWithLoss = entryLossLayer({
  name: 'SigmoidWithLoss',
  symbol: 'Sigmoid with loss',
  documentation:
    'Sigmoid, then the binary cross-entropy with the target t, as the mean over all entries. Computed from x itself, so it is finite wherever x is.',
  inputs: [
    { name: 'x', documentation: 'Scores of any shape.' },
    { name: 't', documentation: 'Like x: 0 or 1 for each score, or a probability between.', role: 'target' },
  ],
  settings: [],
  asFunction: { name: 'sigmoid_with_loss' },
  inNetworks: {
    aliases: ['BCEWithLogitsLoss'],
    comparesProbabilities: true,
    decisionThreshold: 0,
    includes: ['Sigmoid'],
    // One Sigmoid a class: with more of them each alone is at chance.
    startsAtChance: (classes) => classes === 2,
  },
  formulas: {
    forward: 'y = sigmoid(x);  L = −Σ (t × log y + (1 − t) × log(1 − y)) / n',
    backward: { x: '∂L/∂x = (y − t) / n', t: '∂L/∂t = −x / n' },
  },
  source: 'https://pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html',

  checkValues(inputs) {
    const { data } = operand(inputs, 1);
    const entry = data.findIndex((t) => !(t >= 0 && t <= 1));
    if (entry === -1) return undefined;
    const text = message(
      'Entry {0} of t is {1}: a target here is 0, 1 or between.',
      entry,
      data[entry] ?? NaN,
    );
    return { inputIndex: 1, message: text };
  },

  rule: () => rule,
  ofTarget: {
    slope: (x) => -x,
    backward({ x, upstream, dt }) {
      for (let i = 0; i < x.length; i++) dt[i] = (dt[i] ?? NaN) + (-(x[i] ?? NaN) / x.length) * upstream;
    },
  },

  whyFlat: (y, t) => ({
    kind: 'meetsTarget',
    message: message(
      'The prediction meets the target: y is {0} and t is {1}, so y − t is nothing to learn from.',
      y,
      t,
    ),
  }),

  whyTargetFlat: (x, _t, entry) => ({
    kind: 'multipliedByZero',
    message: message('Multiplied by the score, which is {0}.', x),
    operand: { input: 0, entry },
  }),
});

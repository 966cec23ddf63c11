import { entryLossForm } from './support/lossForm';
import { message } from '../message';
import type { Layer } from './support/layer';
import { entryLossShape } from './support/lossTarget';
import { operand } from './support/operands';
import { logistic } from './sigmoid';
import { logOnePlusExp } from './softplus';

export const sigmoidWithLoss: Layer = {
  name: 'SigmoidWithLoss',
  symbol: 'Sigmoid with loss',
  documentation:
    'Sigmoid, then the binary cross-entropy with the target t, as the mean over all entries. Computed from x itself, so it is finite wherever x is.',
  inputs: [
    { name: 'x', documentation: 'Scores of any shape.' },
    { name: 't', documentation: 'Like x: 0 or 1 for each score, or a probability between.', role: 'target' },
  ],
  settings: [],
  asLayer: entryLossForm({
    name: 'SigmoidWithLoss',
    aliases: ['BCEWithLogitsLoss'],
    decisionThreshold: 0,
    // One Sigmoid a class: with more of them each alone is at chance.
    startsAtChance: (classes) => classes === 2,
    saved: ({ shape, data }) => ({ y: { shape, data: Float64Array.from(data, logistic) } }),
  }),
  asFunction: { name: 'sigmoid_with_loss' },
  formulas: {
    forward: 'y = sigmoid(x);  L = −Σ (t × log y + (1 − t) × log(1 − y)) / n',
    backward: { x: '∂L/∂x = (y − t) / n', t: '∂L/∂t = −x / n' },
  },
  source: 'https://pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html',

  outputShape: (inputs) => entryLossShape(operand(inputs, 0), operand(inputs, 1)),

  checkValues(inputs) {
    const { data } = operand(inputs, 1);
    const entry = data.findIndex((t) => !(t >= 0 && t <= 1));
    if (entry === -1) return undefined;
    const text = message(
      'Entry {0} of t is {1}: a target here is 0, 1 or between.',
      entry,
      data[entry] ?? NaN,
    );
    return { inputIndex: 1, entry, message: text };
  },

  bind({ inputs, output, gradOutput, gradInputs, allocate }) {
    const [x, t] = [operand(inputs, 0).data, operand(inputs, 1).data];
    const [dx, dt] = [operand(gradInputs, 0)?.data, operand(gradInputs, 1)?.data];
    const n = x.length;
    const saved = allocate(operand(inputs, 0).shape);
    const y = saved.data;
    return {
      forward() {
        let loss = 0;
        for (let i = 0; i < n; i++) {
          const score = x[i] ?? NaN;
          y[i] = logistic(score);
          // −t·log y − (1 − t)·log(1 − y), written with softplus(x) = −log(1 − y) and log y = x − softplus(x).
          loss += logOnePlusExp(score) - score * (t[i] ?? NaN);
        }
        output.data[0] = loss / n;
      },
      backward() {
        const upstream = gradOutput.data[0] ?? NaN;
        for (let i = 0; i < n; i++) {
          if (dx) dx[i] = (dx[i] ?? NaN) + (((y[i] ?? NaN) - (t[i] ?? NaN)) / n) * upstream;
          if (dt) dt[i] = (dt[i] ?? NaN) + (-(x[i] ?? NaN) / n) * upstream;
        }
      },
      savedForBackward: { y: saved },
    };
  },

  localDerivatives({ inputs, saved }, input, entry) {
    const { data } = operand(inputs, 0);
    const x = data[entry] ?? NaN;
    const t = operand(inputs, 1).data[entry] ?? NaN;
    const y = saved['y']?.data[entry] ?? NaN;
    if (input === 1) {
      const why = () => ({
        kind: 'multipliedByZero' as const,
        message: message('Multiplied by the score, which is {0}.', x),
        operand: { input: 0, entry },
      });
      return [{ outputEntry: 0, factor: -x / data.length, why }];
    }
    const why = () => ({
      kind: 'meetsTarget' as const,
      message: message(
        'The prediction meets the target: y is {0} and t is {1}, so y − t is nothing to learn from.',
        y,
        t,
      ),
    });
    return [{ outputEntry: 0, factor: (y - t) / data.length, why }];
  },
};

import { lossTargets } from './support/lossForm';
import { message } from '../message';
import type { Layer, LocalDerivative } from './support/layer';
import { classLossShape, isLabels, rowsOf } from './support/lossTarget';
import { operand } from './support/operands';
import { fits } from './support/shapeRule';
import { rowMaximum, softmaxRow } from './softmax';

export const softmaxWithLoss: Layer = {
  name: 'SoftmaxWithLoss',
  symbol: 'Softmax with loss',
  documentation:
    'Softmax, then the cross-entropy with the target t: the mean over the batch of −log of the probability of the right class. Computed as log-sum-exp, so it is finite wherever x is; the book adds 1e-7 inside the log instead, which changes the loss by about 1e-7 / y.',
  inputs: [
    { name: 'x', documentation: 'Scores: batch×classes, or a vector for one sample.' },
    {
      name: 't',
      documentation:
        'The right classes: one label for each sample, counted from 0, or one-hot (or probability) rows.',
      role: 'target',
    },
  ],
  settings: [],
  asLayer: {
    aliases: ['CrossEntropyLoss'],
    kind: 'loss',
    settings: [],
    targets: ['labels', 'values'],
    overClasses: true,
    startsAtChance: () => true,
    outputShape: () => fits([]),

    bind({ kernels, inputs, output, gradInputs, target, allocate }) {
      const x = operand(inputs, 0);
      const { batch, classes } = rowsOf(x.shape);
      const y = allocate(x.shape);
      const targets = lossTargets(target);
      const common = { targets, probabilities: y.data, rows: batch, columns: classes };
      const dx = gradInputs[0];
      return {
        forward: [kernels.softmaxLoss({ ...common, logits: x.data, loss: output.data })],
        backward: dx
          ? [
              {
                only: 0,
                run: kernels.softmaxLossBackward({
                  ...common,
                  gradLogits: dx.data,
                  accumulate: dx.accumulate,
                }),
              },
            ]
          : [],
        saved: () => ({ y }),
      };
    },
  },
  asFunction: { name: 'softmax_with_loss' },
  formulas: {
    forward: 'y = softmax(x);  L = −(Σ t × log y) / batch',
    backward: { x: '∂L/∂x = (y − t) / batch', t: '∂L/∂t = −log y / batch' },
  },
  source: 'Deep Learning from Scratch, section 5.6.3 (Softmax-with-loss layer) and appendix A.',

  outputShape: (inputs) => classLossShape(operand(inputs, 0), operand(inputs, 1)),

  passesGradientTo: (input, inputs) => input === 0 || !isLabels(operand(inputs, 0), operand(inputs, 1)),

  checkValues(inputs) {
    const [x, t] = [operand(inputs, 0), operand(inputs, 1)];
    if (!isLabels(x.shape, t.shape)) return undefined;
    const { classes } = rowsOf(x.shape);
    const entry = t.data.findIndex((label) => !(Number.isInteger(label) && label >= 0 && label < classes));
    if (entry === -1) return undefined;
    const label = t.data[entry] ?? NaN;
    return {
      inputIndex: 1,
      entry,
      message:
        t.shape.length === 0
          ? message(
              'The label {0} is no class: there are {1}, counted from 0 to {2}.',
              label,
              classes,
              classes - 1,
            )
          : message(
              'Entry {0} of t is {1}, which is no class: there are {2}, counted from 0 to {3}.',
              entry,
              label,
              classes,
              classes - 1,
            ),
    };
  },

  bind({ inputs, output, gradOutput, gradInputs, allocate }) {
    const [x, t] = [operand(inputs, 0).data, operand(inputs, 1).data];
    const [dx, dt] = [operand(gradInputs, 0)?.data, operand(gradInputs, 1)?.data];
    const { batch, classes } = rowsOf(operand(inputs, 0).shape);
    const labels = isLabels(operand(inputs, 0).shape, operand(inputs, 1).shape);
    const saved = allocate(operand(inputs, 0).shape);
    const y = saved.data;
    /** −log y, as accurate far out as anywhere. */
    const surprise = allocate(operand(inputs, 0).shape).data;

    return {
      forward() {
        let loss = 0;
        for (let row = 0; row < batch; row++) {
          const start = row * classes;
          const maximum = rowMaximum(x, start, classes);
          const logSum = softmaxRow(x, y, start, classes, maximum);
          for (let i = start; i < start + classes; i++) surprise[i] = logSum - ((x[i] ?? NaN) - maximum);
          // 0 × logSum is 0, unless x holds NaN: then the loss shows it even where every t is 0.
          let rowLoss = labels ? (surprise[start + (t[row] ?? NaN)] ?? NaN) : 0 * logSum;
          for (let i = start; !labels && i < start + classes; i++) {
            const share = t[i] ?? NaN;
            if (share !== 0) rowLoss += share * (surprise[i] ?? NaN);
          }
          loss += rowLoss;
        }
        output.data[0] = loss / batch;
      },
      backward() {
        const upstream = gradOutput.data[0] ?? NaN;
        for (let row = 0; row < batch; row++) {
          const start = row * classes;
          let total = labels ? 1 : 0;
          for (let i = start; !labels && i < start + classes; i++) total += t[i] ?? NaN;
          for (let i = start; i < start + classes; i++) {
            const share = labels ? (i - start === t[row] ? 1 : 0) : (t[i] ?? NaN);
            if (dx) dx[i] = (dx[i] ?? NaN) + (((y[i] ?? NaN) * total - share) / batch) * upstream;
            if (dt && !labels) dt[i] = (dt[i] ?? NaN) + ((surprise[i] ?? NaN) / batch) * upstream;
          }
        }
      },
      savedForBackward: { y: saved },
    };
  },

  localDerivatives({ inputs, saved }, input, entry) {
    const [x, t] = [operand(inputs, 0), operand(inputs, 1)];
    const { batch, classes } = rowsOf(x.shape);
    const row = Math.floor(entry / classes);
    const start = row * classes;
    const y = saved['y']?.data ?? [];
    if (input === 1) {
      const maximum = rowMaximum(x.data, start, classes);
      let sum = 0;
      for (let i = start; i < start + classes; i++) sum += Math.exp((x.data[i] ?? NaN) - maximum);
      const surprise = Math.log(sum) - ((x.data[entry] ?? NaN) - maximum);
      return [
        {
          outputEntry: 0,
          factor: surprise / batch,
          why: () => ({
            kind: 'saturated',
            message: message('The probability here is {0}, and −log of it is almost 0.', y[entry] ?? NaN),
          }),
        },
      ];
    }
    const labels = isLabels(x.shape, t.shape);
    const share = labels ? (entry - start === t.data[row] ? 1 : 0) : (t.data[entry] ?? NaN);
    const total = labels
      ? 1
      : [...t.data.subarray(start, start + classes)].reduce((sum, value) => sum + value, 0);
    const own = y[entry] ?? NaN;
    return [meetsTarget((own * total - share) / batch, own, share)];
  },
};

function meetsTarget(factor: number, y: number, t: number): LocalDerivative {
  return {
    outputEntry: 0,
    factor,
    why: () => ({
      kind: 'meetsTarget',
      message: message(
        'The prediction meets the target: y is {0} and t is {1}, so y − t is nothing to learn from.',
        y,
        t,
      ),
    }),
  };
}

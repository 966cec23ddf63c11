import type { Kernel } from '../kernels/kernel';
import type { SoftmaxLossBackwardOperands, SoftmaxLossOperands } from '../kernels/operands/lossOperands';
import { message } from '../message';
import { put, type Numbers } from '../tensor';
import { rowMaximum, softmaxRow } from './softmax';
import type { Layer, LocalDerivative, Settings, SettingSpec } from './support/layer';
import { numberSetting } from './support/layerSettings';
import { classLossShape, isLabels, requireTarget, rowsOf } from './support/lossTarget';
import { operand } from './support/operands';
import { fits } from './support/shapeRule';

const smoothing: SettingSpec = {
  name: 'smoothing',
  type: 'number',
  default: 0,
  range: { from: 0, to: 1 },
  isNamed: true,
  documentation:
    'The share of every target that is spread evenly over all classes, so that no probability has to become 1: t becomes (1 − smoothing) × t + smoothing / classes.',
};

function smoothingOf(settings: Settings): number {
  return numberSetting(settings, smoothing);
}

/** As the kernels take them; labels may be numbers of any kind. */
type Targets = { readonly labels: ArrayLike<number> } | { readonly shares: ArrayLike<number> };

/**
 * What each row of the probabilities was divided by, kept
 * for targets that are computed: only formulas have those.
 */
interface Normalizers {
  readonly maxima: Numbers;
  /** `log Σ exp(x − maximum)`. */
  readonly logSums: Numbers;
}

/**
 * Forward of formulas and of the reference kernels alike:
 * softmax by rows, and the mean over them of `−Σ t × log y`.
 */
export function softmaxLoss(
  operands: Omit<SoftmaxLossOperands, 'targets'> & { readonly targets: Targets },
  normalizers?: Normalizers,
): void {
  const { logits, targets, probabilities, loss, rows, columns } = operands;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    const maximum = rowMaximum(logits, start, columns);
    const logSum = softmaxRow(logits, probabilities, start, columns, maximum);
    if (normalizers) {
      normalizers.maxima[row] = maximum;
      normalizers.logSums[row] = logSum;
    }
    total +=
      'labels' in targets
        ? surprise(logits, start + (targets.labels[row] ?? NaN), maximum, logSum)
        : expectedSurprise(logits, targets.shares, start, columns, maximum, logSum);
  }
  loss[0] = total / rows;
}

/** `−log y` of one entry, as accurate far out as anywhere. */
function surprise(logits: ArrayLike<number>, entry: number, maximum: number, logSum: number): number {
  return logSum - ((logits[entry] ?? NaN) - maximum);
}

/** `−Σ t × log y` over a row. */
function expectedSurprise(
  logits: ArrayLike<number>,
  shares: ArrayLike<number>,
  start: number,
  columns: number,
  maximum: number,
  logSum: number,
): number {
  // 0 × logSum is 0, unless x holds NaN: then the loss shows it even where every t is 0.
  let sum = 0 * logSum;
  for (let i = start; i < start + columns; i++) {
    const share = shares[i] ?? NaN;
    if (share !== 0) sum += share * surprise(logits, i, maximum, logSum);
  }
  return sum;
}

/** What one class's share of a target becomes. */
function smoothed(share: number, evenly: number, classes: number): number {
  return (1 - evenly) * share + evenly / classes;
}

/** Fills `shares` with the targets of every row, `evenly` of each spread over all classes. */
function smoothTargets(targets: Targets, shares: Numbers, columns: number, evenly: number): Kernel {
  if ('shares' in targets) {
    const given = targets.shares;
    return () => {
      for (let i = 0; i < shares.length; i++) shares[i] = smoothed(given[i] ?? NaN, evenly, columns);
    };
  }
  const { labels } = targets;
  const rows = shares.length / columns;
  return () => {
    shares.fill(smoothed(0, evenly, columns));
    for (let row = 0; row < rows; row++) {
      shares[row * columns + (labels[row] ?? NaN)] = smoothed(1, evenly, columns);
    }
  };
}

/** Backward of formulas and of the reference kernels alike. */
export function softmaxLossBackward(
  operands: Omit<SoftmaxLossBackwardOperands, 'targets'> & { readonly targets: Targets },
): void {
  const { probabilities, targets, gradLoss, gradLogits, rows, columns, accumulate } = operands;
  const upstream = gradLoss?.[0] ?? 1;
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    const label = 'labels' in targets ? start + (targets.labels[row] ?? NaN) : -1;
    let total = 1;
    if ('shares' in targets) {
      total = 0;
      for (let i = start; i < start + columns; i++) total += targets.shares[i] ?? NaN;
    }
    for (let i = start; i < start + columns; i++) {
      const share = 'labels' in targets ? (i === label ? 1 : 0) : (targets.shares[i] ?? NaN);
      const gradient = (((probabilities[i] ?? NaN) * total - share) / rows) * upstream;
      put(gradLogits, i, gradient, accumulate);
    }
  }
}

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
  settings: [smoothing],
  picture: 'softmaxWithTarget',
  asLayer: {
    aliases: ['CrossEntropyLoss'],
    kind: 'loss',
    settings: [smoothing],
    targets: ['labels', 'values'],
    overClasses: true,
    comparesProbabilities: true,
    includes: ['Softmax', 'LogSoftmax'],
    startsAtChance: () => true,
    outputShape: () => fits([]),

    bind({ kernels, inputs, output, gradInputs, settings, target, allocate }) {
      const x = operand(inputs, 0);
      const { batch, classes } = rowsOf(x.shape);
      const y = allocate(x.shape);
      const { encoding, labels, values } = requireTarget(target);
      const given = encoding === 'labels' ? { labels } : { shares: values };
      const evenly = smoothingOf(settings);
      const shares = evenly > 0 ? allocate(x.shape).data : undefined;
      const targets = shares ? { shares } : given;
      const smooth = shares ? [smoothTargets(given, shares, classes, evenly)] : [];
      const common = { targets, probabilities: y.data, rows: batch, columns: classes };
      const dx = gradInputs[0];
      return {
        forward: [...smooth, kernels.softmaxLoss({ ...common, logits: x.data, loss: output.data })],
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
      message:
        t.shape.length === 0
          ? message(
              'The label {0} is not a class: there are {1}, counted from 0 to {2}.',
              label,
              classes,
              classes - 1,
            )
          : message(
              'Entry {0} of t is {1}, which is not a class: there are {2}, counted from 0 to {3}.',
              entry,
              label,
              classes,
              classes - 1,
            ),
    };
  },

  bind({ inputs, output, gradOutput, gradInputs, settings, allocate }) {
    const [x, t] = [operand(inputs, 0), operand(inputs, 1)];
    const [dx, dt] = [operand(gradInputs, 0)?.data, operand(gradInputs, 1)?.data];
    const { batch: rows, classes: columns } = rowsOf(x.shape);
    const given = isLabels(x.shape, t.shape) ? { labels: t.data } : { shares: t.data };
    const evenly = smoothingOf(settings);
    const shares = evenly > 0 ? allocate(x.shape).data : undefined;
    const targets = shares ? { shares } : given;
    const smooth = shares && smoothTargets(given, shares, columns, evenly);
    const y = allocate(x.shape);
    const common = { targets, probabilities: y.data, rows, columns };
    const normalizers = dt && { maxima: allocate([rows]).data, logSums: allocate([rows]).data };
    const forward = { ...common, logits: x.data, loss: output.data };
    const backward = dx && { ...common, gradLoss: gradOutput.data, gradLogits: dx, accumulate: true };
    return {
      forward() {
        smooth?.();
        softmaxLoss(forward, normalizers);
      },
      backward() {
        if (backward) softmaxLossBackward(backward);
        if (!dt || !normalizers) return;
        const upstream = gradOutput.data[0] ?? NaN;
        for (let i = 0; i < dt.length; i++) {
          const row = Math.floor(i / columns);
          const [maximum, logSum] = [normalizers.maxima[row] ?? NaN, normalizers.logSums[row] ?? NaN];
          const gradient = ((1 - evenly) * surprise(x.data, i, maximum, logSum)) / rows;
          dt[i] = (dt[i] ?? NaN) + gradient * upstream;
        }
      },
      savedForBackward: { y },
    };
  },

  whyZero: ({ inputs }) =>
    rowsOf(operand(inputs, 0).shape).batch === 1
      ? message('The right class has a probability that cannot be told from 1: nothing is left to learn.')
      : message(
          'In every row the right class has a probability that cannot be told from 1: nothing is left to learn.',
        ),

  localDerivatives({ inputs, saved, settings }, input, entry) {
    const [x, t] = [operand(inputs, 0), operand(inputs, 1)];
    const { batch, classes } = rowsOf(x.shape);
    const row = Math.floor(entry / classes);
    const start = row * classes;
    const y = saved['y']?.data ?? [];
    const evenly = smoothingOf(settings);
    if (input === 1) {
      const maximum = rowMaximum(x.data, start, classes);
      let sum = 0;
      for (let i = start; i < start + classes; i++) sum += Math.exp((x.data[i] ?? NaN) - maximum);
      const logSum = Math.log(sum);
      return [
        {
          outputEntry: 0,
          factor: ((1 - evenly) * surprise(x.data, entry, maximum, logSum)) / batch,
          why: () => ({
            kind: 'saturated',
            message: message('The probability here is {0}, and −log of it is almost 0.', y[entry] ?? NaN),
          }),
        },
      ];
    }
    const labels = isLabels(x.shape, t.shape);
    const given = labels ? (entry - start === t.data[row] ? 1 : 0) : (t.data[entry] ?? NaN);
    const sum = labels
      ? 1
      : [...t.data.subarray(start, start + classes)].reduce((total, value) => total + value, 0);
    const share = smoothed(given, evenly, classes);
    const total = (1 - evenly) * sum + evenly;
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

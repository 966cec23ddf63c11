import type {
  ClassTargets,
  EntryLossBackwardOperands,
  EntryLossOperands,
  LossKernels,
  SoftmaxLossBackwardOperands,
  SoftmaxLossOperands,
} from '../operands/losses';
import { sigmoid, softplus } from './activations';
import { put } from './put';

/** The share of class `column` in row `row`. */
function shareOf(targets: ClassTargets, row: number, column: number, columns: number): number {
  if ('shares' in targets) return targets.shares[row * columns + column] ?? 0;
  return targets.labels[row] === column ? 1 : 0;
}

function softmaxLoss({ logits, targets, probabilities, loss, rows, columns }: SoftmaxLossOperands): void {
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    let maximum = -Infinity;
    for (let j = 0; j < columns; j++) maximum = Math.max(maximum, logits[start + j] ?? 0);
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += Math.exp((logits[start + j] ?? 0) - maximum);
    const logSum = Math.log(sum);
    for (let j = 0; j < columns; j++) {
      const shifted = (logits[start + j] ?? 0) - maximum;
      const share = shareOf(targets, row, j, columns);
      if (share !== 0) total += share * (logSum - shifted);
      probabilities[start + j] = Math.exp(shifted) / sum;
    }
  }
  loss[0] = total / rows;
}

function softmaxLossBackward(operands: SoftmaxLossBackwardOperands): void {
  const { probabilities, targets, gradLoss, gradLogits, rows, columns, accumulate } = operands;
  const upstream = (gradLoss?.[0] ?? 1) / rows;
  for (let row = 0; row < rows; row++) {
    let shares = 0;
    for (let j = 0; j < columns; j++) shares += shareOf(targets, row, j, columns);
    for (let j = 0; j < columns; j++) {
      const index = row * columns + j;
      const difference = (probabilities[index] ?? 0) * shares - shareOf(targets, row, j, columns);
      put(gradLogits, index, difference * upstream, accumulate);
    }
  }
}

function entryLoss({ name, input, targets, loss }: EntryLossOperands): void {
  let total = 0;
  for (let i = 0; i < input.length; i++) {
    const x = input[i] ?? 0;
    const t = targets[i] ?? 0;
    total += name === 'MeanSquaredError' ? (x - t) * (x - t) : softplus(x) - x * t;
  }
  loss[0] = total / input.length;
}

function entryLossBackward(operands: EntryLossBackwardOperands): void {
  const { name, input, targets, gradLoss, gradInput, accumulate } = operands;
  const upstream = (gradLoss?.[0] ?? 1) / input.length;
  for (let i = 0; i < input.length; i++) {
    const x = input[i] ?? 0;
    const t = targets[i] ?? 0;
    const slope = name === 'MeanSquaredError' ? 2 * (x - t) : sigmoid(x) - t;
    put(gradInput, i, slope * upstream, accumulate);
  }
}

export const referenceLosses: LossKernels = {
  softmaxLoss: (operands) => () => {
    softmaxLoss(operands);
  },
  softmaxLossBackward: (operands) => () => {
    softmaxLossBackward(operands);
  },
  entryLoss: (operands) => () => {
    entryLoss(operands);
  },
  entryLossBackward: (operands) => () => {
    entryLossBackward(operands);
  },
};

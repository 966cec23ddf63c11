import type { ClassTargets, LossKernels } from '../operands/lossOperands';
import { referenceKernels } from '../reference';
import { flag, type OperandAddresses, type Resolve } from './operandAddresses';

/**
 * The losses with compiled code, as `lossExports.ts`
 * counts them. For every other the layer's rule runs.
 */
export const entryLossCodes: ReadonlyMap<string, number> = new Map([
  ['MeanSquaredError', 0],
  ['SigmoidWithLoss', 1],
  ['MeanAbsoluteError', 2],
  ['Huber', 3],
]);

/** Addresses of the labels and of the shares, of which one is absent. */
function addressTargets(
  at: OperandAddresses,
  targets: ClassTargets,
  rows: number,
  columns: number,
): readonly [labels: number, shares: number] {
  return 'labels' in targets
    ? [at.integers(targets.labels, rows), 0]
    : [0, at.numbers(targets.shares, rows * columns)];
}

export function compiledLosses(resolve: Resolve): LossKernels {
  return {
    softmaxLoss: (operands) => {
      const { rows, columns } = operands;
      const at = resolve(operands.logits);
      const softmaxLoss = at.find('softmaxLoss');
      const logits = at.numbers(operands.logits, rows * columns);
      const [labels, shares] = addressTargets(at, operands.targets, rows, columns);
      const probabilities = at.numbers(operands.probabilities, rows * columns);
      const loss = at.numbers(operands.loss, 1);
      return () => {
        softmaxLoss(logits, labels, shares, probabilities, loss, rows, columns);
      };
    },

    softmaxLossBackward: (operands) => {
      const { rows, columns } = operands;
      const at = resolve(operands.gradLogits);
      const backward = at.find('softmaxLossBackward');
      const probabilities = at.numbers(operands.probabilities, rows * columns);
      const [labels, shares] = addressTargets(at, operands.targets, rows, columns);
      const gradLoss = at.optionalNumbers(operands.gradLoss, 1);
      const gradLogits = at.numbers(operands.gradLogits, rows * columns);
      const accumulate = flag(operands.accumulate);
      return () => {
        backward(probabilities, labels, shares, gradLoss, gradLogits, rows, columns, accumulate);
      };
    },

    entryLoss: (operands) => {
      const code = entryLossCodes.get(operands.name);
      if (code === undefined) return referenceKernels.entryLoss(operands);
      const { length } = operands.input;
      const at = resolve(operands.input);
      const entryLoss = at.find('entryLoss');
      const { delta = 0 } = operands.rule;
      const input = at.numbers(operands.input, length);
      const targets = at.numbers(operands.targets, length);
      const loss = at.numbers(operands.loss, 1);
      return () => {
        entryLoss(code, input, targets, loss, length, delta);
      };
    },

    entryLossBackward: (operands) => {
      const code = entryLossCodes.get(operands.name);
      if (code === undefined) return referenceKernels.entryLossBackward(operands);
      const { length } = operands.input;
      const at = resolve(operands.input);
      const entryLossBackward = at.find('entryLossBackward');
      const { delta = 0 } = operands.rule;
      const input = at.numbers(operands.input, length);
      const targets = at.numbers(operands.targets, length);
      const gradLoss = at.optionalNumbers(operands.gradLoss, 1);
      const gradInput = at.numbers(operands.gradInput, length);
      const accumulate = flag(operands.accumulate);
      return () => {
        entryLossBackward(code, input, targets, gradLoss, gradInput, length, delta, accumulate);
      };
    },
  };
}

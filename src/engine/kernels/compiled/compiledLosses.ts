import type { ClassTargets, LossKernels } from '../operands/lossOperands';
import { referenceKernels } from '../reference';
import { flag, type OperandAddresses, type Resolve } from './operandAddresses';

/**
 * The losses with compiled code, and whether theirs is that
 * of the Sigmoid. For every other the layer's rule runs.
 */
export const compiledEntryLosses: ReadonlyMap<string, boolean> = new Map([
  ['MeanSquaredError', false],
  ['SigmoidWithLoss', true],
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
      const isSigmoid = compiledEntryLosses.get(operands.name);
      if (isSigmoid === undefined) return referenceKernels.entryLoss(operands);
      const { length } = operands.input;
      const at = resolve(operands.input);
      const entryLoss = at.find('entryLoss');
      const sigmoid = flag(isSigmoid);
      const input = at.numbers(operands.input, length);
      const targets = at.numbers(operands.targets, length);
      const loss = at.numbers(operands.loss, 1);
      return () => {
        entryLoss(sigmoid, input, targets, loss, length);
      };
    },

    entryLossBackward: (operands) => {
      const isSigmoid = compiledEntryLosses.get(operands.name);
      if (isSigmoid === undefined) return referenceKernels.entryLossBackward(operands);
      const { length } = operands.input;
      const at = resolve(operands.input);
      const entryLossBackward = at.find('entryLossBackward');
      const sigmoid = flag(isSigmoid);
      const input = at.numbers(operands.input, length);
      const targets = at.numbers(operands.targets, length);
      const gradLoss = at.optionalNumbers(operands.gradLoss, 1);
      const gradInput = at.numbers(operands.gradInput, length);
      const accumulate = flag(operands.accumulate);
      return () => {
        entryLossBackward(sigmoid, input, targets, gradLoss, gradInput, length, accumulate);
      };
    },
  };
}

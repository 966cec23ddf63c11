import type { Numbers } from '../../tensor';
import type { Kernel } from '../kernels';

/** Class numbers, or rows×columns of shares such as one-hot rows. */
export type ClassTargets = { readonly labels: Int32Array } | { readonly shares: Numbers };

/** `y = softmax(x)` by rows and `loss = mean over rows of Σⱼ t·(logsumexp(x) − x)`. */
export interface SoftmaxLossOperands {
  /** rows×columns. */
  readonly logits: Numbers;
  readonly targets: ClassTargets;
  /** rows×columns: the softmax, kept for backward. May be `logits`. */
  readonly probabilities: Numbers;
  /** One number. */
  readonly loss: Numbers;
  readonly rows: number;
  readonly columns: number;
}

/** `dx = (y·Σt − t)/rows · upstream`; Σt is 1 for labels and one-hot rows. */
export interface SoftmaxLossBackwardOperands {
  readonly probabilities: Numbers;
  readonly targets: ClassTargets;
  /** One number, the upstream gradient; 1 unless given. */
  readonly gradLoss?: Numbers;
  readonly gradLogits: Numbers;
  readonly rows: number;
  readonly columns: number;
  readonly accumulate: boolean;
}

/**
 * `MeanSquaredError`: mean of (x−t)² · `SigmoidWithLoss`: mean of max(x,0) − x·t + log(1+e⁻|ˣ|).
 * Both means are over all entries, as in PyTorch.
 */
export type EntryLossName = 'MeanSquaredError' | 'SigmoidWithLoss';

export interface EntryLossOperands {
  readonly name: EntryLossName;
  readonly input: Numbers;
  /** As long as `input`. */
  readonly targets: Numbers;
  /** One number. */
  readonly loss: Numbers;
}

/** `2(x−t)/n · upstream`, or `(σ(x)−t)/n · upstream`. */
export interface EntryLossBackwardOperands {
  readonly name: EntryLossName;
  readonly input: Numbers;
  readonly targets: Numbers;
  /** One number, the upstream gradient; 1 unless given. */
  readonly gradLoss?: Numbers;
  readonly gradInput: Numbers;
  readonly accumulate: boolean;
}

export interface LossKernels {
  softmaxLoss(operands: SoftmaxLossOperands): Kernel;
  softmaxLossBackward(operands: SoftmaxLossBackwardOperands): Kernel;
  entryLoss(operands: EntryLossOperands): Kernel;
  entryLossBackward(operands: EntryLossBackwardOperands): Kernel;
}

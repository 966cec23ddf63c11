import type { Kernel } from '../kernel';
import type { Numbers } from '../../tensor';

/** Class numbers, or rows×columns of shares such as one-hot rows. */
export type ClassTargets = { readonly labels: Int32Array } | { readonly shares: Numbers };

/** `y = softmax(x)` by rows and `loss = mean over rows of Σⱼ t·(logsumexp(x) − x)`. */
export interface SoftmaxLossOperands {
  /** rows×columns. */
  readonly logits: Numbers;
  readonly targets: ClassTargets;
  /** rows×columns: the softmax, kept for backward. */
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
 * What a loss computes that compares entry by entry and is the mean over all n of them. It goes through the
 * entries itself: a function called for each of them would cost three times as much.
 */
export interface EntryLossRule {
  /** What the loss makes of its input first: Sigmoid. Absent: the input is the prediction itself. */
  readonly prediction?: (x: number) => number;
  /** The sum of the losses of all entries. `y`: where the predictions are kept, if anywhere. */
  readonly total: (x: Numbers, t: Numbers, y?: Numbers) => number;
  /** The derivative of the loss of one entry by its x, from its prediction y. */
  readonly slope: (y: number, t: number, x: number) => number;
  /** `dx = slope(y, t)/n · upstream`, or added to `dx`. `y`: the predictions, where they were kept. */
  readonly backward: (operands: EntryLossSlopes, y?: Numbers) => void;
  /** Of Huber, where the parabola becomes a line: for kernels that do not run the rule. */
  readonly delta?: number;
}

export interface EntryLossSlopes {
  readonly x: Numbers;
  readonly t: Numbers;
  readonly upstream: number;
  readonly dx: Numbers;
  readonly accumulate: boolean;
}

export interface EntryLossOperands {
  /** The layer's name: a build that has code of its own for it runs that, else the rule. */
  readonly name: string;
  readonly rule: EntryLossRule;
  readonly input: Numbers;
  /** As long as `input`. */
  readonly targets: Numbers;
  /** One number. */
  readonly loss: Numbers;
}

export interface EntryLossBackwardOperands {
  readonly name: string;
  readonly rule: EntryLossRule;
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

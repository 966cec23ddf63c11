import type { LabelFacts, ValueFacts } from '../network/lossTargets';
import type { Shape } from '../shape';
import type { Numbers } from '../tensor';

/** Counted from 0. */
export interface TrainingLabels extends LabelFacts {
  readonly labels: Int32Array;
}

/** Row-major. */
export interface TrainingValues extends ValueFacts {
  readonly values: Numbers;
}

/** What a network learns from. It is read once, when the training is set up. */
export interface TrainingData {
  readonly count: number;
  /** Shape of one sample. */
  readonly sampleShape: Shape;
  /** Where each number of a sample stands in its file: the column from 1, and its name. */
  readonly origin?: {
    readonly inputColumns?: readonly { readonly number: number; readonly name?: string }[];
  };
  /** Row-major, `count` × the size of `sampleShape`. */
  readonly inputs: Numbers;
  readonly targets: TrainingLabels | TrainingValues;
  /** The samples of each part, by their number. */
  readonly train: Int32Array;
  readonly test: Int32Array;
}

export type Part = 'train' | 'test';

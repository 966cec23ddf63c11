import type { Shape } from '../shape';
import type { Numbers } from '../tensor';

/** One class for each sample, counted from 0. */
export interface TrainingLabels {
  readonly kind: 'labels';
  readonly labels: Int32Array;
  readonly classes: number;
}

/** `width` numbers for each sample, row-major. */
export interface TrainingValues {
  readonly kind: 'values';
  readonly values: Numbers;
  readonly width: number;
}

/** What a network learns from. It is read once, when the training is set up. */
export interface TrainingData {
  readonly count: number;
  /** Shape of one sample. */
  readonly sampleShape: Shape;
  /** Row-major, `count` × the size of `sampleShape`. */
  readonly inputs: Numbers;
  readonly targets: TrainingLabels | TrainingValues;
  /** The samples of each part, by their number. */
  readonly train: Int32Array;
  readonly test: Int32Array;
}

export type Part = 'train' | 'test';

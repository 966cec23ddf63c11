import type { Shape } from '../engine/shape';
import type { Numbers } from '../engine/tensor';

/** One class for each sample, counted from 0. */
export interface LabelTargets {
  readonly kind: 'labels';
  readonly labels: Int32Array;
  readonly classes: number;
  /** By label; absent where the data names none. */
  readonly classNames?: readonly string[];
}

/** `width` numbers for each sample, row-major: what a regression is to give. */
export interface ValueTargets {
  readonly kind: 'values';
  readonly values: Numbers;
  readonly width: number;
}

export type Targets = LabelTargets | ValueTargets;

/** Samples as a source gives them, before they are split. All numbers are finite. */
export interface Samples {
  readonly count: number;
  /** Shape of one sample: `[2]`, `[1, 8, 8]`. */
  readonly sampleShape: Shape;
  /** Row-major, `count` × the size of `sampleShape`. May be a view of the file's own bytes: never written to. */
  readonly inputs: Numbers;
  readonly targets: Targets;
  /** Where the source has a test part of its own: how many samples at the end are it. */
  readonly testCount?: number;
}

/** How inputs were standardised: each is `(x − mean) / deviation`, by position in the sample. */
export interface Standardization {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/** Samples and their two parts, as ascending sample numbers: nothing is copied for the split. */
export interface Dataset extends Samples {
  readonly train: Int32Array;
  readonly test: Int32Array;
  readonly standardization?: Standardization;
}

export type TargetDescription =
  | {
      readonly kind: 'labels';
      /** Absent where only the whole file can tell. */
      readonly classes?: number;
      readonly classNames?: readonly string[];
    }
  | { readonly kind: 'values'; readonly width: number }
  /** Labels or values: only the whole file can tell. */
  | { readonly kind: 'unknown' };

export interface SampleCounts {
  readonly train: number;
  readonly test: number;
}

/** What shapes and the last layer are checked against, without the data themselves. */
export interface DataDescription {
  readonly sampleShape: Shape;
  readonly targets: TargetDescription;
  /** Absent where only the whole file can tell. */
  readonly samples?: SampleCounts;
}

export function describeTargets(targets: Targets): TargetDescription {
  if (targets.kind === 'values') return { kind: 'values', width: targets.width };
  const { classes, classNames } = targets;
  return { kind: 'labels', classes, ...(classNames && { classNames }) };
}

export function describe({ sampleShape, targets, train, test }: Dataset): DataDescription {
  return {
    sampleShape,
    targets: describeTargets(targets),
    samples: { train: train.length, test: test.length },
  };
}

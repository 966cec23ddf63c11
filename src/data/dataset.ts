import type { DataHint } from '../engine/network/dataPreview';
import type { Column } from './columns';
import type { Message } from '../engine/message';
import type { LabelFacts, ValueFacts } from '../engine/network/lossTargets';
import type { Shape } from '../engine/shape';
import type { Numbers } from '../engine/tensor';

/** One class for each sample, counted from 0. */
export interface LabelTargets extends LabelFacts {
  readonly labels: Int32Array;
}

/** Row-major: what a regression is to give. */
export interface ValueTargets extends ValueFacts {
  readonly values: Numbers;
}

export type Targets = LabelTargets | ValueTargets;

/** Where the files have the numbers of the samples; rows and columns count from 1. */
export interface SampleOrigin {
  /** The file of the inputs, and that of the targets. */
  readonly inputs: string;
  readonly targets: string;
  /** The row of each sample; absent where the first row is the first sample, and so on. */
  readonly rows?: Float64Array;
  /** By position in the sample, and among the targets of one; absent where they are simply counted. */
  readonly inputColumns?: readonly Column[];
  readonly targetColumns?: readonly Column[];
  /** Of samples to test with that are kept apart: from which sample on, and in what. */
  readonly test?: { readonly from: number; readonly inputs: string; readonly targets: string };
}

/** Samples as a source gives them, before they are split. All numbers are finite. */
export interface Samples {
  readonly count: number;
  /** Shape of one sample: `[2]`, `[1, 8, 8]`. */
  readonly sampleShape: Shape;
  /**
   * Row-major, `count` × the size of `sampleShape`. May be a view of the file's own bytes: never written to.
   */
  readonly inputs: Numbers;
  readonly targets: Targets;
  /** Where the source has a test part of its own: how many samples at the end are it. */
  readonly testCount?: number;
  /** Of samples from files of the user. */
  readonly origin?: SampleOrigin;
}

/** Samples and their two parts, as ascending sample numbers: nothing is copied for the split. */
export interface Dataset extends Samples {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

export type TargetDescription =
  | (Omit<LabelFacts, 'classes'> & {
      /** Absent where only the whole file can tell. */
      readonly classes?: number;
    })
  | ValueFacts
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
  /** Why it cannot be computed with in float32, as far as that was seen. */
  readonly beyondFloat32?: Message;
  /** What is probably not meant, as far as that was seen; absent where there is nothing. */
  readonly hints?: readonly DataHint[];
}

export function describeTargets(targets: Targets): TargetDescription {
  if (targets.kind === 'values') {
    const { width, asClasses, noProbability, negative } = targets;
    return {
      kind: 'values',
      width,
      ...(asClasses && { asClasses }),
      ...(noProbability && { noProbability }),
      ...(negative && { negative }),
    };
  }
  const { classes, classNames, mayBeValues, isSorted } = targets;
  return {
    kind: 'labels',
    classes,
    ...(classNames && { classNames }),
    ...(mayBeValues && { mayBeValues }),
    ...(isSorted && { isSorted }),
  };
}

export function describe({ sampleShape, targets, train, test }: Dataset): DataDescription {
  return {
    sampleShape,
    targets: describeTargets(targets),
    samples: { train: train.length, test: test.length },
  };
}

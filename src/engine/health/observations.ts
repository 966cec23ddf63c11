import type { Message } from '../message';

/** What the rules need to know of a layer: how it is called and what kind it is. */
export interface WatchedLayer {
  readonly name: string;
  /** Key in the table of layers: `Affine`, `ReLU`. */
  readonly type: string;
}

/** What is known before the first step. */
export interface WatchedRun {
  /** In forward order. Everywhere else a layer is its place in this list. */
  readonly layers: readonly WatchedLayer[];
  readonly stepsPerEpoch: number;
  /** Of a classification whose loss is ln(classes) at chance: how many classes; absent for every other loss. */
  readonly classes?: number;
  /** On how many samples of the test part its loss is measured; absent: on all of them. */
  readonly tested?: { readonly samples: number; readonly of: number };
}

/** Scalars of one layer at one step. NaN: the layer has no such number, or it was not computed. */
export interface LayerScalars {
  /** √Σg² over the gradients of all its parameters. */
  readonly gradientNorm: number;
  /** Mean |dW| of its weights; biases are left out. */
  readonly meanAbsoluteGradient: number;
  /** ‖ΔW‖ / ‖W‖ of its weights at this update. */
  readonly updateToWeightRatio: number;
  /** Of a ReLU: the share of this batch's outputs that it blocked, 0 to 1. */
  readonly blockedShare: number;
  /** Of a Sigmoid or Tanh: the share of this batch's outputs at the flat ends, 0 to 1. */
  readonly saturatedShare: number;
}

/** The layers' scalars at a step. */
export interface ScalarSample {
  /** Updates done before the one sampled: 0 for the first. */
  readonly step: number;
  /** This update's learning rate over the optimizer's own: what the schedule makes of it. */
  readonly scheduleFactor: number;
  /** By layer. */
  readonly layers: readonly LayerScalars[];
}

export interface LossSample {
  readonly step: number;
  /** Of the mini-batch. */
  readonly loss: number;
}

export interface EvaluationSample {
  /** Updates done. */
  readonly step: number;
  /** NaN: there is no such part, or it was not evaluated. */
  readonly trainLoss: number;
  readonly testLoss: number;
}

export interface EpochSample {
  /** Updates done. */
  readonly step: number;
  /** By layer: the share of its units that were blocked for every sample of the epoch; NaN for what is no ReLU. */
  readonly deadUnitFraction: readonly number[];
}

/** Where the first NaN or infinity came from. */
export interface NonFiniteOrigin {
  readonly step: number;
  /** `parameter`: made by the update. */
  readonly where: 'value' | 'gradient' | 'parameter';
  readonly layer: number;
  /** Which numbers: `affine1.W`, `relu1`. */
  readonly name: string;
  readonly kind: 'NaN' | 'infinity';
  /** What it was computed from, in words: `x between -3 and 4e38`. */
  readonly inputs: readonly Message[];
}

import type { Settings, SettingSpec } from '../../layers/support/layer';

/** Where in the training an update stands. */
export interface Moment {
  /** Updates done before this one: 0 for the first. */
  readonly step: number;
  /**
   * Where the epochs that it belongs to begin and end: all
   * of the training, or those that were added at once later.
   */
  readonly from: number;
  readonly to: number;
}

/** How the learning rate moves during training. */
export interface Schedule {
  /** As written in a definition: `Cosine`. */
  readonly name: string;
  readonly documentation: string;
  /** In text, with k for the step, counted from 0. */
  readonly formula: string;
  readonly source: string;
  readonly settings: readonly SettingSpec[];
  /** The learning rate of one update; `base` is that of the optimizer. */
  learningRate(base: number, moment: Moment, settings: Settings): number;
}

import type { Message } from '../message';

/** One name a rule, everywhere: in problems, on the command line, in exports. */
export type HealthRuleName =
  | 'non-finite'
  | 'unscaled-inputs'
  | 'unscaled-targets'
  | 'all-alike'
  | 'batch-of-one'
  | 'large-learning-rate'
  | 'strong-weight-decay'
  | 'unfit-schedule'
  | 'dead-relu'
  | 'saturation'
  | 'exploding-gradient'
  | 'vanishing-gradient'
  | 'small-updates'
  | 'loss-not-decreasing'
  | 'overfitting'
  | 'bad-initial-loss';

export type Severity = 'warning' | 'error';

/**
 * A change of the definition that would help, for a quick fix to make. Layers are places in the run's list.
 */
export type RemedyChange =
  | { readonly kind: 'setLearningRate'; readonly learningRate: number }
  | { readonly kind: 'useInitializer'; readonly layer: number; readonly initializer: string }
  | { readonly kind: 'addLayerAfter'; readonly layer: number; readonly type: 'BatchNorm' }
  /** An Affine of so many units and a ReLU. */
  | { readonly kind: 'addHiddenLayer'; readonly before: number; readonly units: number }
  | { readonly kind: 'replaceLayer'; readonly layer: number; readonly type: 'ReLU' | 'LeakyReLU' }
  | { readonly kind: 'setClipNorm'; readonly norm: number }
  | { readonly kind: 'setWeightDecay'; readonly amount: number }
  | { readonly kind: 'setL1'; readonly amount: number }
  | { readonly kind: 'setSchedule'; readonly schedule: 'Constant' }
  | { readonly kind: 'setEpochs'; readonly epochs: number }
  | { readonly kind: 'setBatch'; readonly batch: number }
  | { readonly kind: 'standardizeInputs' }
  /** Of pixels that are bytes: `scale=1/255`. */
  | { readonly kind: 'scaleInputs' }
  /** As `drop` names it: `"Id"`, or its number from 0. */
  | { readonly kind: 'dropColumn'; readonly column: string };

export interface Remedy {
  readonly text: Message;
  /**
   * All of them together are the remedy. None: only a person
   * can tell, as with the data or the network as a whole.
   */
  readonly changes: readonly RemedyChange[];
}

/** What a rule has to say about the network, or about one layer of it. */
export interface HealthFinding {
  readonly rule: HealthRuleName;
  readonly severity: Severity;
  /** Its place in the run's list of layers; absent where the network as a whole is meant. */
  readonly layer?: number;
  /** The step at which it was raised, and the one from which on it no longer held. */
  readonly step: number;
  readonly resolvedAt?: number;
  /** What is the matter, with this run's numbers of the last epoch in which it held. */
  readonly message: Message;
  /** Why that matters, for somebody who meets it for the first time. */
  readonly explanation: Message;
  /** The likeliest to help first. Each of them changes the text, or asks a person to look. */
  readonly remedies: readonly Remedy[];
}

/** As many digits as a sentence needs: `0.00213`, `1.2e-9`. */
export function significant(value: number): number {
  return Number(value.toPrecision(3));
}

/** Of a share from 0 to 1, in whole percent. */
export function percent(share: number): number {
  return Math.round(share * 100);
}

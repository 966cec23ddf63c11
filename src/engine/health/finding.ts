import type { Message } from '../message';

export type HealthRuleName =
  | 'nonFinite'
  | 'vanishingGradient'
  | 'explodingGradient'
  | 'deadReLU'
  | 'saturation'
  | 'smallUpdates'
  | 'lossNotDecreasing'
  | 'overfitting'
  | 'badInitialLoss';

export type Severity = 'warning' | 'error';

/** A change of the definition that would help, for a quick fix to make. Layers are places in the run's list. */
export type RemedyChange =
  | { readonly kind: 'scaleLearningRate'; readonly factor: number }
  | { readonly kind: 'useInitializer'; readonly layer: number; readonly initializer: 'He' | 'Xavier' }
  | { readonly kind: 'addLayerAfter'; readonly layer: number; readonly type: 'BatchNorm' | 'Dropout' }
  | { readonly kind: 'replaceLayer'; readonly layer: number; readonly type: 'ReLU' | 'LeakyReLU' }
  | { readonly kind: 'clipGradients'; readonly norm: number }
  | { readonly kind: 'addWeightDecay'; readonly amount: number }
  /** Only a person can tell: the data, or the network as a whole. */
  | { readonly kind: 'none' };

export interface Remedy {
  readonly text: Message;
  readonly change: RemedyChange;
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
  /** What is the matter, with this run's numbers. */
  readonly message: Message;
  /** Why that matters, for somebody who meets it for the first time. */
  readonly explanation: Message;
  /** The likeliest to help first. */
  readonly remedies: readonly Remedy[];
}

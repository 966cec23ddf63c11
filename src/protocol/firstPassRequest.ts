import type { Answer, Diagnosis } from '../engine/explain/mistakes/diagnosis';
import type { NetworkDefinition } from '../engine/network/networkDefinition';
import type { Shape } from '../engine/shape';
import type { AskedQuantity, Quantity } from '../engine/training/firstPass';
import type { DataRequest, TrainingRefusal } from './training';

/** The first mini-batch of a network, computed once for whoever expects something of it. */
export interface FirstPassRequest {
  readonly network: NetworkDefinition;
  readonly data: DataRequest;
  readonly asked: readonly AskedQuantity[];
  /** Where one step is expected to take longer, in seconds, nothing is computed; absent: it always is. */
  readonly mostSeconds?: number;
}

/** Numbers of the first mini-batch, in float64. */
export interface PassTensor {
  readonly shape: Shape;
  readonly values: Float64Array;
}

export type FirstPassOutcome =
  /** By quantity that was asked for; `null` where no gradient reaches. */
  | { readonly kind: 'computed'; readonly tensors: readonly (PassTensor | null)[] }
  | { readonly kind: 'refused'; readonly refusals: readonly TrainingRefusal[] }
  | { readonly kind: 'too much' };

/** Wrong answers to what a network comes to: each by what is asked for, in place of a node. */
export interface NetworkMistakeRequest extends Omit<FirstPassRequest, 'asked'> {
  readonly answers: readonly (Omit<Answer, 'node' | 'pass'> & {
    readonly quantity: Quantity;
    /** As it is written; `[]` stands for every entry. */
    readonly shape: Shape;
  })[];
}

/** Computes what networks are graded by. */
export interface FirstPassService {
  computeFirstPass(request: FirstPassRequest): FirstPassOutcome;
  /** As `findMistakes` of formulas; `undefined` too where the mini-batch cannot be computed. */
  findNetworkMistakes(request: NetworkMistakeRequest): readonly (Diagnosis | undefined)[];
}

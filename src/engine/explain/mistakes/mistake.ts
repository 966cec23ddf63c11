import { message, type Message } from '../../message';
import type { Scene } from './support/scene';
import type { Change } from './support/backwardWalk';
import type { Rewritten } from './support/rewriting';

/** What an answer would be if one mistake were made at one place of the graph. */
export interface Candidate {
  /**
   * `numbers`: what the answer would be. `change`: backward with another rule. `rewritten`: other formulas.
   */
  readonly how:
    | { readonly kind: 'numbers'; readonly numbers: ArrayLike<number> }
    | { readonly kind: 'change'; readonly change: Change }
    | { readonly kind: 'rewritten'; readonly rewritten: Rewritten };
  /** What is said of it: one or two sentences that name the place. */
  readonly text: Message;
  /** In what a mistake is told by without any number; absent: that of the whole kind. */
  readonly family?: Message;
  /** How many numbers of it were chosen so that it fits; 0 where it is absent. */
  readonly freeNumbers?: number;
}

/** One kind of mistake that people make, and what it would give on a graph. */
export interface Mistake {
  /** Kebab-case, as `--json` and the documentation name it. */
  readonly kind: string;
  /** What a learner is told who is to find it: neither a number nor a place. */
  readonly family: Message;
  /** Of what only repeats what is seen, without a reason: said where nothing else fits. */
  readonly isLastResort?: boolean;
  /** Whether it is a reason for nothing but zeros, which much else gives by chance. Default: false. */
  readonly leavesZeros?: boolean;
  /** Whether its candidates depend on what was answered, beside what was asked. Default: false. */
  readonly looksAtAnswer?: boolean;
  /** How many bits more it takes to name it than what people do every day. Default: 0. */
  readonly doubt?: number;
  /** When it is said, for the documentation. */
  readonly documentation: string;
  /** The likelier first, the nearer to the value that is asked for before the farther. */
  readonly candidates: (scene: Scene) => Iterable<Candidate>;
}

/** The family of every factor, −1 and 2 too: with the factor, an answer gives the right number away. */
export const constantFactorFamily = message('This looks like a constant factor.');

export function ofNumbers(numbers: ArrayLike<number>, text: Message): Candidate {
  return { how: { kind: 'numbers', numbers }, text };
}

export function ofChange(change: Change, text: Message): Candidate {
  return { how: { kind: 'change', change }, text };
}

/** Nothing where no formula is another one. */
export function ofRewritten(rewritten: Rewritten | undefined, text: Message): Candidate[] {
  return rewritten?.isChanged === true ? [{ how: { kind: 'rewritten', rewritten }, text }] : [];
}

import type { NodeId } from '../../graph/graph';
import type { Message } from '../../message';

/** An answer to what a value or a gradient comes to. */
export interface Answer {
  readonly of: 'value' | 'gradient';
  readonly node: NodeId;
  /** Of a gradient: an index into the passes. */
  readonly pass?: number;
  /** Row-major; a single number stands for every entry. */
  readonly numbers: ArrayLike<number>;
  /** By number, half a unit of the last digit that is written; 0 where it is meant as it stands. */
  readonly digits: ArrayLike<number>;
  /** By number, how many significant digits are written; 0 where they are all there are. */
  readonly figures: ArrayLike<number>;
  readonly within: number;
  readonly withinAbsolute: number;
  /** Right answers are looked at, too: behind them nothing has gone wrong yet. */
  readonly isRight: boolean;
}

/** A mistake that gives the answer. */
export interface FoundMistake {
  /**
   * `sign`, `relu-mask`; `follows`: nothing went wrong here but an answer before it; `rounded`: nothing did.
   */
  readonly kind: string;
  readonly text: Message;
  /** The same without a number and without a place. */
  readonly family: Message;
}

/** What is to be said of one wrong answer. */
export interface Diagnosis {
  /** All that give the answer, the likelier first; empty: none that is known does. */
  readonly mistakes: readonly FoundMistake[];
  /** Further sentences, with numbers: where it shows, how the right number comes about. */
  readonly details: readonly Message[];
  /** Where no mistake is named: one that gives the answer, as by chance others might. */
  readonly possible?: FoundMistake;
  /** The answer it follows from, by its index. */
  readonly followsFrom?: number;
}

import type { Graph, NodeId, Pass } from '../engine/graph/graph';
import type { ArrayReading } from './checkEnvironment';
import type { GivenNumbers } from '../engine/network/networkDefinition';
import type { Quantity } from '../engine/training/firstPass';
import type { Range } from './range';

/** A name the user gave to a value: `price = …`. */
export interface NamedValue {
  readonly name: string;
  readonly node: NodeId;
  readonly nameRange: Range;
  readonly statement: Range;
}

/** One `backward` statement: a pass of its own. */
export interface BackwardPass {
  readonly target: NodeId;
  readonly targetName: string;
  /** The node that holds the upstream gradient of `backward h with …`. */
  readonly gradOutput?: NodeId;
  readonly statement: Range;
}

/** Which `backward` a walk of the graph is: an index into `passes`, −1 where it is none of them. */
export function passFinder({ passes }: Pick<Formulas, 'passes'>): (walk: Pass) => number {
  const keyOf = ({ target, gradOutput }: Pass): string => `${String(target)} ${String(gradOutput)}`;
  const found = new Map<string, number>();
  for (const [index, pass] of passes.entries()) if (!found.has(keyOf(pass))) found.set(keyOf(pass), index);
  return (walk) => found.get(keyOf(walk)) ?? -1;
}

/** What every `expect` has, of formulas and of networks. */
export interface AskedNumbers {
  readonly kind: 'value' | 'gradient';
  /** As it is written: `price`, `hidden.W`. */
  readonly name: string;
  /** Relative tolerance; absolute where 0 is expected. */
  readonly within: number;
  /** `within 1e-6 or 1e-12`: a difference up to this holds too, whatever is expected. */
  readonly withinAbsolute?: number;
  readonly statement: Range;
  /** Where an unmet expectation is reported. */
  readonly nameRange: Range;
  /** The expected value or the `?`, for the quick fix that puts in the actual one. */
  readonly expectedRange: Range;
}

/** `expect loss = …`, `expect grad(hidden.W) = …` in a network: of its first mini-batch. */
export interface NetworkExpectation extends AskedNumbers {
  readonly quantity: Quantity;
  /** Absent while a blank `?` stands, in a sheet also where nothing stands that is an answer. */
  readonly expected?: GivenNumbers;
}

/** `expect name = …`, `expect grad(name) = …`, or a blank `?` for the learner. */
export interface Expectation extends AskedNumbers {
  readonly node: NodeId;
  /** Index into `passes` of the nearest `backward` above; only for gradients. */
  readonly pass?: number;
  /**
   * The node that holds the expected value; absent while a blank `?` stands. In a sheet also where what
   * stands there is no answer: then the question is open, and `pass` may be absent, which means every
   * one.
   */
  readonly expected?: NodeId;
}

/** `sheet "Homework 1"`: every `expect` is a question, and stays one whatever is typed over its `?`. */
export interface Sheet {
  readonly title: string;
  /** The word `sheet`. */
  readonly range: Range;
  /** How many `expect`s the text has, broken ones included. */
  readonly questions: number;
}

/** A call that reads a file: `npz("mine.npz", "W1")`, where it stands in the text. */
export interface FileArray extends Range {
  /** The function: `npz`. */
  readonly source: string;
  /** Where the path is written. */
  readonly fileRange: Range;
  /** As it is written: from the folder of the definition. */
  readonly path: string;
  /** The same object as long as the file does not change; `undefined`: not known yet. */
  readonly reading: ArrayReading | undefined;
}

/** Whether the same text has other numbers now, as a file it reads has changed. */
export function readsOtherNumbers(before: Formulas, now: Formulas): boolean {
  const { fileArrays } = before;
  return (
    fileArrays.length !== now.fileArrays.length ||
    fileArrays.some(({ reading }, index) => reading !== now.fileArrays[index]?.reading)
  );
}

/** The runnable formulas of a file, lowered to one graph. What is broken is left out. */
export interface Formulas {
  readonly graph: Graph;
  readonly values: readonly NamedValue[];
  readonly passes: readonly BackwardPass[];
  readonly expectations: readonly Expectation[];
  /** Absent where the file is not a sheet. */
  readonly sheet?: Sheet;
  readonly fileArrays: readonly FileArray[];
  /** Where each node of the graph stands in the text: a call, an operator with its operands, a literal. */
  readonly origins: readonly Range[];
}

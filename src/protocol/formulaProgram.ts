import type { EdgeNumbers } from '../engine/graph/edges';
import type { Graph, NodeId } from '../engine/graph/graph';
import type { Message } from '../engine/message';
import type { SavedTensor } from '../engine/tensor';

/** What the host asks to be computed: the graph of a file's formulas and its backward passes. */
export interface FormulaProgram {
  readonly graph: Graph;
  readonly passes: readonly { readonly target: NodeId; readonly gradOutput?: NodeId }[];
}

/** One forward pass and every backward pass of a program. */
export interface RunRequest {
  readonly program: FormulaProgram;
  /**
   * With the numbers of the edges, for who draws the graph:
   * they may take longer than the run. Default: without.
   */
  readonly edges?: boolean;
}

/** What one backward pass gave. */
export interface PassNumbers {
  /** By node; `null` where no gradient reaches. */
  readonly gradients: readonly (Float64Array | null)[];
  /**
   * By node, then by input: what each use adds, and each local derivative. Only where they were requested.
   */
  readonly edges?: readonly (readonly EdgeNumbers[])[];
}

export interface FormulaValues {
  /** By node, row-major, in the shape the graph gives. */
  readonly values: readonly Float64Array[];
  /** By node, what its layer kept for backward: the mask of a ReLU, the y of a Softmax. */
  readonly saved: readonly Readonly<Record<string, SavedTensor>>[];
  readonly passes: readonly PassNumbers[];
}

/** A value that no shape could tell was wrong: a label that is not a class. */
export interface FormulaFailure {
  readonly node: NodeId;
  /** Which input of the node is to blame. */
  readonly inputIndex: number;
  readonly message: Message;
}

export type FormulaOutcome =
  | { readonly ok: true; readonly result: FormulaValues }
  | { readonly ok: false; readonly failure: FormulaFailure };

import type { Arena } from '../kernels/kernels';
import type { Precision, SavedTensor, Tensor } from '../tensor';
import type { Graph, NodeId, Pass } from './graph';

/** A graph compiled once: every buffer placed, every node bound to its kernels. A pass allocates nothing. */
export interface Plan {
  readonly graph: Graph;
  forward(): void;
  /**
   * Computes only what depends on this node again: after its numbers were changed in place. Gradients that
   * are values stay what they are.
   */
  forwardFrom(node: NodeId): void;
  /**
   * Walks the graph up from `target`.
   * `gradOutput` is a node whose value is the upstream gradient; without it `target` must be a single number
   * and 1 is used. The first walk from a target finds out what it reaches; later ones allocate nothing.
   * @throws RangeError when the shapes do not fit (the checker has reported that before).
   */
  backward(target: NodeId, gradOutput?: NodeId): void;
  /** The last backward; none after a forward on whose way others were walked. */
  readonly pass: Pass | undefined;
  /**
   * The plan's own memory: overwritten by the next forward. Numbers of a data node may be changed in place.
   */
  value(node: NodeId): Tensor;
  /** `undefined` where the last backward reached no gradient: never a zero for "not computed". */
  gradient(node: NodeId): Tensor | undefined;
  savedForBackward(node: NodeId): Readonly<Record<string, SavedTensor>>;
}

export interface PlanOptions {
  /**
   * Where the numbers lie, and the kernels that work there. Default: plain arrays and the reference kernels.
   */
  readonly arena?: Arena;
  /** Default: `float64`. */
  readonly precision?: Precision;
}

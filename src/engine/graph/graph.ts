import type { Settings } from '../layers/support/layer';
import type { Shape } from '../shape';

/** One walk up the graph. */
export interface Pass {
  readonly target: NodeId;
  /** The node that holds the upstream gradient; absent for a target that is a single number. */
  readonly gradOutput?: NodeId;
}

/** Index of a node in `Graph.nodes`. */
export type NodeId = number;

/** Numbers given in the definition; they never change during a pass. */
export interface DataNode {
  readonly kind: 'data';
  readonly shape: Shape;
  /** Row-major; its length is the product of `shape`. */
  readonly values: Float64Array;
  /** The user's name for it; absent for a number written inside an expression. */
  readonly name?: string;
}

/**
 * A place for numbers that a network is given anew: the inputs and targets of a mini-batch at every step,
 * a parameter once, to be trained. It is zero until then.
 */
export interface PlaceNode {
  readonly kind: 'input' | 'target' | 'parameter';
  readonly shape: Shape;
  /** `input`, `target`, or the layer and the parameter: `affine1.W`. */
  readonly name: string;
}

/** One layer applied to the outputs of earlier nodes. */
export interface LayerNode {
  readonly kind: 'layer';
  /** Key in the table of layers. */
  readonly layer: string;
  readonly settings: Settings;
  readonly inputs: readonly NodeId[];
  readonly shape: Shape;
  /** The user's name for its output; absent for an intermediate result. */
  readonly name?: string;
}

/**
 * The gradient that one walk brings to an earlier node, as a value: `grad(W)`. It is computed going forward,
 * when all that the walk needs is there. To everything behind it it is a number like data: no gradient goes
 * on from it to what it was computed of, as behind `.detach()`. Zero where the walk does not reach the node.
 */
export interface GradientNode {
  readonly kind: 'gradient';
  readonly shape: Shape;
  /** The node whose gradient it is. */
  readonly of: NodeId;
  /** The walk; its nodes stand before this one. */
  readonly pass: Pass;
  /** The user's name for it; absent for an intermediate result. */
  readonly name?: string;
}

export type GraphNode = DataNode | PlaceNode | LayerNode | GradientNode;

/**
 * Formulas and networks alike: nodes in topological order, every input earlier than its user.
 * Plain data, so that it can be sent to a worker.
 */
export interface Graph {
  readonly nodes: readonly GraphNode[];
}

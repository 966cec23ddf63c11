import type { Graph, GraphNode, NodeId, Pass } from '../../engine/graph/graph';
import type { Settings } from '../../engine/layers/support/layer';
import type { Shape } from '../../engine/shape';
import type { Range } from '../range';

/**
 * Collects the nodes of a graph in the order in which valid expressions are met: inputs before their users.
 */
export class GraphBuilder {
  readonly #nodes: GraphNode[] = [];
  readonly #origins: Range[] = [];
  #charged = 0;

  get graph(): Graph {
    return { nodes: this.#nodes };
  }

  /** Where each node stands in the text. */
  get origins(): readonly Range[] {
    return this.#origins;
  }

  get size(): number {
    return this.#nodes.length;
  }

  addData(shape: Shape, values: Float64Array, origin: Range): NodeId {
    return this.#add({ kind: 'data', shape, values }, origin);
  }

  /**
   * A value whose numbers are made when they are first read,
   * be it by a run or by copying the graph to a worker.
   */
  addConstruction(shape: Shape, source: { readonly values: Float64Array }, origin: Range): NodeId {
    const node: GraphNode = {
      kind: 'data',
      shape,
      get values(): Float64Array {
        return source.values;
      },
    };
    return this.#add(node, origin);
  }

  /** The sum of the entries that were charged, for the whole file. */
  get charged(): number {
    return this.#charged;
  }

  /** Counts entries that a run would have to build. Gives the sum so far. */
  charge(entries: number): number {
    this.#charged += entries;
    return this.#charged;
  }

  addLayer(
    layer: string,
    settings: Settings,
    inputs: readonly NodeId[],
    shape: Shape,
    origin: Range,
  ): NodeId {
    return this.#add({ kind: 'layer', layer, settings, inputs, shape }, origin);
  }

  /** The gradient that a walk brings to a node, as a value. */
  addGradient(of: NodeId, { target, gradOutput }: Pass, shape: Shape, origin: Range): NodeId {
    const pass = gradOutput === undefined ? { target } : { target, gradOutput };
    return this.#add({ kind: 'gradient', of, pass, shape }, origin);
  }

  /** A node has one name at most: a second one is an Identity. */
  isNamed(node: NodeId): boolean {
    return this.#nodes[node]?.name !== undefined;
  }

  name(node: NodeId, name: string): void {
    // In place: a copy would read the numbers of a construction, which are not made yet.
    const found: { name?: string } | undefined = this.#nodes[node];
    if (found) found.name = name;
  }

  /** Forgets everything added since there were `size` nodes: the statement turned out to be broken. */
  rollBack(size: number): void {
    this.#nodes.length = size;
    this.#origins.length = size;
  }

  #add(node: GraphNode, { start, end }: Range): NodeId {
    this.#origins.push({ start, end });
    return this.#nodes.push(node) - 1;
  }
}

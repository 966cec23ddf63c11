import type { Graph, GraphNode, NodeId } from '../../engine/graph/graph';
import type { Settings } from '../../engine/layers/support/layer';
import type { Shape } from '../../engine/shape';
import type { Range } from '../range';

/** Collects the nodes of a graph in the order in which sound expressions are met: inputs before their users. */
export class GraphBuilder {
  readonly #nodes: GraphNode[] = [];
  readonly #origins: Range[] = [];

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

  addLayer(
    layer: string,
    settings: Settings,
    inputs: readonly NodeId[],
    shape: Shape,
    origin: Range,
  ): NodeId {
    return this.#add({ kind: 'layer', layer, settings, inputs, shape }, origin);
  }

  /** A node has one name at most: a second one is an Identity. */
  isNamed(node: NodeId): boolean {
    return this.#nodes[node]?.name !== undefined;
  }

  name(node: NodeId, name: string): void {
    const found = this.#nodes[node];
    if (found) this.#nodes[node] = { ...found, name };
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

import type { Graph, NodeId } from '../../engine/graph/graph';
import { isGiven, passesGradient } from '../../engine/graph/reach';

/** Nodes looked at for all questions about one file, as a multiple of its nodes: keeps the check linear. */
const visitsPerNode = 16;

/** Which nodes a gradient reaches, found from the graph alone, as the plan will pass them on. */
export class GradientReach {
  readonly #reached = new Map<NodeId, ReadonlySet<NodeId>>();
  #visits = 0;

  constructor(private readonly graph: Graph) {}

  /** Where a file asks more than can be answered in linear time: true, and the run will show it. */
  reaches(target: NodeId, node: NodeId): boolean {
    let reached = this.#reached.get(target);
    if (!reached) {
      if (this.#visits > visitsPerNode * this.graph.nodes.length) return true;
      reached = this.#reachedFrom(target);
      this.#reached.set(target, reached);
    }
    return reached.has(node);
  }

  #reachedFrom(target: NodeId): ReadonlySet<NodeId> {
    const reached = new Set([target]);
    const open = [target];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      this.#visits++;
      for (const input of this.#inputsWithGradient(id)) {
        if (reached.has(input)) continue;
        reached.add(input);
        open.push(input);
      }
    }
    return reached;
  }

  #inputsWithGradient(id: NodeId): NodeId[] {
    const node = this.graph.nodes[id];
    if (node?.kind !== 'layer') return [];
    return node.inputs.filter(
      (_, input) => passesGradient(this.graph, node, input) && !isGiven(this.graph, node, input),
    );
  }
}

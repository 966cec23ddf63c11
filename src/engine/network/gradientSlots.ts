import type { NodeId } from '../graph/graph';
import { nodeAt } from '../graph/reach';
import { operand } from '../layers/support/operands';
import type { NetworkGraph } from './networkGraph';

/** How one input of a node gets its gradient. */
export interface SlotPlan {
  readonly source: NodeId;
  readonly accumulate: boolean;
  readonly deferred: boolean;
}

export interface BackwardPlan {
  /** By node: whether the loss depends on it. */
  readonly reached: readonly boolean[];
  /**
   * By node: whether it is a parameter or depends on one. The
   * gradient of what is not leads to nothing that learns.
   */
  readonly learns: readonly boolean[];
  /** By node and input; `undefined` where no gradient flows. */
  readonly slots: readonly (readonly (SlotPlan | undefined)[])[];
}

/**
 * Decides, before anything is bound, which gradients are written first and
 * which are added: backward visits the nodes from the last to the first,
 * and the inputs of each in order, so no gradient has to be set to zero.
 */
export function planBackward({ graph, loss, target }: NetworkGraph): BackwardPlan {
  const reached = graph.nodes.map((_, id) => id === loss);
  const learns = graph.nodes.map(({ kind }) => kind === 'parameter');
  for (const [id, node] of graph.nodes.entries()) {
    if (node.kind === 'layer') learns[id] = node.inputs.some((source) => learns[source]);
  }
  const written = graph.nodes.map(() => false);
  const slots = graph.nodes.map((): (SlotPlan | undefined)[] => []);
  for (let id = loss; id >= 0; id--) {
    const node = nodeAt(graph, id);
    if (node.kind !== 'layer' || reached[id] !== true) continue;
    for (const source of node.inputs) {
      if (source === target) {
        operand(slots, id).push(undefined);
        continue;
      }
      reached[source] = true;
      const slot = { source, accumulate: operand(written, source), deferred: !operand(learns, source) };
      operand(slots, id).push(slot);
      written[source] = true;
    }
  }
  return { reached, learns, slots };
}

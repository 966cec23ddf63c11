import type { NonFiniteOrigin } from '../health/observations';
import type { NodeId } from '../graph/graph';
import { nodeAt } from '../graph/reach';
import { operand } from '../layers/support/operands';
import type { NetworkDefinition } from '../network/networkDefinition';
import type { NetworkPlan } from '../network/networkPlan';
import type { Numbers } from '../tensor';

type Found = 'NaN' | 'infinity';

function firstNonFinite(data: Numbers): Found | undefined {
  for (let i = 0; i < data.length; i++) {
    const value = data[i] ?? 0;
    if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : 'infinity';
  }
  return undefined;
}

/**
 * The first node that made a NaN or an infinity: in forward order among values
 * and parameters, then in backward order among gradients. Asked between `compute`
 * and `update`: after it the parameters are no longer what made the values.
 */
export function findNonFinite(
  definition: NetworkDefinition,
  plan: NetworkPlan,
  step: number,
): NonFiniteOrigin | undefined {
  const { graph, layers } = plan.network;
  const layerOfNode = (id: NodeId): number => layers.findIndex(({ output }) => output >= id);
  const nameOf = (id: NodeId): string => {
    const node = nodeAt(graph, id);
    return node.name ?? operand(definition.layers, layerOfNode(id)).name;
  };
  for (const [id, node] of graph.nodes.entries()) {
    if (node.kind !== 'layer' && node.kind !== 'parameter') continue;
    const kind = firstNonFinite(plan.value(id).data);
    if (kind === undefined) continue;
    return {
      step,
      layer: layerOfNode(id),
      name: nameOf(id),
      kind,
      where: node.kind === 'layer' ? 'value' : 'parameter',
    };
  }
  for (let id = graph.nodes.length - 1; id >= 0; id--) {
    const gradient = plan.gradient(id);
    const kind = gradient && firstNonFinite(gradient.data);
    if (kind === undefined) continue;
    return {
      step,
      layer: layerOfNode(id),
      name: nameOf(id),
      kind,
      where: 'gradient',
    };
  }
  return undefined;
}

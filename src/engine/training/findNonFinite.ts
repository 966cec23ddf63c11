import type { NonFiniteOrigin } from '../health/observations';
import type { NodeId } from '../graph/graph';
import { nodeAt } from '../graph/reach';
import { operand } from '../layers/support/operands';
import { message, type Message } from '../message';
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

/** `x between -3 and 4e38`. */
function describeRange(name: string, data: Numbers): Message {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < data.length; i++) {
    const value = data[i] ?? NaN;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low > high
    ? message('{0} without a number', name)
    : message('{0} between {1} and {2}', name, Number(low.toPrecision(3)), Number(high.toPrecision(3)));
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
    const sources = node.kind === 'layer' ? node.inputs : [];
    return {
      step,
      layer: layerOfNode(id),
      name: nameOf(id),
      kind,
      where: node.kind === 'layer' ? 'value' : 'parameter',
      inputs: sources.map((source) => describeRange(nameOf(source), plan.value(source).data)),
    };
  }
  for (let id = graph.nodes.length - 1; id >= 0; id--) {
    const gradient = plan.gradient(id);
    const kind = gradient && firstNonFinite(gradient.data);
    if (kind === undefined) continue;
    const users = graph.nodes.flatMap((user, userId) =>
      user.kind === 'layer' && user.inputs.includes(id) ? [userId] : [],
    );
    return {
      step,
      layer: layerOfNode(id),
      name: nameOf(id),
      kind,
      where: 'gradient',
      inputs: users.flatMap((user) => {
        const above = plan.gradient(user);
        return above ? [describeRange(`∂L/∂${nameOf(user)}`, above.data)] : [];
      }),
    };
  }
  return undefined;
}

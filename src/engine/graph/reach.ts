import { layerNamed } from '../layers/layerTable';
import type { Layer } from '../layers/support/layer';
import { operand } from '../layers/support/operands';
import type { Graph, GraphNode, LayerNode, NodeId } from './graph';

/** @throws RangeError where the graph names no layer of the table. */
export function layerOf(node: LayerNode): Layer {
  const layer = layerNamed(node.layer);
  if (layer === undefined) throw new RangeError(`There is no layer ${node.layer}.`);
  return layer;
}

/** @throws RangeError where there is no such node. */
export function nodeAt(graph: Graph, id: NodeId): GraphNode {
  return operand(graph.nodes, id);
}

/** Whether backward can pass anything through this input: not to labels. */
export function passesGradient(graph: Graph, node: LayerNode, input: number): boolean {
  const layer = layerOf(node);
  // Most pass every one on: a list of thousands is asked about each of its entries.
  if (layer.passesGradientTo === undefined) return true;
  const shapes = node.inputs.map((id) => nodeAt(graph, id).shape);
  return layer.passesGradientTo(input, shapes, node.settings);
}

/**
 * Whether this input leaves the value it is given without a gradient, if that value has no other way to the
 * target: the data a loss compares with, the number written as an exponent.
 */
export function isGiven(graph: Graph, node: LayerNode, input: number): boolean {
  const { inputs } = layerOf(node);
  const role = (inputs[input] ?? inputs.at(-1))?.role;
  const source = nodeAt(graph, operand(node.inputs, input));
  if (role === undefined || source.kind === 'layer') return false;
  return role === 'target' || source.name === undefined;
}

/** By node: whether any walk can bring it a gradient. Data that is only compared with gets none. */
export function receivesGradient(graph: Graph): readonly boolean[] {
  const receives = graph.nodes.map(({ kind }) => kind === 'layer');
  for (const node of graph.nodes) {
    if (node.kind !== 'layer') continue;
    node.inputs.forEach((source, input) => {
      if (passesGradient(graph, node, input) && !isGiven(graph, node, input)) receives[source] = true;
    });
  }
  return receives;
}

/** The nodes a gradient reaches on the way up from `target`, by node. */
export function reachedFrom(graph: Graph, target: NodeId): readonly boolean[] {
  const reached = graph.nodes.map((_, id) => id === target);
  for (let id = target; id >= 0; id--) {
    const node = nodeAt(graph, id);
    if (node.kind !== 'layer' || reached[id] !== true) continue;
    node.inputs.forEach((source, input) => {
      if (passesGradient(graph, node, input) && !isGiven(graph, node, input)) reached[source] = true;
    });
  }
  return reached;
}

/** The layer nodes whose value changes with `source`, in the order to compute them again. */
export function dependentsOf(graph: Graph, source: NodeId): readonly NodeId[] {
  const depends = graph.nodes.map((_, id) => id === source);
  const found: NodeId[] = [];
  for (let id = source + 1; id < graph.nodes.length; id++) {
    const node = nodeAt(graph, id);
    if (node.kind !== 'layer' || !node.inputs.some((input) => depends[input])) continue;
    depends[id] = true;
    found.push(id);
  }
  return found;
}

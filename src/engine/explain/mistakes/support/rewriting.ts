import { compile } from '../../../graph/compile';
import type { DataNode, Graph, GraphNode, NodeId, Pass } from '../../../graph/graph';
import { layerNamed } from '../../../layers/layerTable';
import { mul } from '../../../layers/mul';
import type { Settings } from '../../../layers/support/layer';

/** Adds nodes to the graph that is being written. */
export interface Writer {
  /** @throws RangeError where the inputs do not fit the layer */
  readonly layer: (name: string, inputs: readonly NodeId[], settings?: Settings) => NodeId;
  readonly data: (node: DataNode) => NodeId;
  /** Where a node of the graph before has gone; one that stands before the node that is replaced. */
  readonly placeOf: (before: NodeId) => NodeId;
  readonly number: (value: number) => NodeId;
  readonly times: (node: NodeId, factor: number) => NodeId;
}

/**
 * What stands in place of a node; `undefined`: the node itself.
 * @param inputs of the node, in the graph that is being written
 */
export type Replacement = (
  node: GraphNode,
  id: NodeId,
  inputs: readonly NodeId[],
  writer: Writer,
) => NodeId | undefined;

/** A graph in which some formulas are other ones, and where its nodes have gone. */
export interface Rewritten {
  readonly graph: Graph;
  readonly places: readonly NodeId[];
  /** Whether anything is another one at all. */
  readonly isChanged: boolean;
}

export function rewrite({ nodes }: Graph, replace: Replacement): Rewritten {
  const written: GraphNode[] = [];
  const add = (node: GraphNode): NodeId => written.push(node) - 1;
  const places: NodeId[] = [];
  const writer: Writer = {
    layer(name, inputs, settings = {}) {
      const shapes = inputs.map((input) => written[input]?.shape ?? []);
      const result = layerNamed(name)?.outputShape(shapes, settings);
      if (result?.ok !== true) throw new RangeError(`${name} does not fit here.`);
      return add({ kind: 'layer', layer: name, inputs, settings, shape: result.shape });
    },
    data: add,
    placeOf: (before) => places[before] ?? -1,
    number: (value) => add({ kind: 'data', shape: [], values: Float64Array.of(value) }),
    times: (node, factor) => writer.layer(mul.name, [node, writer.number(factor)]),
  };
  let isChanged = false;
  nodes.forEach((node, id) => {
    const inputs = node.kind === 'layer' ? node.inputs.map((input) => places[input] ?? -1) : [];
    const other = replace(node, id, inputs, writer);
    if (other !== undefined) {
      isChanged = true;
      const instead = written[other];
      if (instead !== undefined && node.name !== undefined && instead.name === undefined)
        written[other] = { ...instead, name: node.name };
    }
    places[id] = other ?? add(node.kind === 'layer' ? { ...node, inputs } : moved(node, places));
  });
  return { graph: { nodes: written }, places, isChanged };
}

/** A gradient that is a value is that of the same node in the same walk, wherever these have gone. */
function moved(node: GraphNode, places: readonly NodeId[]): GraphNode {
  if (node.kind !== 'gradient') return node;
  const at = (id: NodeId): NodeId => places[id] ?? -1;
  const { target, gradOutput } = node.pass;
  const pass = { target: at(target), ...(gradOutput !== undefined && { gradOutput: at(gradOutput) }) };
  return { ...node, of: at(node.of), pass };
}

/** The numbers of a node in a rewritten graph: its value, or its gradient in a pass of the graph before. */
export function numbersIn(
  { graph, places }: Rewritten,
  node: NodeId,
  pass: Pass | undefined,
): Float64Array | undefined {
  const at = (id: NodeId): NodeId => places[id] ?? -1;
  const plan = compile(graph);
  plan.forward();
  if (pass === undefined) return Float64Array.from(plan.value(at(node)).data);
  plan.backward(at(pass.target), pass.gradOutput === undefined ? undefined : at(pass.gradOutput));
  const gradient = plan.gradient(at(node));
  return gradient && Float64Array.from(gradient.data);
}

import { layerNamed } from '../../engine/layers/layerTable';
import type { Graph, GraphNode, NodeId } from '../../engine/graph/graph';
import type { BackwardPass, Formulas } from '../checkedFormulas';

/** What takes the place of a value that nothing asks for: it keeps the numbers of the other nodes. */
const leftOut: GraphNode = { kind: 'data', shape: [], values: Float64Array.of(0) };

/**
 * The formulas with only what a check needs: what is expected with all it is computed from, and layers whose
 * shapes do not tell whether their values will do. Nodes and passes keep their numbers.
 */
export function checkedProgram(formulas: Formulas): Pick<Formulas, 'graph' | 'passes' | 'origins'> {
  const { graph, passes, expectations, origins } = formulas;
  const asked = new Set<BackwardPass>();
  const needed = graph.nodes.map(
    (node) => node.kind === 'layer' && layerNamed(node.layer)?.checkValues !== undefined,
  );
  for (const { kind, node, expected, pass } of expectations) {
    needed[node] = true;
    if (expected !== undefined) needed[expected] = true;
    if (kind === 'value') continue;
    for (const [index, each] of passes.entries()) if (pass === undefined || pass === index) asked.add(each);
  }
  for (const { target, gradOutput } of asked) {
    needed[target] = true;
    if (gradOutput !== undefined) needed[gradOutput] = true;
  }
  for (let id = graph.nodes.length - 1; id >= 0; id--) {
    if (needed[id] === true) for (const source of sourcesOf(graph, id)) needed[source] = true;
  }
  const nodes = graph.nodes.map((node, id) => (needed[id] === true ? node : leftOut));
  if (asked.size === passes.length) return { graph: { nodes }, passes, origins };
  const target = nodes.push(leftOut) - 1;
  return {
    graph: { nodes },
    passes: passes.map((pass) => {
      const { targetName, statement } = pass;
      return asked.has(pass) ? pass : { target, targetName, statement };
    }),
    origins,
  };
}

/** The earlier nodes whose numbers a node is made of. */
function sourcesOf({ nodes }: Graph, id: NodeId): readonly NodeId[] {
  const node = nodes[id];
  if (node?.kind === 'layer') return node.inputs;
  if (node?.kind !== 'gradient') return [];
  const { target, gradOutput } = node.pass;
  return gradOutput === undefined ? [node.of, target] : [node.of, target, gradOutput];
}

import { layerNamed } from '../../engine/layers/layerTable';
import type { Graph, NodeId } from '../../engine/graph/graph';
import { sizeOf } from '../../engine/shape';
import type { Formulas } from '../checkedFormulas';

/**
 * What a node costs however few entries it has: its buffers, its kernels, its way to the editor. As many
 * products take about as long; it is an estimate, which bounds the work and is no measure of it.
 */
const workOfNode = 400;

/** An entry is computed, copied to the editor, and looked at for what is written behind its line. */
const workOfEntry = 8;

/**
 * How much there is to compute and to send for one forward pass and every backward pass, in products of two
 * numbers: known from the shapes, before anything is computed. Backward through a product is two products.
 * @param edges with the numbers of the edges, as a graph shows them: one more tensor for each use of a value
 */
export function formulaWork({ graph, passes }: Pick<Formulas, 'graph' | 'passes'>, edges: boolean): number {
  const earlier = earlierWalks(graph);
  const walks = 1 + earlier + passes.length * (edges ? 2 : 1);
  let once = 0;
  let products = 0;
  for (const node of graph.nodes) {
    once += workOfNode + workOfEntry * sizeOf(node.shape);
    if (node.kind === 'layer') products += productsOf(graph, node);
  }
  return once * walks + products * (1 + 2 * (earlier + passes.length));
}

/** How many passes are walked once more on the way forward, because their gradients are values. */
function earlierWalks({ nodes }: Graph): number {
  const walked = nodes.flatMap((node) =>
    node.kind === 'gradient' ? [`${String(node.pass.target)} ${String(node.pass.gradOutput)}`] : [],
  );
  return new Set(walked).size;
}

function productsOf(
  { nodes }: Graph,
  node: { readonly layer: string; readonly inputs: readonly NodeId[]; readonly shape: readonly number[] },
): number {
  const shapes = node.inputs.map((input) => nodes[input]?.shape ?? []);
  const summed = layerNamed(node.layer)?.summedProducts?.(shapes) ?? 1;
  return sizeOf(node.shape) * summed;
}

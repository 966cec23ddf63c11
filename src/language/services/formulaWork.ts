import { layerNamed } from '../../engine/layers/layerTable';
import type { Graph, GraphNode, NodeId } from '../../engine/graph/graph';
import { maximumPlanEntries } from '../../engine/graph/compile';
import { message, type Message } from '../../engine/message';
import { extentOf, maximumEntries, sizeOf } from '../../engine/shape';
import type { Formulas } from '../checkedFormulas';
import type { Range } from '../range';

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
export function formulaWork(formulas: Pick<Formulas, 'graph' | 'passes'>, edges: boolean): number {
  const workOf = workByNode(formulas, edges);
  return formulas.graph.nodes.reduce((work, node) => work + workOf(node), 0);
}

function workByNode(
  { graph, passes }: Pick<Formulas, 'graph' | 'passes'>,
  edges: boolean,
): (node: GraphNode) => number {
  const earlier = earlierWalks(graph);
  const walks = 1 + earlier + passes.length * (edges ? 2 : 1);
  const productWalks = 1 + 2 * (earlier + passes.length);
  return (node) => {
    const products = node.kind === 'layer' ? productsOf(graph, node) : 0;
    return (workOfNode + workOfEntry * extentOf(node.shape)) * walks + products * productWalks;
  };
}

/** What may be computed of formulas in one go. */
interface Budget {
  /** How many numbers. */
  readonly numbers: number;
  /** In the unit of `formulaWork`. */
  readonly work: number;
  /** How often the numbers of a node are built: in the plan, in what comes of it, one for each pass. */
  readonly counts: 'values' | 'copies';
}

/** Without being asked to run anything: while a text is checked. */
export const checkBudget: Budget = { numbers: maximumEntries, work: 2 ** 30, counts: 'copies' };

/** For somebody who waits for the numbers. */
export const runBudget: Budget = { numbers: maximumPlanEntries, work: 2 ** 34, counts: 'values' };

/** The first value of the text with which its formulas are more than may be computed. */
export function beyondBudget(
  formulas: Pick<Formulas, 'graph' | 'passes' | 'origins'>,
  budget: Budget,
): { readonly text: Message; readonly range: Range } | undefined {
  const { graph, passes, origins } = formulas;
  const workOf = workByNode(formulas, false);
  let numbers = 0;
  let work = 0;
  for (const [id, node] of graph.nodes.entries()) {
    numbers += budget.counts === 'values' ? sizeOf(node.shape) : builtFor(graph, node, passes.length);
    work += workOf(node);
    const range = origins[id] ?? { start: 0, end: 0 };
    if (numbers > budget.numbers) {
      return {
        text: message(
          'With this value {0} numbers would have to be built; {1} is the most here.',
          numbers,
          budget.numbers,
        ),
        range,
      };
    }
    if (work > budget.work) {
      return {
        text: message(
          'With this value there would be work for about {0} multiplications; {1} is the most here.',
          work,
          budget.work,
        ),
        range,
      };
    }
  }
  return undefined;
}

/** As given, in the plan, its gradient, what is kept for backward, and copied out of it for each pass. */
function builtFor(graph: Graph, node: GraphNode, passes: number): number {
  const size = sizeOf(node.shape);
  const [, filters = 1] = node.shape;
  // Windows of images lie side by side before they are multiplied.
  const windows = node.kind === 'layer' && node.shape.length === 4 ? productsOf(graph, node) / filters : 0;
  return size * (4 + passes) + 2 * windows;
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

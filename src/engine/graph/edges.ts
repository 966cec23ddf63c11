import { termsOf } from '../explain/chainRule';
import type { Use } from '../explain/chainRule';
import { identity } from '../layers/identity';
import { compile } from './compile';
import type { Graph, GraphNode, NodeId, Pass } from './graph';
import type { Plan } from './plan';
import { nodeAt, passesGradient, receivesGradient } from './reach';
import { sameShape } from '../shape';

/** What the last backward of a plan did along one edge: from a layer up to one of its inputs. */
export interface EdgeNumbers {
  /**
   * What this use adds to the input's gradient, in the shape of the input.
   * `null` where it is the only use, so that it is the gradient itself, and where no gradient passes.
   */
  readonly contribution: Float64Array | null;
  /** ∂output/∂input where every entry of the input decides just the same entry of the output; else `null`. */
  readonly local: Float64Array | null;
}

/** Local derivatives are shown number by number, so larger tensors have no use for them. */
const largestLocal = 4096;

/** By node, then by input; data nodes have no inputs. Takes time linear in the graph and its numbers. */
export function edgesOf(plan: Plan): readonly (readonly EdgeNumbers[])[] {
  const { nodes } = plan.graph;
  const receives = receivesGradient(plan.graph);
  const passing = nodes.map((node, consumer) =>
    node.kind === 'layer' && plan.gradient(consumer) !== undefined
      ? node.inputs.map(
          (source, input) => receives[source] === true && passesGradient(plan.graph, node, input),
        )
      : [],
  );
  const uses = nodes.map(() => 0);
  nodes.forEach((node, consumer) => {
    if (node.kind !== 'layer') return;
    node.inputs.forEach((source, input) => {
      if (passing[consumer]?.[input] === true) uses[source] = (uses[source] ?? 0) + 1;
    });
  });
  return nodes.map((node, consumer) => {
    if (node.kind !== 'layer') return [];
    const isShared = (source: NodeId, input: number): boolean =>
      passing[consumer]?.[input] === true && (uses[source] ?? 0) > 1;
    const contributions = node.inputs.some(isShared) ? contributionsOf(plan, consumer) : [];
    return node.inputs.map((source, input) => ({
      contribution: isShared(source, input) ? (contributions[input] ?? null) : null,
      local: passing[consumer]?.[input] === true ? localOf(plan, { consumer, input }) : null,
    }));
  });
}

/** One layer as a graph of its own, at the numbers a plan has. */
export interface LayerAlone {
  readonly graph: Graph;
  readonly pass: Pass;
  /** By input of the layer: the named value that stands for it. */
  readonly inputs: readonly NodeId[];
}

/**
 * Takes a layer of the last backward out of its plan, with every input a value of its own: each gradient is
 * then what this use contributes. The inputs pass through `Identity`, because a value that is given would get
 * no gradient as a loss's target.
 */
export function layerAlone(plan: Plan, consumer: NodeId): LayerAlone | undefined {
  const layer = nodeAt(plan.graph, consumer);
  const upstream = plan.gradient(consumer);
  if (layer.kind !== 'layer' || upstream === undefined) return undefined;
  const nodes: GraphNode[] = [];
  const add = (node: GraphNode): NodeId => nodes.push(node) - 1;
  const inputs: NodeId[] = [];
  const copies = layer.inputs.map((source, input) => {
    const { shape, data } = plan.value(source);
    const given = add({ kind: 'data', shape, values: Float64Array.from(data), name: `input ${input}` });
    inputs.push(given);
    return add({ kind: 'layer', layer: identity.name, settings: {}, inputs: [given], shape });
  });
  const { settings, shape } = layer;
  const target = add({ kind: 'layer', layer: layer.layer, settings, inputs: copies, shape });
  const gradOutput = add({ kind: 'data', shape, values: Float64Array.from(upstream.data) });
  return { graph: { nodes }, pass: { target, gradOutput }, inputs };
}

function contributionsOf(plan: Plan, consumer: NodeId): readonly (Float64Array | null)[] {
  const found = layerAlone(plan, consumer);
  if (found === undefined) return [];
  const alone = compile(found.graph);
  alone.forward();
  alone.backward(found.pass.target, found.pass.gradOutput);
  return found.inputs.map((input) => {
    const gradient = alone.gradient(input);
    return gradient === undefined ? null : Float64Array.from(gradient.data);
  });
}

function localOf(plan: Plan, use: Use): Float64Array | null {
  const node = nodeAt(plan.graph, use.consumer);
  const source = node.kind === 'layer' ? node.inputs[use.input] : undefined;
  if (source === undefined) return null;
  const { shape, data } = plan.value(source);
  if (!sameShape(shape, node.shape) || data.length > largestLocal) return null;
  const local = new Float64Array(data.length);
  for (let entry = 0; entry < data.length; entry++) {
    const [term, ...others] = termsOf(plan, use, entry);
    if (term?.outputEntry !== entry || others.length > 0) return null;
    local[entry] = term.factor;
  }
  return local;
}

import type { NodeId } from '../graph/graph';
import type { Plan } from '../graph/plan';
import { layerOf, nodeAt, passesGradient, receivesGradient } from '../graph/reach';
import type { FlatReason, LocalDerivative } from '../layers/support/layer';

/** One summand of a gradient: what one entry of one consumer's output sends back. */
export interface ChainRuleTerm {
  /** The node that consumed the value, and the entry of its output. */
  readonly consumer: NodeId;
  readonly outputEntry: number;
  /** The gradient that arrived at that entry. */
  readonly gradOutput: number;
  /** ∂(entry of the output)/∂(this entry). */
  readonly factor: number;
  readonly why?: () => FlatReason;
}

/** One use of a value by a node that the last backward went through. */
export interface Use {
  readonly consumer: NodeId;
  /** Which input of the consumer it is. */
  readonly input: number;
}

/**
 * Where a node's gradient comes from in the last backward of the plan, from the first consumer to the last.
 */
export function usesOf(plan: Plan, node: NodeId): readonly Use[] {
  const { graph } = plan;
  if (!receivesGradient(graph)[node]) return [];
  return graph.nodes.flatMap((user, consumer) =>
    user.kind === 'layer' && plan.gradient(consumer) !== undefined
      ? user.inputs.flatMap((source, input) =>
          source === node && passesGradient(graph, user, input) ? [{ consumer, input }] : [],
        )
      : [],
  );
}

/** The summands that one use sends back to one entry; none where no output depends on it. */
export function termsOf(plan: Plan, { consumer, input }: Use, entry: number): readonly ChainRuleTerm[] {
  const node = nodeAt(plan.graph, consumer);
  const gradient = plan.gradient(consumer);
  if (node.kind !== 'layer' || gradient === undefined) return [];
  const values = {
    inputs: node.inputs.map((source) => plan.value(source)),
    output: plan.value(consumer),
    saved: plan.savedForBackward(consumer),
    settings: node.settings,
  };
  return layerOf(node)
    .localDerivatives(values, input, entry)
    .map(({ outputEntry, ...rest }: LocalDerivative) => ({
      consumer,
      outputEntry,
      gradOutput: gradient.data[outputEntry] ?? NaN,
      ...rest,
    }));
}

import type { NodeId } from '../graph/graph';
import type { Plan } from '../graph/plan';
import { layerOf, nodeAt } from '../graph/reach';
import type { LayerValues, LocalDerivative } from '../layers/support/layer';
import { operand } from '../layers/support/operands';

/** An entry of a layer's input that takes part in an entry of its output. */
export interface Feeding {
  /** Which input of the layer it is. */
  readonly input: number;
  readonly node: NodeId;
  readonly entry: number;
  readonly value: number;
  readonly derivative: LocalDerivative;
}

/**
 * How many entries of one input are looked at: a layer says what an entry goes to, not what it comes from.
 */
const mostTried = 20_000;

export function valuesOf(plan: Plan, id: NodeId): LayerValues | undefined {
  const node = nodeAt(plan.graph, id);
  if (node.kind !== 'layer') return undefined;
  return {
    inputs: node.inputs.map((input) => plan.value(input)),
    output: plan.value(id),
    saved: plan.savedForBackward(id),
    settings: node.settings,
  };
}

/**
 * The entries of a layer's inputs that one entry of its
 * output is computed of, from the first input to the last.
 * @param most how many of each input are listed
 * @param accepts which entries are asked about at all
 */
export function feedingOf(
  plan: Plan,
  id: NodeId,
  entry: number,
  most: number,
  accepts: (value: number) => boolean = () => true,
): readonly Feeding[] {
  const node = nodeAt(plan.graph, id);
  const values = valuesOf(plan, id);
  if (node.kind !== 'layer' || values === undefined) return [];
  const layer = layerOf(node);
  const size = values.output.data.length;
  return node.inputs.flatMap((source, input) => {
    const { data } = operand(values.inputs, input);
    const found: Feeding[] = [];
    // Batches come first in every tensor, so that what feeds
    // an entry mostly lies at the same share of its own.
    const start = Math.floor((entry / size) * data.length);
    const tried = Math.min(data.length, mostTried);
    for (let i = 0; i < tried && found.length < most; i++) {
      const at = (start + i) % data.length;
      const value = data[at] ?? NaN;
      if (!accepts(value)) continue;
      const derivative = layer
        .localDerivatives(values, input, at)
        .find(({ outputEntry }) => outputEntry === entry);
      if (derivative) found.push({ input, node: source, entry: at, value, derivative });
    }
    return found.sort((a, b) => a.entry - b.entry);
  });
}

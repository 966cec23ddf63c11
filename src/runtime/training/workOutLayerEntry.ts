import { usesOf } from '../../engine/explain/chainRule';
import { workOut } from '../../engine/explain/workedEntry';
import { workOutWindow } from '../../engine/explain/workedWindow';
import { nodeAt } from '../../engine/graph/reach';
import { message } from '../../engine/message';
import type { NetworkPlan } from '../../engine/network/networkPlan';
import type { LayerWork, LayerWorkQuestion } from '../../protocol/trainingQuestions';

/** So many products of a gradient are written out; the others are summed. */
const mostProducts = 24;

/**
 * How an entry came about in the last pass of the plan: of what a layer gave, the window it saw; of the
 * gradient of its weights, what was multiplied.
 * @throws RangeError where there is no such layer or entry.
 */
export function workOutLayerEntry(
  plan: NetworkPlan,
  { layer, kind, entry }: Pick<LayerWorkQuestion, 'layer' | 'kind' | 'entry'>,
): LayerWork {
  const places = plan.network.layers[layer];
  if (places === undefined) throw new RangeError(`There is no layer ${layer}.`);
  const nothing = { kind: 'none', message: message('This number is not made by a window.') } as const;
  if (kind === 'activation') {
    const work = workOutWindow(plan, places.output, entry);
    if (work === undefined) return nothing;
    const { bias, sum, value, ...rest } = work;
    return {
      kind: 'window',
      ...rest,
      ...(bias !== undefined && { bias: Float64Array.of(bias) }),
      sum: Float64Array.of(sum),
      value: Float64Array.of(value),
    };
  }
  const weights = Object.values(places.parameters)[0];
  const [use] = weights === undefined ? [] : usesOf(plan, weights);
  const gradient = weights === undefined ? undefined : plan.gradient(weights);
  const consumer = use && nodeAt(plan.graph, use.consumer);
  if (use === undefined || gradient === undefined || consumer?.kind !== 'layer') return nothing;
  const value = gradient.data[entry];
  if (value === undefined) throw new RangeError(`There is no entry ${entry}.`);
  const { terms, total, leftOut } = workOut(plan, use, entry, mostProducts);
  const written = terms.reduce((sum, { gradOutput, factor }) => sum + gradOutput * factor, 0);
  const [input] = consumer.inputs;
  return {
    kind: 'products',
    inputShape: input === undefined ? [] : plan.value(input).shape,
    outputShape: plan.value(use.consumer).shape,
    outputEntries: Int32Array.from(terms, ({ outputEntry }) => outputEntry),
    outputGradients: Float64Array.from(terms, ({ gradOutput }) => gradOutput),
    factors: Float64Array.from(terms, ({ factor }) => factor),
    inputEntries: Int32Array.from(terms, ({ factorFrom }) =>
      factorFrom !== undefined && factorFrom.node === input ? factorFrom.entry : -1,
    ),
    leftOut,
    rest: Float64Array.of(total - written),
    sum: Float64Array.of(total),
    value: Float64Array.of(value),
  };
}

import type { Cause } from '../../engine/explain/causes';
import { explain } from '../../engine/explain/explainEntry';
import { causesOfSmallValue } from '../../engine/explain/smallValue';
import type { NodeId } from '../../engine/graph/graph';
import { message } from '../../engine/message';
import type { NetworkPlan } from '../../engine/network/networkPlan';
import type { LayerEntryCause, LayerEntryQuestion } from '../../protocol/trainingQuestions';

/**
 * Why an entry of the last mini-batch is zero, tiny, NaN or infinite. Gradients are followed towards the
 * loss, outputs towards the input. After an update the parameters named are those after it.
 * @throws RangeError where there is no such layer or entry.
 */
export function explainLayerEntry(
  plan: NetworkPlan,
  { layer, kind, entry }: Omit<LayerEntryQuestion, 'session'>,
): LayerEntryCause {
  const places = plan.network.layers[layer];
  if (places === undefined) throw new RangeError(`There is no layer ${layer}.`);
  const { output, parameters } = places;
  const node = kind === 'weightGradient' ? Object.values(parameters)[0] : output;
  if (node === undefined) throw new RangeError(`Layer ${layer} has no weights.`);
  const of = kind === 'activation' ? 'value' : 'gradient';
  const explanation = explain(plan, { node, entry, of });
  const isFinite = explanation.oddity !== 'NaN' && explanation.oddity !== 'infinite';
  // An output that is saturated is not a zero, and is asked about all the same.
  const [own] = of === 'value' && isFinite ? causesOfSmallValue(plan, node, entry).causes : [];
  if (own !== undefined) return toLayers(plan, own);
  return {
    message: explanation.message,
    ...placeOf(plan, node, entry),
    causes: causesToLayers(plan, explanation.causes, explanation.omitted),
  };
}

/** Which layer a node belongs to; none for the input. */
function placeOf(
  { network: { input, layers } }: NetworkPlan,
  node: NodeId,
  entry?: number,
): Pick<LayerEntryCause, 'layer' | 'entry'> {
  const layer = node === input ? -1 : layers.findIndex(({ output }) => output >= node);
  return { ...(layer >= 0 && { layer }), ...(entry !== undefined && { entry }) };
}

function toLayers(
  plan: NetworkPlan,
  { message: text, node, entry, causes, omitted }: Cause,
): LayerEntryCause {
  return {
    message: text,
    ...placeOf(plan, node, entry),
    causes: causesToLayers(plan, causes, omitted),
  };
}

function causesToLayers(
  plan: NetworkPlan,
  causes: readonly Cause[],
  omitted: number,
): readonly LayerEntryCause[] {
  const reported = causes.map((cause) => toLayers(plan, cause));
  return omitted > 0 ? [...reported, { message: message('… and {0} more.', omitted), causes: [] }] : reported;
}

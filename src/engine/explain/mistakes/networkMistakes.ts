import type { LayerNode, NodeId } from '../../graph/graph';
import { layerOf } from '../../graph/reach';
import { add } from '../../layers/add';
import { affine } from '../../layers/affine';
import { batchNorm } from '../../layers/batchNorm';
import { conv } from '../../layers/conv';
import { div } from '../../layers/div';
import { dropout } from '../../layers/dropout';
import { flatten } from '../../layers/flatten';
import { globalAvgPool } from '../../layers/globalAvgPool';
import { layerNorm } from '../../layers/layerNorm';
import { maskedDropout } from '../../layers/maskedDropout';
import { mean } from '../../layers/mean';
import { mul } from '../../layers/mul';
import { reshape } from '../../layers/reshape';
import { sqrt } from '../../layers/sqrt';
import { square } from '../../layers/square';
import { sub } from '../../layers/sub';
import { epsilonOf } from '../../layers/support/normalizationForm';
import { operand } from '../../layers/support/operands';
import type { NetworkPlan } from '../../network/networkPlan';
import type { Shape } from '../../shape';
import type { Answer, Diagnosis } from './diagnosis';
import { diagnose, findMistakes } from './findMistakes';
import { canWriteOut } from './support/localSlopes';
import { rewrite, type Rewritten, type Writer } from './support/rewriting';

/**
 * What went wrong in each wrong answer to the mini-batch of a network, by its index; `undefined` of right
 * ones.
 * @param plan after its forward and backward
 * @param answers by nodes of the network's graph, to its one pass
 */
export function findMistakesInNetwork(
  plan: NetworkPlan,
  answers: readonly Answer[],
): readonly (Diagnosis | undefined)[] {
  const { loss } = plan.network;
  const formulas = networkFormulas(plan);
  if (formulas !== undefined && canWriteOut(formulas.graph)) {
    const { graph, places } = formulas;
    const placed = answers.map((answer) => ({ ...answer, node: operand(places, answer.node) }));
    return findMistakes(graph, [{ target: operand(places, loss) }], placed);
  }
  // No other formula is looked for in what is too large for that.
  const gradientOf = (node: NodeId): ArrayLike<number> | undefined => plan.gradient(node)?.data;
  return diagnose({ plan, passes: [{ pass: { target: loss }, gradientOf }], canRewrite: false }, answers);
}

/**
 * The mini-batch of a network as formulas, so that each of them can be another one: parameters and samples
 * are data, and what normalizes is written out, for mistakes are made inside it.
 * @param plan after its forward
 * @returns `undefined` where a layer has no formula for this
 */
function networkFormulas(plan: NetworkPlan): Rewritten | undefined {
  try {
    return rewrite(plan.graph, (node, id, inputs, writer) => {
      if (node.kind === 'layer') return inFormulas(plan, id, node, inputs, writer);
      const { shape, data } = plan.value(id);
      const values = Float64Array.from(data);
      return writer.data({
        kind: 'data',
        shape,
        values,
        ...(node.name !== undefined && { name: node.name }),
      });
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function inFormulas(
  plan: NetworkPlan,
  id: NodeId,
  node: LayerNode,
  inputs: readonly NodeId[],
  writer: Writer,
): NodeId | undefined {
  const [x = -1] = inputs;
  const rank = node.shape.length;
  switch (node.layer) {
    case batchNorm.name: {
      const others = Array.from({ length: rank }, (_, axis) => axis).filter((axis) => axis !== 1);
      return normalized(node, inputs, others, writer);
    }
    case layerNorm.name: {
      const features = Array.from({ length: rank - 1 }, (_, axis) => axis + 1);
      return normalized(node, inputs, features, writer);
    }
    case dropout.name: {
      const kept = plan.savedForBackward(id)['kept']?.data ?? [];
      const scale = 1 / (1 - Number(node.settings['ratio']));
      const values = Float64Array.from(kept, (each) => each * scale);
      return writer.layer(maskedDropout.name, [x, writer.data({ kind: 'data', shape: node.shape, values })]);
    }
    case flatten.name:
      return writer.layer(reshape.name, [x], { shape: node.shape });
    case globalAvgPool.name:
      return writer.layer(mean.name, [x], { axis: [2, 3] });
    case affine.name:
    case conv.name: {
      if (inputs.length >= layerOf(node).inputs.length) return undefined;
      const shape: Shape = [node.shape[1] ?? 0];
      const none = writer.data({ kind: 'data', shape, values: new Float64Array(shape[0] ?? 0) });
      return writer.layer(node.layer, [...inputs, none], node.settings);
    }
    default:
      return undefined;
  }
}

/** gamma · (x − mean) / √(mean of the squares + eps) + beta, the means over some axes. */
function normalized(
  { shape, settings }: LayerNode,
  [x = -1, gamma = -1, beta = -1]: readonly NodeId[],
  axis: readonly number[],
  { layer, number }: Writer,
): NodeId {
  const over = { axis, keepdims: true };
  const perUnit = shape.map((size, at) => (axis.includes(at) ? 1 : size));
  // gamma and beta of BatchNorm are a number for each channel, those of LayerNorm as large as a sample.
  const placed = (parameter: NodeId): NodeId =>
    axis.includes(0) && shape.length > 2 ? layer(reshape.name, [parameter], { shape: perUnit }) : parameter;
  const centred = layer(sub.name, [x, layer(mean.name, [x], over)]);
  const variance = layer(mean.name, [layer(square.name, [centred])], over);
  const deviation = layer(sqrt.name, [layer(add.name, [variance, number(epsilonOf(settings))])]);
  const scaled = layer(mul.name, [placed(gamma), layer(div.name, [centred, deviation])]);
  return layer(add.name, [scaled, placed(beta)]);
}

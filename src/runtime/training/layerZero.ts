import { layerOf, nodeAt } from '../../engine/graph/reach';
import type { NodeId } from '../../engine/graph/graph';
import { message, type Message } from '../../engine/message';
import type { NetworkPlan } from '../../engine/network/networkPlan';
import { sizeOf } from '../../engine/shape';
import { explainZeroOf, type ZeroCause } from '../../engine/explain/zeroGradient';
import type { LayerZeroCause, LayerZeroQuestion } from '../../protocol/trainingViews';

/** How deep a chain of zeros is followed towards the input. */
const mostZerosInARow = 64;

/** A derivative up to this is reported: that of a saturated Sigmoid or Tanh. */
const flat = 0.06;

/**
 * Why an entry of the last mini-batch is zero or tiny. Gradients are followed towards the loss, outputs
 * towards the input. After an update the parameters named are those after it.
 * @throws RangeError where there is no such layer or entry.
 */
export function explainLayerZero(
  plan: NetworkPlan,
  { layer, kind, entry }: Omit<LayerZeroQuestion, 'session'>,
): LayerZeroCause {
  const places = plan.network.layers[layer];
  if (places === undefined) throw new RangeError(`There is no layer ${layer}.`);
  const { output, parameters } = places;
  if (kind === 'activation') return new Walk(plan).whyZero(output, entry, mostZerosInARow);
  const node = kind === 'gradient' ? output : Object.values(parameters)[0];
  if (node === undefined) throw new RangeError(`Layer ${layer} has no weights.`);
  const explanation = explainZeroOf(plan, node, entry);
  const walk = new Walk(plan);
  return {
    message: explanation.message,
    ...walk.place(node, entry),
    causes: walk.causes(explanation.causes, explanation.omitted),
  };
}

class Walk {
  constructor(private readonly plan: NetworkPlan) {}

  /** Which layer a node belongs to; none for the input. */
  place(node: NodeId, entry?: number): Pick<LayerZeroCause, 'layer' | 'entry'> {
    const { input, layers } = this.plan.network;
    const layer = node === input ? -1 : layers.findIndex(({ output }) => output >= node);
    return { ...(layer >= 0 && { layer }), ...(entry !== undefined && { entry }) };
  }

  causes(found: readonly ZeroCause[], omitted: number): readonly LayerZeroCause[] {
    const reported = found.map((cause): LayerZeroCause => ({
      message: cause.message,
      ...this.place(cause.node, cause.entry),
      causes: [
        ...this.causes(cause.causes, cause.omitted),
        ...(cause.operand === undefined ? [] : this.whyOperand(cause.operand)),
      ],
    }));
    return omitted > 0
      ? [...reported, { message: message('… and {0} more.', omitted), causes: [] }]
      : reported;
  }

  /** The number that was multiplied by: where a layer gave it, why it is zero. */
  private whyOperand({ node, entry }: NonNullable<ZeroCause['operand']>): readonly LayerZeroCause[] {
    const isOutput = nodeAt(this.plan.graph, node).kind === 'layer';
    return isOutput && this.plan.value(node).data[entry] === 0
      ? [this.whyZero(node, entry, mostZerosInARow)]
      : [];
  }

  /** Why an output is zero or flat, towards the input. */
  whyZero(node: NodeId, entry: number, deeper: number): LayerZeroCause {
    const { graph } = this.plan;
    const value = this.plan.value(node).data[entry];
    if (value === undefined) throw new RangeError(`Node ${node} has no entry ${entry}.`);
    const described = nodeAt(graph, node);
    const at = this.place(node, entry);
    if (described.kind !== 'layer') {
      return { message: message('The number of the data here is {0}.', value), ...at, causes: [] };
    }
    const name = layerOf(described).name;
    const reason = this.flatReason(node, entry);
    if (reason !== undefined) return { message: reason, ...at, causes: [] };
    if (value !== 0) {
      return { message: message('The output of this {0} is {1}.', name, value), ...at, causes: [] };
    }
    const source = deeper > 0 ? this.passedOn(node, entry) : undefined;
    if (source !== undefined) {
      return {
        message: message('This {0} passes on a zero.', name),
        ...at,
        causes: [this.whyZero(source, entry, deeper - 1)],
      };
    }
    return { message: message('What this {0} computes comes to 0 here.', name), ...at, causes: [] };
  }

  /** Of a layer that treats every number alone: blocked, dropped out, saturated. */
  private flatReason(node: NodeId, entry: number): Message | undefined {
    const described = nodeAt(this.plan.graph, node);
    if (described.kind !== 'layer' || this.passedOn(node, entry) === undefined) return undefined;
    const derivative = layerOf(described)
      .localDerivatives(
        {
          inputs: described.inputs.map((input) => this.plan.value(input)),
          output: this.plan.value(node),
          saved: this.plan.savedForBackward(node),
          settings: described.settings,
        },
        0,
        entry,
      )
      .find(({ outputEntry }) => outputEntry === entry);
    return derivative && Math.abs(derivative.factor) <= flat ? derivative.why?.().message : undefined;
  }

  /** The only input, where it is as large as the output. */
  private passedOn(node: NodeId, entry: number): NodeId | undefined {
    const { graph } = this.plan;
    const described = nodeAt(graph, node);
    if (described.kind !== 'layer' || described.inputs.length !== 1) return undefined;
    const [source] = described.inputs;
    if (source === undefined) return undefined;
    const isAlike = sizeOf(this.plan.value(source).shape) === sizeOf(described.shape);
    return isAlike && entry < sizeOf(described.shape) ? source : undefined;
  }
}

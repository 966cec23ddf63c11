import type { NodeId } from '../graph/graph';
import type { NetworkGraph } from '../network/networkGraph';
import type { NetworkPlan } from '../network/networkPlan';
import type { Tensor } from '../tensor';
import type { Trainer } from './trainer';

/** Numbers of a mini-batch that somebody can ask for by name. */
export type Quantity =
  | { readonly kind: 'loss' | 'input' }
  /** `layer` is a place in the definition. */
  | { readonly kind: 'output'; readonly layer: number }
  /** `part` is the name of a parameter or a running statistic: `W`, `runningMean`. */
  | { readonly kind: 'part'; readonly layer: number; readonly part: string };

/** A quantity, or the gradient of the loss with respect to it. */
export interface AskedQuantity {
  readonly quantity: Quantity;
  readonly of: 'value' | 'gradient';
}

/** The first mini-batch, walked down and up again and not yet learned from. */
export interface FirstPass {
  /** Its graph, with the value and the gradient of every node. */
  readonly plan: NetworkPlan;
  /** The node that holds a quantity; `undefined` for a running statistic, which no node holds. */
  readonly nodeOf: (quantity: Quantity) => NodeId | undefined;
  /** `null` for a gradient where none reaches, `undefined` for what the network has not. */
  readonly read: (asked: AskedQuantity) => Tensor | null | undefined;
}

/**
 * Computes the first mini-batch of a training that has not begun: the numbers that one pass shows.
 * Its tensors are the training's own, and overwritten by its next step.
 */
export function computeFirstPass(trainer: Trainer): FirstPass {
  trainer.compute();
  const { plan } = trainer;
  plan.computeInputGradient();
  const nodeOf = (quantity: Quantity): NodeId | undefined => nodeIn(plan.network, quantity);
  return {
    plan,
    nodeOf,
    read({ quantity, of }) {
      const node = nodeOf(quantity);
      if (node !== undefined) return of === 'value' ? plan.value(node) : (plan.gradient(node) ?? null);
      if (quantity.kind !== 'part') return undefined;
      const statistic = trainer.states[quantity.layer]?.[quantity.part];
      return statistic && (of === 'value' ? statistic : null);
    },
  };
}

function nodeIn({ loss, input, layers }: NetworkGraph, quantity: Quantity): NodeId | undefined {
  switch (quantity.kind) {
    case 'loss':
      return loss;
    case 'input':
      return input;
    case 'output':
      return layers[quantity.layer]?.output;
    case 'part':
      return layers[quantity.layer]?.parameters[quantity.part];
  }
}

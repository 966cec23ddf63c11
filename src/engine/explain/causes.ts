import type { FlatKind } from '../layers/support/layer';
import type { NodeId, Pass } from '../graph/graph';
import type { Plan } from '../graph/plan';
import { layerOf, nodeAt } from '../graph/reach';
import type { Message } from '../message';

/** One number of a pass: an entry of a node's value, or of its gradient. */
export interface Subject {
  readonly node: NodeId;
  /** Row-major. */
  readonly entry: number;
  readonly of: 'value' | 'gradient';
}

/**
 * What makes a number what it is. Beside the layers' own reasons for what is zero or tiny:
 * - `arrives`: what arrives at the consumer is zero, tiny or not finite itself; `causes` says why.
 * - `upstream`: the walk begins here, with this upstream gradient.
 * - `cancelled`: terms that are not small add up to nothing; `causes` says which.
 * - `term`: one of the terms that cancel.
 * - `share`: a sum or mean hands on only a small part.
 * - `unused`: the consumer reads this entry nowhere.
 * - `given`: the number is written or read so; of a gradient: data that is only compared with has none.
 * - `noPath`: nothing leads from here to the target; there is no gradient.
 * - `passed`: a layer was given it and passes it on.
 * - `made`: this step made a NaN or an infinity of the numbers it was given.
 * - `computed`: what a layer computes comes to this.
 */
export type CauseKind =
  | FlatKind
  | 'arrives'
  | 'upstream'
  | 'cancelled'
  | 'term'
  | 'share'
  | 'unused'
  | 'given'
  | 'noPath'
  | 'passed'
  | 'made'
  | 'computed';

export interface Cause {
  readonly kind: CauseKind;
  readonly message: Message;
  /** The node where it happens, and the entry of its output; absent where the node as a whole is meant. */
  readonly node: NodeId;
  readonly entry?: number;
  /** The entry that is to blame: the zero that was multiplied by. */
  readonly operand?: { readonly node: NodeId; readonly entry: number };
  /** Why in turn; empty at the end of the chain. */
  readonly causes: readonly Cause[];
  /** How many more causes of `causes` were left out. */
  readonly omitted: number;
}

/** How many causes one explanation tells in all. */
const inAll = 200;

/** Causes found, and how many more there were. */
export interface Found {
  readonly causes: readonly Cause[];
  readonly omitted: number;
}

/** The end of a chain. */
export function end(kind: CauseKind, text: Message, node: NodeId, entry?: number): Cause {
  return { kind, message: text, node, ...(entry === undefined ? {} : { entry }), causes: [], omitted: 0 };
}

/** Looks at another walk of a plan than its last one, which is walked again afterwards. */
export function duringPass<Seen>(plan: Plan, { target, gradOutput }: Pass, look: () => Seen): Seen {
  const last = plan.pass;
  plan.backward(target, gradOutput);
  try {
    return look();
  } finally {
    if (last) plan.backward(last.target, last.gradOutput);
  }
}

/** Keeps one explanation short: each place is reported once, and `inAll` causes at most. */
export class CauseReport {
  private readonly reported = new Set<string>();
  private count = 0;

  /** True the first time a place is come to. */
  isNew(place: string): boolean {
    if (this.reported.has(place)) return false;
    this.reported.add(place);
    return true;
  }

  keep(makers: readonly (() => Cause)[], omitted = 0): Found {
    const causes: Cause[] = [];
    for (const make of makers) {
      if (this.count >= inAll) return { causes, omitted: omitted + makers.length - causes.length };
      this.count++;
      causes.push(make());
    }
    return { causes, omitted };
  }
}

/** `Affine`; nothing for what no layer computes. */
export function layerName({ graph }: Plan, id: NodeId): string {
  const node = nodeAt(graph, id);
  return node.kind === 'layer' ? layerOf(node).name : '';
}

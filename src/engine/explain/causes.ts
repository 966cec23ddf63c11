import type { NodeId } from '../graph/graph';
import type { Pass, Plan } from '../graph/plan';
import { layerOf, nodeAt } from '../graph/reach';
import type { Message } from '../message';
import type { Cause, CauseKind } from './explainEntry';

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

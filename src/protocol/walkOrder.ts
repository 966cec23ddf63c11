import type { PanelPass } from './formulaPanelGraph';

/** When a pass visits each node, and so what of it is known after some of its steps. */
export class WalkOrder {
  private readonly forward = new Map<number, number>();
  private readonly backward = new Map<number, number>();

  constructor(walk: PanelPass['walk']) {
    walk.forEach(({ phase, node }, at) => this[phase].set(node, at));
  }

  /** Whether the walk has been at a node; what it never visits lies beside it and is known from the start. */
  isReached(phase: 'forward' | 'backward', node: number, steps: number): boolean {
    return (this[phase].get(node) ?? -1) < steps;
  }

  /**
   * Whether the whole gradient of a value is known: every use of it has sent its share.
   * @param users the nodes that use the value and that a gradient reaches
   */
  isGradientReached(users: readonly number[], steps: number): boolean {
    return steps >= this.forward.size && users.every((user) => this.isReached('backward', user, steps));
  }
}

import type { NodeId } from '../graph/graph';
import type { Plan } from '../graph/plan';
import type { Numbers } from '../tensor';

/** A layer that chose what passes: a mask, or the positions of maxima, one entry for each of its output. */
interface ChoosingLayer {
  readonly input: Numbers;
  readonly gradOutput: Numbers;
  readonly choice: Uint8Array | Int32Array;
  readonly before: Uint8Array | Int32Array;
}

function choosingLayers(plan: Plan): ChoosingLayer[] {
  return plan.graph.nodes.flatMap((node, id: NodeId) => {
    const [first] = node.kind === 'layer' ? node.inputs : [];
    const gradOutput = plan.gradient(id)?.data;
    if (first === undefined || gradOutput === undefined) return [];
    const input = plan.value(first).data;
    return Object.values(plan.savedForBackward(id)).flatMap(({ data: choice }) =>
      (choice instanceof Uint8Array || choice instanceof Int32Array) && choice.length === gradOutput.length
        ? [{ input, gradOutput, choice, before: choice.slice() }]
        : [],
    );
  });
}

/**
 * What a plan's layers chose in its last pass. Where several choices flip at once their corners can cancel in the
 * slopes on both sides, and only the choices tell of them: many units at exactly 0, as over an empty background.
 */
export class Choices {
  private readonly layers: readonly ChoosingLayer[];

  constructor(plan: Plan) {
    this.layers = choosingLayers(plan);
  }

  /**
   * The most by which f can have changed otherwise than its gradient says, because choices are not what they were:
   * each flipped one by what came into its layer, twice (what passed before and what passes now), times its gradient.
   */
  unexplained(goAbove: () => void, goBelow: () => void): number {
    goAbove();
    const above = this.layers.map(({ input, choice }) => ({ input: input.slice(), choice: choice.slice() }));
    goBelow();
    let total = 0;
    this.layers.forEach(({ input, gradOutput, choice, before }, layer) => {
      const high = above[layer];
      if (high === undefined) return;
      let moved = 0;
      for (let i = 0; i < input.length; i++)
        moved = Math.max(moved, Math.abs((high.input[i] ?? 0) - (input[i] ?? 0)));
      for (let i = 0; i < choice.length; i++) {
        const isFlipped = choice[i] !== before[i] || high.choice[i] !== before[i];
        if (isFlipped) total += 2 * moved * Math.abs(gradOutput[i] ?? 0);
      }
    });
    return total;
  }
}

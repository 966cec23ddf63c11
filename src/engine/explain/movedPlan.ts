import type { NodeId, Pass } from '../graph/graph';
import type { Plan } from '../graph/plan';
import { dependentsOf, nodeAt } from '../graph/reach';
import type { Numbers } from '../tensor';
import { slopeAt, type Slope } from './slope';

/** A number that is small beside its tensor is moved by this share of the tensor's largest. */
const shareOfTensor = 0.1;
/** How many times ε × the numbers that were rounded a difference may be off. */
const noiseMargin = 4;
/** A gradient below this share of those it is made of is zero up to rounding. */
const zeroBeside = 1e-12;

/**
 * A plan whose numbers are moved one at a time, and which is brought back to what it was. What is watched
 * while they move is f = Σ target × upstream, with the upstream gradient held fixed.
 */
export class MovedPlan {
  readonly target: Numbers;
  private readonly upstream: Float64Array;
  private readonly above: Float64Array;
  /**
   * What rounding can do to one evaluation of f: ε × Σ |value × gradient| over everything that is computed.
   */
  readonly noise: number;
  /** The same for what a layer rounds inside itself and does not show in its output. */
  readonly hidden: number;
  readonly isFinite: boolean;
  readonly valuesBefore: readonly Float64Array[];
  readonly gradientsBefore: readonly (Float64Array | undefined)[];
  private readonly dependents = new Map<NodeId, readonly NodeId[]>();
  private isWalkedAnew = false;
  /** The value whose entries have their numbers again, but not yet what depends on them. */
  private stale: NodeId | undefined;

  /** @param walkUp backward of the pass, where that is more than a walk up the plan */
  constructor(
    private readonly plan: Plan,
    private readonly pass: Pass,
    private readonly walkUp: () => void = () => {
      plan.backward(pass.target, pass.gradOutput);
    },
  ) {
    const { target, gradOutput } = pass;
    this.target = plan.value(target).data;
    this.upstream =
      gradOutput === undefined ? Float64Array.of(1) : Float64Array.from(plan.value(gradOutput).data);
    this.above = new Float64Array(this.target.length);
    const ids = [...plan.graph.nodes.keys()];
    this.valuesBefore = ids.map((id) => Float64Array.from(plan.value(id).data));
    this.gradientsBefore = ids.map((id) => {
      const gradient = plan.gradient(id);
      return gradient && Float64Array.from(gradient.data);
    });
    let [rounded, inside] = [0, 0];
    let isFinite = true;
    for (const id of ids) {
      const gradient = this.gradientsBefore[id];
      const value = this.valuesBefore[id];
      if (gradient === undefined || value === undefined) continue;
      isFinite &&= value.every(Number.isFinite);
      const node = nodeAt(plan.graph, id);
      if (node.kind !== 'layer') continue;
      const inputs = node.inputs.map((input) => largestOf(this.valuesBefore[input]));
      inside += Math.max(0, ...inputs) * largestOf(gradient);
      for (let i = 0; i < value.length; i++) {
        const share = Math.abs((value[i] ?? NaN) * (gradient[i] ?? NaN));
        if (Number.isFinite(share)) rounded += share;
      }
    }
    this.isFinite = isFinite;
    this.noise = noiseMargin * Number.EPSILON * rounded;
    this.hidden = noiseMargin * Number.EPSILON * (Number.isFinite(inside) ? inside : 0);
  }

  /** What is moved from now on: what depends on what was moved before is brought back first. */
  turnTo(node: NodeId): void {
    if (this.stale !== node) this.finish();
  }

  /** Puts the entry's own number back; what depends on it follows when another is moved, or at the end. */
  leave(node: NodeId, entry: number): void {
    this.plan.value(node).data[entry] = this.valuesBefore[node]?.[entry] ?? NaN;
    this.stale = node;
  }

  /** Brings the plan back to what it was before the first move. */
  finish(): void {
    if (this.stale !== undefined) this.plan.forwardFrom(this.stale);
    this.stale = undefined;
  }

  /** Gives an entry another number, and computes what depends on it. */
  move(node: NodeId, entry: number, x: number): void {
    this.plan.value(node).data[entry] = x;
    this.plan.forwardFrom(node);
  }

  /** The numbers before, and the gradients where they were walked up anew. */
  restore(node: NodeId, entry: number, x: number): void {
    this.move(node, entry, x);
    if (this.isWalkedAnew) this.walkUp();
    this.isWalkedAnew = false;
  }

  /** Backward once more, with the numbers as they were moved. */
  walkAnew(): void {
    this.walkUp();
    this.isWalkedAnew = true;
  }

  /**
   * How much f grows from one number of the entry to another, summed
   * by entry of the target so that equal parts cancel exactly.
   */
  changeBetween(node: NodeId, entry: number): (high: number, low: number) => number {
    return (high, low) => {
      this.move(node, entry, high);
      this.above.set(this.target);
      this.move(node, entry, low);
      let sum = 0;
      for (let i = 0; i < this.target.length; i++) {
        sum += ((this.above[i] ?? NaN) - (this.target[i] ?? NaN)) * (this.upstream[i] ?? NaN);
      }
      return sum;
    };
  }

  /** The slope of f at a number of the entry, by steps that shrink from the first to the last. */
  slope(node: NodeId, entry: number, x: number, [largest, smallest]: readonly [number, number]): Slope {
    const { noise, hidden } = this;
    return slopeAt(this.changeBetween(node, entry), x, {
      largestStep: largest,
      smallestStep: Math.max(smallest, 4 * Number.EPSILON * Math.abs(x)),
      noise,
      hidden,
    });
  }

  /**
   * How far f at the number before lies off the middle between those of the last change, to both sides of it,
   * taken twice. It falls with the square of the step, and where there is a corner with the step.
   */
  bend(): number {
    const before = this.valuesBefore[this.pass.target];
    let sum = 0;
    for (let i = 0; i < this.target.length; i++) {
      const middle = before?.[i] ?? NaN;
      sum +=
        ((this.above[i] ?? NaN) - middle + ((this.target[i] ?? NaN) - middle)) * (this.upstream[i] ?? NaN);
    }
    return sum;
  }

  /** The size of a number: its own, or a share of its tensor's where that is larger; 1 where all are 0. */
  sizeOf(node: NodeId, x: number): number {
    const largest = largestOf(this.valuesBefore[node]);
    return Math.max(Math.abs(x), shareOfTensor * largest) || 1;
  }

  /**
   * What a small gradient is small beside: the largest of its tensor. One that is zero up to rounding has
   * lost everything on its way, and is small beside the largest gradient on that way.
   */
  scaleOf(node: NodeId, analytic: number): number {
    const ofTensor = largestOf(this.gradientsBefore[node]);
    const onTheWay = this.dependentsOf(node).reduce(
      (largest, id) => Math.max(largest, largestOf(this.gradientsBefore[id])),
      ofTensor,
    );
    return Math.abs(analytic) <= zeroBeside * onTheWay ? onTheWay : ofTensor;
  }

  /**
   * Whether a value moved that has a gradient, or that the target is computed from, although the target did
   * not: the change was rounded away on its way. Asked at the last number the entry was moved to.
   */
  isSwallowed(node: NodeId): boolean {
    const target = nodeAt(this.plan.graph, this.pass.target);
    const last = target.kind === 'layer' ? target.inputs : [];
    return this.dependentsOf(node).some((id) => {
      const gradient = this.gradientsBefore[id];
      const before = this.valuesBefore[id];
      if (gradient === undefined || before === undefined) return false;
      const { data } = this.plan.value(id);
      // A mistake may have left no gradient before the last layer.
      const isLast = last.includes(id);
      return gradient.some((slope, i) => (slope !== 0 || isLast) && data[i] !== before[i]);
    });
  }

  /**
   * Whether the given upstream gradient is computed from
   * this value, and used on the way to the target as well.
   */
  movesUpstream(node: NodeId): boolean {
    const { gradOutput } = this.pass;
    return gradOutput !== undefined && (gradOutput === node || this.dependentsOf(node).includes(gradOutput));
  }

  private dependentsOf(node: NodeId): readonly NodeId[] {
    const found = this.dependents.get(node) ?? dependentsOf(this.plan.graph, node);
    this.dependents.set(node, found);
    return found;
  }
}

/** The largest size among numbers, infinite ones aside; 0 where there are none. */
export function largestOf(numbers: Numbers | undefined): number {
  let largest = 0;
  for (const value of numbers ?? []) {
    const size = Math.abs(value);
    if (size > largest && size < Infinity) largest = size;
  }
  return largest;
}

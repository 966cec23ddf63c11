import { compile } from '../graph/compile';
import { layerAlone } from '../graph/edges';
import type { NodeId } from '../graph/graph';
import type { Pass, Plan } from '../graph/plan';
import { dependentsOf, layerOf, nodeAt } from '../graph/reach';
import type { Layer } from '../layers/support/layer';
import type { Numbers } from '../tensor';
import { usesOf } from './chainRule';
import type { CheckedEntry, Verdict } from './gradientCheck';
import { slopeAt, type Slope } from './slope';

/** Relative errors below the first agree, above the second they are wrong. */
const agreesBelow = 1e-7;
const wrongAbove = 1e-2;

/** The step of the first look, of the size of the number. */
const firstStep = 1e-5;
/** A number that is small beside its tensor is moved by this share of the tensor's largest. */
const shareOfTensor = 0.1;
/** Where the first look does not settle it, steps shrink from the first of these to the second. */
const largestStep = 2 ** -3;
const smallestStep = 2 ** -33;
/** How far beside a number it is looked at again: distances of which one is clear of other corners. */
const distances = [2 ** -10, 2 ** -16, 2 ** -5, 2 ** -23] as const;
const stepsPerDistance = [1 / 4, 2 ** -21] as const;
/** Of the steps by which a corner is told at once, as shares of the number's size. */
const plainSteps = [2 ** -17, 2 ** -21] as const;
/** By how much the quotients of the two may differ, as a share of what they are off by. */
const plainSpread = 1e-3;
/** How far beyond rounding they must be off. */
const plainNoise = 100;
/** The first look there: its step, and what its curvature may leave over. */
const quickStep = 2 ** -6;
const quickError = 1e-6;

/** How many times ε × the numbers that were rounded a difference may be off. */
const noiseMargin = 4;
/**
 * What differences cannot see must be smaller than this
 * share of the gradient, or of the largest of its tensor.
 */
const resolution = 1e-5;
/** Beside a number the differences need only tell right from wrong. */
const resolutionBeside = 1e-3;
/** A gradient below this share of those it is made of is zero up to rounding. */
const zeroBeside = 1e-12;

/** How a gradient compares with a slope at one point. */
type Comparison = 'agrees' | 'wrong' | 'close' | 'rounding' | 'notFinite' | 'steep';

/**
 * Checks single entries of one pass, and leaves the values and gradients of the plan as they were: what
 * depends on an entry is computed again when another value is moved, or at the end. What is differentiated is
 * f = Σ target × upstream, with the upstream gradient held fixed.
 */
export class EntryCheck {
  private readonly target: Numbers;
  private readonly upstream: Float64Array;
  private readonly above: Float64Array;
  /**
   * What rounding can do to one evaluation of f: ε × Σ |value × gradient| over everything that is computed.
   */
  private readonly noise: number;
  /** The same for what a layer rounds inside itself and does not show in its output. */
  private readonly hidden: number;
  private readonly isFinite: boolean;
  private readonly valuesBefore: readonly Float64Array[];
  private readonly gradientsBefore: readonly (Float64Array | undefined)[];
  private readonly dependents = new Map<NodeId, readonly NodeId[]>();
  private isWalkedAnew = false;
  /** The value whose entries have their numbers again, but not yet what depends on them. */
  private stale: NodeId | undefined;

  constructor(
    private readonly plan: Plan,
    private readonly pass: Pass,
    private readonly walkUp: () => void = () => {
      plan.backward(pass.target, pass.gradOutput);
    },
    private readonly isAlone = false,
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

  /** @param closely whether to look further where the first look does not settle it */
  check(node: NodeId, entry: number, closely: boolean): CheckedEntry {
    if (this.stale !== node) this.finish();
    const x = this.valuesBefore[node]?.[entry] ?? NaN;
    const analytic = this.gradientsBefore[node]?.[entry] ?? NaN;
    const size = this.sizeOf(node, x);
    const step = firstStep * size;
    const [high, low] = [x + step, x - step];
    const numeric = this.changeBetween(node, entry)(high, low) / (high - low);
    const noise = this.noise / step;
    const first = { entry, analytic, numeric, relativeError: relativeError(analytic, numeric), noise };
    const isSettled = first.relativeError < agreesBelow && (analytic !== 0 || !this.isSwallowed(node));
    let result: CheckedEntry;
    if (isSettled) result = { ...first, verdict: 'agrees' };
    else if (!this.isFinite) result = { ...first, verdict: 'cannot tell', reason: 'notFinite' };
    else if (closely) result = this.lookClosely(node, entry, size);
    else result = { ...first, verdict: 'cannot tell', reason: 'close' };
    this.plan.value(node).data[entry] = x;
    this.stale = node;
    return result;
  }

  /** Brings the plan back to what it was before the first check. */
  finish(): void {
    if (this.stale !== undefined) this.plan.forwardFrom(this.stale);
    this.stale = undefined;
  }

  private lookClosely(node: NodeId, entry: number, size: number): CheckedEntry {
    const x = this.valuesBefore[node]?.[entry] ?? NaN;
    const analytic = this.gradientsBefore[node]?.[entry] ?? NaN;
    const plain = this.plainCorner(node, entry, { x, size, analytic });
    if (plain !== undefined) return plain;
    const smallest = smallestStep * (x === 0 ? size : Math.min(Math.abs(x), size));
    const scale = (): number => this.scaleOf(node, analytic);
    let slope = this.slope(node, entry, x, [largestStep * size, smallest]);
    let here = this.compare(analytic, slope, scale);
    if (here === 'rounding' && size < 1) {
      // What is almost zero, as a bias after a step that hardly
      // moved it, says nothing of how far it can be moved.
      const wider = this.slope(node, entry, x, [largestStep, smallest]);
      if (this.compare(analytic, wider, scale) === 'agrees') [slope, here] = [wider, 'agrees'];
    }
    const { slope: numeric, uncertainty: noise } = slope;
    const common = { entry, analytic, numeric, relativeError: relativeError(analytic, numeric), noise };
    this.restore(node, entry, x);
    if (here === 'agrees') {
      // What differs by no more than rounding counts as agreement to seven digits, however small it is.
      const floored = relativeError(analytic, numeric, noise / agreesBelow);
      return { ...common, relativeError: floored, verdict: 'agrees' };
    }
    if (here === 'rounding' && Number.isFinite(noise)) {
      return { ...common, verdict: 'cannot tell', reason: 'rounding' };
    }
    const gap = Math.abs(analytic - numeric);
    const beside = this.lookBeside(node, entry, { x, size, gap: Number.isFinite(gap) ? gap : 0 });
    if (beside === 'wrong') return { ...common, verdict: 'wrong' };
    if (beside !== undefined) {
      const reason = beside === 'corner' && here === 'steep' ? 'steep' : beside;
      return { ...common, verdict: 'corner', reason };
    }
    return { ...common, verdict: 'cannot tell', reason: here === 'wrong' ? 'close' : here };
  }

  /**
   * A corner that lies at the number itself shows in few steps: the difference quotient stays off by as much
   * when its step shrinks, which curvature and rounding do not do, and backward is right on both sides.
   * `undefined` where that is not plain.
   */
  private plainCorner(
    node: NodeId,
    entry: number,
    { x, size, analytic }: { readonly x: number; readonly size: number; readonly analytic: number },
  ): CheckedEntry | undefined {
    const change = this.changeBetween(node, entry);
    const [wide, narrow] = plainSteps.map((share) => {
      const [high, low] = [x + share * size, x - share * size];
      return { slope: change(high, low) / (high - low), noise: (2 * this.noise) / (high - low) };
    });
    if (wide === undefined || narrow === undefined) return undefined;
    const [off, stillOff] = [wide.slope - analytic, narrow.slope - analytic];
    const isPlain =
      Math.abs(off - stillOff) <= plainSpread * Math.abs(off) &&
      Math.abs(stillOff) > wrongAbove * (Math.abs(analytic) + Math.abs(narrow.slope)) &&
      Math.abs(stillOff) > plainNoise * narrow.noise;
    if (!isPlain || this.lookBeside(node, entry, { x, size, gap: Math.abs(off) }) !== 'corner')
      return undefined;
    const { slope: numeric, noise } = wide;
    const common = { entry, analytic, numeric, relativeError: relativeError(analytic, numeric), noise };
    return { ...common, verdict: 'corner', reason: 'corner' };
  }

  /**
   * Where backward and the function differ at a number, backward is asked
   * again on both sides of it. Right on both sides, it is a corner that lies
   * between; a mistake is one on at least one side. They differ here by `gap`.
   */
  private lookBeside(
    node: NodeId,
    entry: number,
    { x, size, gap }: { readonly x: number; readonly size: number; readonly gap: number },
  ): Extract<Verdict, 'wrong' | 'corner'> | 'edge' | 'steep' | undefined {
    if (this.movesUpstream(node)) return undefined;
    for (const distance of distances) {
      const sides = [distance * size, -distance * size].map((way) =>
        this.compareAt(node, entry, x + way, { way, gap }),
      );
      this.restore(node, entry, x);
      if (sides.every((side) => side === 'steep')) {
        return !this.isAlone && this.isMadeAtCorner() ? 'steep' : 'wrong';
      }
      if (sides.includes('wrong')) return 'wrong';
      if (sides.every((side) => side === 'agrees')) return 'corner';
      if (sides.includes('agrees') && sides.includes('notFinite')) return 'edge';
    }
    return undefined;
  }

  /**
   * Where backward is NaN or infinite on both sides as well, moving this number does not leave the corner:
   * √|x − x|. Then the layer that made it is looked at alone, at its own inputs.
   */
  private isMadeAtCorner(): boolean {
    const { plan, gradientsBefore } = this;
    const isBroken = (id: NodeId): boolean => gradientsBefore[id]?.every(Number.isFinite) === false;
    let made = gradientsBefore.length - 1;
    while (made >= 0 && !isBroken(made)) made--;
    const makers = made < 0 ? [] : usesOf(plan, made).filter(({ consumer }) => !isBroken(consumer));
    return makers.some(({ consumer, input }) => {
      // Layers that only networks have run in no plan of formulas, and have no such corners.
      const { asFunction, asOperator } = layerOfNode(plan, consumer);
      if (asFunction === undefined && asOperator === undefined) return false;
      const alone = layerAlone(plan, consumer);
      const node = alone?.inputs[input];
      if (alone === undefined || node === undefined) return false;
      const single = compile(alone.graph);
      single.forward();
      single.backward(alone.pass.target, alone.pass.gradOutput);
      const entry = single.gradient(node)?.data.findIndex((slope) => !Number.isFinite(slope)) ?? -1;
      return (
        entry >= 0 &&
        new EntryCheck(single, alone.pass, undefined, true).check(node, entry, true).verdict === 'corner'
      );
    });
  }

  private compareAt(
    node: NodeId,
    entry: number,
    x: number,
    { way, gap }: { readonly way: number; readonly gap: number },
  ): Comparison {
    this.move(node, entry, x);
    if (!this.target.every(Number.isFinite)) return 'notFinite';
    this.walkUp();
    this.isWalkedAnew = true;
    const gradient = this.plan.gradient(node)?.data;
    const analytic = gradient?.[entry] ?? NaN;
    const largest = Math.max(gap, largestOf(gradient));
    const scale = (): number => largest;
    const step = Math.abs(way) * quickStep;
    const quick = this.changeBetween(node, entry)(x + step, x - step) / (x + step - (x - step));
    const left = this.noise / step + quickError * Math.abs(quick);
    if (this.compare(analytic, { slope: quick, uncertainty: left }, scale, resolutionBeside) === 'agrees') {
      return 'agrees';
    }
    const [most, least] = stepsPerDistance;
    const slope = this.slope(node, entry, x, [most * Math.abs(way), least * Math.abs(way)]);
    return this.compare(analytic, slope, scale, resolutionBeside);
  }

  /** @param scale of the gradient where it is small itself; asked only then */
  private compare(
    analytic: number,
    { slope, uncertainty }: Slope,
    scale: () => number,
    needed = resolution,
  ): Comparison {
    if (!Number.isFinite(slope)) return 'notFinite';
    if (!Number.isFinite(analytic)) return 'steep';
    const difference = Math.abs(analytic - slope);
    const sum = Math.abs(analytic) + Math.abs(slope);
    // Seven digits that are equal are no coincidence, unless rounding hides them all.
    if (difference <= agreesBelow * sum && uncertainty <= wrongAbove * sum) return 'agrees';
    if (difference <= Math.max(uncertainty, agreesBelow * sum)) {
      const seen = uncertainty / needed;
      return seen <= sum || seen <= scale() ? 'agrees' : 'rounding';
    }
    if (difference <= 10 * uncertainty) return 'rounding';
    return difference > wrongAbove * sum ? 'wrong' : 'close';
  }

  private slope(
    node: NodeId,
    entry: number,
    x: number,
    [largest, smallest]: readonly [number, number],
  ): Slope {
    const { noise, hidden } = this;
    return slopeAt(this.changeBetween(node, entry), x, {
      largestStep: largest,
      smallestStep: Math.max(smallest, 4 * Number.EPSILON * Math.abs(x)),
      noise,
      hidden,
    });
  }

  /** The size of a number: its own, or a share of its tensor's where that is larger; 1 where all are 0. */
  private sizeOf(node: NodeId, x: number): number {
    const largest = largestOf(this.valuesBefore[node]);
    return Math.max(Math.abs(x), shareOfTensor * largest) || 1;
  }

  /**
   * What a small gradient is small beside: the largest of its tensor. One that is zero up to rounding has
   * lost everything on its way, and is small beside the largest gradient on that way.
   */
  private scaleOf(node: NodeId, analytic: number): number {
    const ofTensor = largestOf(this.gradientsBefore[node]);
    const onTheWay = this.dependentsOf(node).reduce(
      (largest, id) => Math.max(largest, largestOf(this.gradientsBefore[id])),
      ofTensor,
    );
    return Math.abs(analytic) <= zeroBeside * onTheWay ? onTheWay : ofTensor;
  }

  /**
   * Whether a value moved that has a gradient, although the target did not: the change was rounded away on
   * its way. Asked at the last number the entry was moved to.
   */
  private isSwallowed(node: NodeId): boolean {
    return this.dependentsOf(node).some((id) => {
      const gradient = this.gradientsBefore[id];
      const before = this.valuesBefore[id];
      if (gradient === undefined || before === undefined) return false;
      const { data } = this.plan.value(id);
      return gradient.some((slope, i) => slope !== 0 && data[i] !== before[i]);
    });
  }

  /**
   * Whether the given upstream gradient is computed from
   * this value, and used on the way to the target as well.
   */
  private movesUpstream(node: NodeId): boolean {
    const { gradOutput } = this.pass;
    return gradOutput !== undefined && (gradOutput === node || this.dependentsOf(node).includes(gradOutput));
  }

  /**
   * How much f grows from one number of the entry to another, summed
   * by entry of the target so that equal parts cancel exactly.
   */
  private changeBetween(node: NodeId, entry: number): (high: number, low: number) => number {
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

  private move(node: NodeId, entry: number, x: number): void {
    this.plan.value(node).data[entry] = x;
    this.plan.forwardFrom(node);
  }

  /** The numbers before, and the gradients where they were walked up anew. */
  private restore(node: NodeId, entry: number, x: number): void {
    this.move(node, entry, x);
    if (this.isWalkedAnew) this.walkUp();
    this.isWalkedAnew = false;
  }

  private dependentsOf(node: NodeId): readonly NodeId[] {
    const found = this.dependents.get(node) ?? dependentsOf(this.plan.graph, node);
    this.dependents.set(node, found);
    return found;
  }
}

function layerOfNode({ graph }: Plan, id: NodeId): Partial<Layer> {
  const node = nodeAt(graph, id);
  return node.kind === 'layer' ? layerOf(node) : {};
}

function relativeError(analytic: number, numeric: number, floor = 0): number {
  if (!Number.isFinite(analytic) || !Number.isFinite(numeric)) return NaN;
  const difference = Math.abs(analytic - numeric);
  return difference === 0 ? 0 : difference / Math.max(Math.abs(analytic) + Math.abs(numeric), floor);
}

function largestOf(numbers: Numbers | undefined): number {
  let largest = 0;
  for (const value of numbers ?? []) {
    const size = Math.abs(value);
    if (size > largest && size < Infinity) largest = size;
  }
  return largest;
}

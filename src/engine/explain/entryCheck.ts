import { compile } from '../graph/compile';
import { layerAlone } from '../graph/edges';
import type { NodeId, Pass } from '../graph/graph';
import type { Plan } from '../graph/plan';
import { layerOf, nodeAt } from '../graph/reach';
import type { Layer } from '../layers/support/layer';
import { BothSides, type Beside } from './bothSides';
import { usesOf } from './chainRule';
import { agreesBelow, compare, relativeError, wrongAbove } from './comparison';
import { MovedPlan } from './movedPlan';

/**
 * What a comparison of backward with differences of the function comes to:
 * - `agrees`: they are equal as far as differences can see, and they see far enough to notice a mistake.
 * - `corner`: they differ here, but backward is right on both sides: a corner, a tie or the edge of a domain.
 * - `cannot tell`: `reason` says what hides the answer.
 * - `wrong`: they differ here or beside it by more than anything else accounts for.
 */
export type Verdict = 'agrees' | 'corner' | 'cannot tell' | 'wrong';

/**
 * Of a corner or of what cannot be decided:
 * - `corner`: the slopes on both sides differ, or values tie.
 * - `jump`: the function has other values on both sides, however near.
 * - `edge`: on one side the function is not a number, as below 0 for a square root.
 * - `steep`: backward gives NaN or infinity here, and finite numbers that are right on both sides.
 * - `notFinite`: the function, or a value between, is NaN or infinite here.
 * - `rounding`: a difference as large as the gradient itself would drown in the rounding of the function.
 * - `turning`: backward changes within the smallest step by as much as they differ, as where a sine turns.
 * - `close`: they differ by less than a mistake would make them, and by more than rounding does.
 */
export type CheckReason =
  'corner' | 'jump' | 'edge' | 'steep' | 'notFinite' | 'rounding' | 'turning' | 'close';

export interface CheckedEntry {
  readonly entry: number;
  /** The gradient that backward computed. */
  readonly analytic: number;
  /** By differences of the function; NaN where it is not finite. */
  readonly numeric: number;
  /** `|analytic − numeric| / (|analytic| + |numeric|)`; NaN where one of them is not finite. */
  readonly relativeError: number;
  /** What differences cannot see: how far rounding may put `numeric` off. */
  readonly noise: number;
  readonly verdict: Verdict;
  readonly reason?: CheckReason;
}

/** The step of the first look, of the size of the number. */
const firstStep = 1e-5;
/** Where the first look does not settle it, steps shrink from the first of these to the second. */
const largestStep = 2 ** -3;
const smallestStep = 2 ** -33;
/** Where the function turns within those. */
const finestStep = 2 ** -42;
/**
 * Of the steps by which a corner is told at once, as shares of the number's size. The second is
 * as much smaller as rounding allows, so that hardly any function can turn within it.
 */
const plainSteps = [2 ** -17, 2 ** -21] as const;
const lastPlainStep = 2 ** -44;
/** Of the steps by which a jump is told. */
const jumpSteps = [2 ** -24, 2 ** -44] as const;
/** By how much the quotients of the two may differ, as a share of what they are off by. */
const plainSpread = 1e-3;
/** How much of that rounding may make up. */
const plainRounding = 1e-7;
/** How far beyond rounding they must be off. */
const plainNoise = 100;
/** By how much of a slope those on both sides of a number differ where there is a corner. */
const bent = 1e-2;

/**
 * Checks single entries of one pass, and leaves the values and gradients of the plan as they were: what
 * depends on an entry is computed again when another value is moved, or at the end. What is differentiated is
 * f = Σ target × upstream, with the upstream gradient held fixed.
 */
export class EntryCheck {
  private readonly moved: MovedPlan;
  private readonly bothSides: BothSides;

  constructor(
    private readonly plan: Plan,
    pass: Pass,
    walkUp?: () => void,
    private readonly isAlone = false,
  ) {
    this.moved = new MovedPlan(plan, pass, walkUp);
    this.bothSides = new BothSides(plan, this.moved);
  }

  /** @param closely whether to look further where the first look does not settle it */
  check(node: NodeId, entry: number, closely: boolean): CheckedEntry {
    this.moved.turnTo(node);
    const x = this.moved.valuesBefore[node]?.[entry] ?? NaN;
    const analytic = this.moved.gradientsBefore[node]?.[entry] ?? NaN;
    const size = this.moved.sizeOf(node, x);
    const step = firstStep * size;
    const [high, low] = [x + step, x - step];
    const change = this.moved.changeBetween(node, entry)(high, low);
    const bend = this.moved.bend();
    const numeric = change / (high - low);
    const noise = this.moved.noise / step;
    const first = { entry, analytic, numeric, relativeError: relativeError(analytic, numeric), noise };
    const isSettled = first.relativeError < agreesBelow && (analytic !== 0 || !this.moved.isSwallowed(node));
    let result: CheckedEntry;
    if (isSettled) result = { ...first, verdict: 'agrees' };
    else if (!this.moved.isFinite) result = { ...first, verdict: 'cannot tell', reason: 'notFinite' };
    else if (closely) result = this.lookClosely(node, entry, size);
    else result = { ...first, verdict: 'cannot tell', reason: 'close' };
    if (closely && result.verdict === 'agrees') {
      const sides = [change + bend, change - bend].map((both) => both / (high - low));
      result = this.wrongBesideCorner(node, entry, { x, size, sides, noise }) ?? result;
    }
    this.moved.leave(node, entry);
    return result;
  }

  /**
   * At a corner the central difference is the mean of the slopes on both sides, which a wrong gradient may
   * hit: half of what is right, where one side is flat. Beside the corner it is wrong all the same.
   */
  private wrongBesideCorner(
    node: NodeId,
    entry: number,
    {
      x,
      size,
      sides,
      noise,
    }: {
      readonly x: number;
      readonly size: number;
      readonly sides: readonly number[];
      readonly noise: number;
    },
  ): CheckedEntry | undefined {
    const analytic = this.moved.gradientsBefore[node]?.[entry] ?? NaN;
    const [right = NaN, left = NaN] = sides;
    const gap = Math.abs(right - left);
    if (!(gap > bent * Math.max(Math.abs(right), Math.abs(left)) && gap > plainNoise * noise))
      return undefined;
    if (this.lookBeside(node, entry, { x, size, gap }) !== 'wrong') return undefined;
    const numeric = Math.abs(right - analytic) > Math.abs(left - analytic) ? right : left;
    const relative = relativeError(analytic, numeric);
    return { entry, analytic, numeric, relativeError: relative, noise, verdict: 'wrong' };
  }

  /** Brings the plan back to what it was before the first check. */
  finish(): void {
    this.moved.finish();
  }

  private lookClosely(node: NodeId, entry: number, size: number): CheckedEntry {
    const x = this.moved.valuesBefore[node]?.[entry] ?? NaN;
    const analytic = this.moved.gradientsBefore[node]?.[entry] ?? NaN;
    const plain = this.plainCorner(node, entry, { x, size, analytic });
    if (plain !== undefined) return plain;
    const least = x === 0 ? size : Math.min(Math.abs(x), size);
    const [smallest, finest] = [smallestStep * least, finestStep * least];
    const scale = (): number => this.moved.scaleOf(node, analytic);
    let slope = this.moved.slope(node, entry, x, [largestStep * size, smallest]);
    let here = compare(analytic, slope, scale);
    const tryAgain = (from: number, to: number): void => {
      const other = this.moved.slope(node, entry, x, [from, to]);
      if (compare(analytic, other, scale) === 'agrees') [slope, here] = [other, 'agrees'];
    };
    // What is almost zero, as a bias after a step that hardly
    // moved it, says nothing of how far it can be moved.
    if (here === 'rounding' && size < 1) tryAgain(largestStep, smallest);
    if (here === 'rounding') tryAgain(largestStep * size, finest);
    const isJump = here !== 'agrees' && here !== 'steep' && this.jumps(node, entry, { x, size });
    const isHidden = here === 'rounding' && Number.isFinite(slope.uncertainty) && !isJump;
    let beside: Beside;
    if (here !== 'agrees' && !isHidden) {
      // Across a jump no difference is a slope.
      const gap = isJump ? scale() : Math.abs(analytic - slope.slope);
      this.moved.restore(node, entry, x);
      beside = this.lookBeside(node, entry, { x, size, gap: Number.isFinite(gap) ? gap : 0 });
      if (beside === 'turning') tryAgain(largestStep * size, finest);
    }
    const { slope: numeric, uncertainty: noise } = slope;
    const common = { entry, analytic, numeric, relativeError: relativeError(analytic, numeric), noise };
    this.moved.restore(node, entry, x);
    if (here === 'agrees') {
      // What differs by no more than rounding counts as agreement to seven digits, however small it is.
      const floored = relativeError(analytic, numeric, noise / agreesBelow);
      return { ...common, relativeError: floored, verdict: 'agrees' };
    }
    if (isHidden) return { ...common, verdict: 'cannot tell', reason: 'rounding' };
    if (beside === 'wrong') return { ...common, verdict: 'wrong' };
    if (beside === 'turning') return { ...common, verdict: 'cannot tell', reason: 'turning' };
    if (beside !== undefined) {
      let reason: CheckReason = beside;
      if (beside === 'corner' && here === 'steep') reason = 'steep';
      else if (beside === 'corner' && isJump) reason = 'jump';
      return { ...common, verdict: 'corner', reason };
    }
    return { ...common, verdict: 'cannot tell', reason: here === 'wrong' ? 'close' : here };
  }

  /** At a jump a difference stays what it is, however small the step. */
  private jumps(
    node: NodeId,
    entry: number,
    { x, size }: { readonly x: number; readonly size: number },
  ): boolean {
    const change = this.moved.changeBetween(node, entry);
    const [wide = NaN, narrow = NaN] = jumpSteps.map((share) => change(x + share * size, x - share * size));
    return (
      Math.abs(wide - narrow) <= plainSpread * Math.abs(narrow) &&
      Math.abs(narrow) > plainNoise * this.moved.noise
    );
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
    const change = this.moved.changeBetween(node, entry);
    const slopeWithin = (step: number): { readonly slope: number; readonly noise: number } => {
      const [high, low] = [x + step, x - step];
      return { slope: change(high, low) / (high - low), noise: (2 * this.moved.noise) / (high - low) };
    };
    const [widest, narrowest] = plainSteps;
    const wide = slopeWithin(widest * size);
    const off = wide.slope - analytic;
    const narrow = slopeWithin(
      Math.max(
        lastPlainStep * size,
        Math.min(narrowest * size, this.moved.noise / (plainRounding * Math.abs(off))),
      ),
    );
    const stillOff = narrow.slope - analytic;
    const isPlain =
      Math.abs(off - stillOff) <= plainSpread * Math.abs(off) &&
      Math.abs(stillOff) > wrongAbove * (Math.abs(analytic) + Math.abs(narrow.slope)) &&
      Math.abs(stillOff) > plainNoise * narrow.noise;
    if (!isPlain) return undefined;
    const beside = this.lookBeside(node, entry, { x, size, gap: Math.abs(off), isPlain });
    if (beside !== 'corner') return undefined;
    const { slope: numeric, noise } = wide;
    const common = { entry, analytic, numeric, relativeError: relativeError(analytic, numeric), noise };
    return { ...common, verdict: 'corner', reason: 'corner' };
  }

  /** As `BothSides` finds it, and a mistake where what is steep on both sides was made at no corner. */
  private lookBeside(...looked: Parameters<BothSides['look']>): Beside {
    const found = this.bothSides.look(...looked);
    return found === 'steep' && (this.isAlone || !this.isMadeAtCorner()) ? 'wrong' : found;
  }

  /**
   * Where backward is NaN or infinite on both sides as well, moving this number does not leave the corner:
   * √|x − x|. Then the layer that made it is looked at alone, at its own inputs.
   */
  private isMadeAtCorner(): boolean {
    const { plan } = this;
    const { gradientsBefore } = this.moved;
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
}

function layerOfNode({ graph }: Plan, id: NodeId): Partial<Layer> {
  const node = nodeAt(graph, id);
  return node.kind === 'layer' ? layerOf(node) : {};
}

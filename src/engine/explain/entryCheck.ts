import { compile } from '../graph/compile';
import { layerAlone } from '../graph/edges';
import type { NodeId, Pass } from '../graph/graph';
import type { Plan } from '../graph/plan';
import { layerOf, nodeAt } from '../graph/reach';
import type { Layer } from '../layers/support/layer';
import { usesOf } from './chainRule';
import { largestOf, MovedPlan } from './movedPlan';
import { gain, slopeAt, type Slope } from './slope';

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

/** Relative errors below the first agree, above the second they are wrong. */
const agreesBelow = 1e-7;
const wrongAbove = 1e-2;

/** The step of the first look, of the size of the number. */
const firstStep = 1e-5;
/** Where the first look does not settle it, steps shrink from the first of these to the second. */
const largestStep = 2 ** -3;
const smallestStep = 2 ** -33;
/** Where the function turns within those. */
const finestStep = 2 ** -42;
/** How far beside a number it is looked at again: distances of which one is clear of other corners. */
const distances = [2 ** -10, 2 ** -16, 2 ** -5, 2 ** -23] as const;
/** And where the function turns within these: so near it that only what is plainly wrong can be told. */
const nearest = 2 ** -32;
/** Where backward must be the same on the way to a corner: a function that merely bends sharply has none. */
const nearShare = 2 ** -36;
const stepsPerDistance = [1 / 4, 2 ** -21] as const;
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
/** The first look there: its step, and what its curvature may leave over. */
const quickStep = 2 ** -6;
const quickError = 1e-6;

/**
 * What differences cannot see must be smaller than this
 * share of the gradient, or of the largest of its tensor.
 */
const resolution = 1e-5;
/** Beside a number the differences need only tell right from wrong. */
const resolutionBeside = 1e-3;

/**
 * Where backward is asked whether the function turns within a step, as shares
 * of the step: at places that have no common measure, as a period would be.
 */
const placesWithin = [0.6180339887, -0.4142135624, 0.2360679775, -0.8541019662] as const;
/** By how much of what is off it may change there. */
const steadyWithin = 0.25;

/** How a gradient compares with a slope at one point. */
type Comparison = 'agrees' | 'wrong' | 'close' | 'rounding' | 'notFinite' | 'steep';
type ComparisonBeside = Comparison | 'turning';
/** What a look at both sides of a number finds; `undefined`: nothing that is plain. */
type Beside = 'wrong' | 'corner' | 'edge' | 'steep' | 'turning' | undefined;

/**
 * Checks single entries of one pass, and leaves the values and gradients of the plan as they were: what
 * depends on an entry is computed again when another value is moved, or at the end. What is differentiated is
 * f = Σ target × upstream, with the upstream gradient held fixed.
 */
export class EntryCheck {
  private readonly moved: MovedPlan;

  constructor(
    private readonly plan: Plan,
    pass: Pass,
    walkUp?: () => void,
    private readonly isAlone = false,
  ) {
    this.moved = new MovedPlan(plan, pass, walkUp);
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
    let slope = this.slope(node, entry, x, [largestStep * size, smallest]);
    let here = this.compare(analytic, slope, scale);
    const tryAgain = (from: number, to: number): void => {
      const other = this.slope(node, entry, x, [from, to]);
      if (this.compare(analytic, other, scale) === 'agrees') [slope, here] = [other, 'agrees'];
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

  /**
   * Where backward and the function differ at a number, backward is asked
   * again on both sides of it. Right on both sides, it is a corner that lies
   * between; a mistake is one on at least one side. They differ here by `gap`.
   */
  private lookBeside(
    node: NodeId,
    entry: number,
    {
      x,
      size,
      gap,
      isPlain = false,
    }: {
      readonly x: number;
      readonly size: number;
      readonly gap: number;
      /** Whether differences have shown already that the corner is at the number itself. */
      readonly isPlain?: boolean;
    },
  ): Beside {
    if (this.moved.movesUpstream(node)) return undefined;
    let isTurning = false;
    for (const distance of distances) {
      const ends: number[] = [];
      const sides = [distance * size, -distance * size].map((way) => {
        const side = this.compareAt(node, entry, x + way, { way, gap });
        ends.push(this.gradientOf(node, entry));
        return side;
      });
      this.moved.restore(node, entry, x);
      if (sides.every((side) => side === 'steep')) {
        return !this.isAlone && this.isMadeAtCorner() ? 'steep' : 'wrong';
      }
      if (sides.includes('wrong')) return 'wrong';
      if (sides.every((side) => side === 'agrees')) {
        const isSteady =
          isPlain ||
          [size, -size].every((way, side) =>
            this.isSteadyAt(node, entry, [x + nearShare * way], {
              gradient: ends[side] ?? NaN,
              off: gap || Infinity,
            }),
          );
        this.moved.restore(node, entry, x);
        if (isSteady) return 'corner';
        isTurning = true;
      }
      isTurning ||= sides.includes('turning');
      if (sides.includes('agrees') && sides.includes('notFinite')) return 'edge';
    }
    if (!isTurning) return undefined;
    const isWrong = [nearest * size, -nearest * size].some(
      (way) => this.compareAt(node, entry, x + way, { way, gap }) === 'wrong',
    );
    this.moved.restore(node, entry, x);
    return isWrong ? 'wrong' : 'turning';
  }

  /**
   * Whether backward is hardly another at some numbers than at one: where it
   * changes by as much as is `off`, the function may turn between.
   */
  private isSteadyAt(
    node: NodeId,
    entry: number,
    between: readonly number[],
    { gradient, off }: { readonly gradient: number; readonly off: number },
  ): boolean {
    return between.every((x) => Math.abs(this.gradientAt(node, entry, x) - gradient) <= steadyWithin * off);
  }

  private gradientAt(node: NodeId, entry: number, x: number): number {
    this.moved.move(node, entry, x);
    this.moved.walkAnew();
    return this.gradientOf(node, entry);
  }

  /** As backward was asked last. */
  private gradientOf(node: NodeId, entry: number): number {
    return this.plan.gradient(node)?.data[entry] ?? NaN;
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

  private compareAt(
    node: NodeId,
    entry: number,
    x: number,
    { way, gap }: { readonly way: number; readonly gap: number },
  ): ComparisonBeside {
    this.moved.move(node, entry, x);
    if (!this.moved.target.every(Number.isFinite)) return 'notFinite';
    this.moved.walkAnew();
    const gradient = this.plan.gradient(node)?.data;
    const analytic = gradient?.[entry] ?? NaN;
    const scaleHere = Math.max(gap, largestOf(gradient));
    const scale = (): number => scaleHere;
    const step = Math.abs(way) * quickStep;
    const quick = this.moved.changeBetween(node, entry)(x + step, x - step) / (x + step - (x - step));
    const left = this.moved.noise / step + quickError * Math.abs(quick);
    const quickly = { slope: quick, uncertainty: left, reach: step };
    if (this.compare(analytic, quickly, scale, resolutionBeside) === 'agrees') return 'agrees';
    const [most, least] = stepsPerDistance;
    const [largest, smallest] = [most * Math.abs(way), least * Math.abs(way)];
    for (let reach = largest; reach > smallest;) {
      const slope = this.slope(node, entry, x, [reach, smallest]);
      const found = this.compare(analytic, slope, scale, resolutionBeside);
      if (found !== 'wrong') return found;
      const off = Math.abs(slope.slope - analytic);
      const between = placesWithin.map((place) => x + place * slope.reach);
      if (this.isSteadyAt(node, entry, between, { gradient: analytic, off })) return 'wrong';
      reach = Math.min(slope.reach, reach) / gain;
    }
    return 'turning';
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
    const { noise, hidden } = this.moved;
    return slopeAt(this.moved.changeBetween(node, entry), x, {
      largestStep: largest,
      smallestStep: Math.max(smallest, 4 * Number.EPSILON * Math.abs(x)),
      noise,
      hidden,
    });
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

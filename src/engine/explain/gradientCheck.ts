import { Choices } from './choices';
import { compile } from '../graph/compile';
import type { Graph, NodeId } from '../graph/graph';
import type { Pass, Plan } from '../graph/plan';
import { randomStream } from '../random';
import type { Numbers } from '../tensor';

/** The step of the central difference. For |x| above 1,000 it grows with x, which would lose its digits otherwise. */
const step = 1e-5;
const relativeStep = 1e-8;

/** Relative errors below the first are good, above the second wrong. */
export const goodBelow = 1e-7;
export const wrongAbove = 1e-2;

/** How many times the rounding noise of one evaluation a difference may be off. */
const noiseMargin = 4;

export type Verdict = 'good' | 'between' | 'wrong';

/**
 * Why central differences cannot judge an entry:
 * - `kink`: the slopes on both sides differ by as much as the error, as at the corner of ReLU or max, or the masks and
 *   positions of maxima that differ on both sides account for it.
 * - `notFinite`: the function is not a number on one side, as below 0 for log.
 */
export type Obstacle = 'kink' | 'notFinite';

export interface CheckedEntry {
  readonly entry: number;
  /** The gradient that backward computed. */
  readonly analytic: number;
  /** `(f(x + h) − f(x − h)) / 2h`. */
  readonly numeric: number;
  /** `|analytic − numeric| / max(|analytic| + |numeric|, floor)`; NaN where one of them is not finite. */
  readonly relativeError: number;
  readonly verdict: Verdict;
  readonly obstacle?: Obstacle;
}

export interface CheckedValue {
  readonly node: NodeId;
  readonly name: string;
  /** How many of its entries were checked: all of them, or a seeded sample. */
  readonly checked: number;
  readonly size: number;
  readonly worst: CheckedEntry;
  /** The mean over the checked entries of `|analytic − numeric|`: what the chapter's `gradient_check.py` prints. */
  readonly meanAbsoluteDifference: number;
  readonly verdict: Verdict;
}

export interface GradientCheck {
  readonly values: readonly CheckedValue[];
  /** The worst of them; `good` where there is nothing to check. */
  readonly verdict: Verdict;
}

export interface GradientCheckOptions {
  /** Values with more entries are sampled. Default: 200. */
  readonly entriesPerValue?: number;
  /** Of the sample. Default: 0. */
  readonly seed?: number;
}

const severity: Readonly<Record<Verdict, number>> = { good: 0, between: 1, wrong: 2 };

/**
 * Compares backward with central differences in float64, for every named value that no layer computes and the pass gives a gradient to.
 * The upstream gradient is held fixed: what is differentiated is f = Σ target × upstream.
 * Each entry costs two forward computations of what depends on it.
 */
export function checkGradients(graph: Graph, pass: Pass, options: GradientCheckOptions = {}): GradientCheck {
  const plan = compile(graph);
  plan.forward();
  plan.backward(pass.target, pass.gradOutput);
  return checkGradientsOf(plan, pass, options);
}

/** As `checkGradients`, for a float64 plan that this pass has just walked up. It leaves the plan's values as they were. */
export function checkGradientsOf(plan: Plan, pass: Pass, options: GradientCheckOptions = {}): GradientCheck {
  const work = checkingGradientsOf(plan, pass, options);
  for (;;) {
    const turn = work.next();
    if (turn.done === true) return turn.value;
  }
}

/** The same, resting after every entry: others may need the machine, but not the plan. */
export function* checkingGradientsOf(
  plan: Plan,
  { target, gradOutput }: Pass,
  { entriesPerValue = 200, seed = 0 }: GradientCheckOptions = {},
): Generator<void, GradientCheck> {
  const differences = new Differences(plan, target, gradOutput);
  const values: CheckedValue[] = [];
  for (const [id, node] of plan.graph.nodes.entries()) {
    const gradient = plan.gradient(id);
    if (node.kind === 'layer' || node.name === undefined || !gradient || gradient.data.length === 0) continue;
    const entries = sample(gradient.data.length, entriesPerValue, seed);
    values.push(yield* checkValue(id, node.name, gradient.data, entries, differences));
  }
  return { values, verdict: worstOf(values.map(({ verdict }) => verdict)) };
}

function worstOf(verdicts: readonly Verdict[]): Verdict {
  return verdicts.reduce((worst, verdict) => (severity[verdict] > severity[worst] ? verdict : worst), 'good');
}

/** All entries, or as many as asked for: drawn without repetition, in rising order. */
function sample(size: number, count: number, seed: number): Int32Array {
  const entries = Int32Array.from({ length: size }, (_, entry) => entry);
  if (size <= count) return entries;
  randomStream(seed, 'sampling').shuffle(entries);
  return entries.slice(0, count).sort();
}

function* checkValue(
  node: NodeId,
  name: string,
  gradient: Numbers,
  entries: Int32Array,
  differences: Differences,
): Generator<void, CheckedValue> {
  const checked: CheckedEntry[] = [];
  for (const entry of entries) {
    checked.push(differences.check(node, entry, gradient[entry] ?? NaN));
    yield;
  }
  const worst = checked.reduce((a, b) => (isWorse(b, a) ? b : a));
  const total = checked.reduce((sum, { analytic, numeric }) => sum + Math.abs(analytic - numeric), 0);
  return {
    node,
    name,
    checked: checked.length,
    size: gradient.length,
    worst,
    meanAbsoluteDifference: total / checked.length,
    verdict: worst.verdict,
  };
}

function isWorse(a: CheckedEntry, b: CheckedEntry): boolean {
  const difference = severity[a.verdict] - severity[b.verdict];
  return difference > 0 || (difference === 0 && a.relativeError > b.relativeError);
}

/** Central differences of one plan. Every check leaves the plan's values as they were. */
class Differences {
  private readonly target: Numbers;
  private readonly upstream: Float64Array;
  private readonly before: Float64Array;
  private readonly above: Float64Array;
  /** Σ |target × upstream|: what rounding errors of f are relative to. */
  private readonly magnitude: number;
  private readonly choices: Choices;

  constructor(
    private readonly plan: Plan,
    target: NodeId,
    gradOutput: NodeId | undefined,
  ) {
    this.target = plan.value(target).data;
    this.upstream =
      gradOutput === undefined ? Float64Array.of(1) : Float64Array.from(plan.value(gradOutput).data);
    this.before = Float64Array.from(this.target);
    this.above = new Float64Array(this.target.length);
    this.magnitude = this.before.reduce(
      (sum, value, i) => sum + Math.abs(value * (this.upstream[i] ?? NaN)),
      0,
    );
    this.choices = new Choices(plan);
  }

  check(node: NodeId, entry: number, analytic: number): CheckedEntry {
    const { data } = this.plan.value(node);
    const x = data[entry] ?? NaN;
    const h = Math.max(step, relativeStep * Math.abs(x));
    // What x + h and x − h are after rounding, so that the difference is divided by the step really made.
    const high = x + h;
    const low = x - h;
    this.move(node, entry, high);
    this.above.set(this.target);
    this.move(node, entry, low);
    const numeric = this.change(this.above, this.target) / (high - low);
    const slopeAbove = this.change(this.above, this.before) / (high - x);
    const slopeBelow = this.change(this.before, this.target) / (x - low);
    const noise = (Number.EPSILON * this.magnitude) / h;
    const judged = judge(entry, analytic, numeric, Math.abs(slopeAbove - slopeBelow), noise);
    const checked = judged.verdict === 'good' ? judged : this.atCorner(node, judged, high, low);
    this.move(node, entry, x);
    return checked;
  }

  /** The same, unless layers that choose account for the difference. */
  private atCorner(node: NodeId, judged: CheckedEntry, high: number, low: number): CheckedEntry {
    if (judged.obstacle !== undefined) return judged;
    const { entry, analytic, numeric } = judged;
    const unexplained = this.choices.unexplained(
      () => {
        this.move(node, entry, high);
      },
      () => {
        this.move(node, entry, low);
      },
    );
    const isCorner = Math.abs(analytic - numeric) * (high - low) <= unexplained;
    return isCorner ? { ...judged, verdict: 'between', obstacle: 'kink' } : judged;
  }

  private move(node: NodeId, entry: number, x: number): void {
    this.plan.value(node).data[entry] = x;
    this.plan.forwardFrom(node);
  }

  /** How much f grows from one value of the target to another, summed by entry so that equal parts cancel exactly. */
  private change(to: Numbers, from: Numbers): number {
    let sum = 0;
    for (let i = 0; i < to.length; i++)
      sum += ((to[i] ?? NaN) - (from[i] ?? NaN)) * (this.upstream[i] ?? NaN);
    return sum;
  }
}

/** `bend` is how much the slopes on both sides differ, `noise` what rounding can do to the numeric gradient. */
function judge(entry: number, analytic: number, numeric: number, bend: number, noise: number): CheckedEntry {
  const common = { entry, analytic, numeric };
  if (!Number.isFinite(numeric)) {
    return { ...common, relativeError: NaN, verdict: 'between', obstacle: 'notFinite' };
  }
  if (!Number.isFinite(analytic)) return { ...common, relativeError: NaN, verdict: 'wrong' };
  const error = Math.abs(analytic - numeric);
  // Noise alone must stay good: where gradients are smaller than this, they cannot be told apart from it.
  const floor = (noiseMargin * noise) / goodBelow;
  const relativeError = error === 0 ? 0 : error / Math.max(Math.abs(analytic) + Math.abs(numeric), floor);
  if (relativeError < goodBelow) return { ...common, relativeError, verdict: 'good' };
  // A corner between x − h and x + h puts the central difference off by half the bend at most.
  const kink = bend >= error;
  const verdict = relativeError > wrongAbove && !kink ? 'wrong' : 'between';
  return { ...common, relativeError, verdict, ...(kink ? { obstacle: 'kink' } : {}) };
}

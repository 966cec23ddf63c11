import { compile } from '../graph/compile';
import type { Graph, NodeId, Pass } from '../graph/graph';
import type { Plan } from '../graph/plan';
import { randomStream } from '../random';
import type { Numbers } from '../tensor';
import { EntryCheck, type Verdict, type CheckedEntry } from './entryCheck';

/** From the best to the worst. */
const severity: readonly Verdict[] = ['agrees', 'corner', 'cannot tell', 'wrong'];

export interface CheckedValue {
  readonly node: NodeId;
  readonly name: string;
  /** How many of its entries were checked: all of them, or a seeded sample. */
  readonly checked: number;
  readonly size: number;
  readonly worst: CheckedEntry;
  /**
   * The mean over the checked entries of `|analytic −
   * numeric|`: what the chapter's `gradient_check.py` prints.
   */
  readonly meanAbsoluteDifference: number;
  readonly verdict: Verdict;
}

export interface GradientCheck {
  readonly values: readonly CheckedValue[];
  /** The worst of them; `agrees` where there is nothing to check. */
  readonly verdict: Verdict;
}

export interface GradientCheckOptions {
  /** Values with more entries are sampled. Default: 200. */
  readonly entriesPerValue?: number;
  /** Of the sample. Default: 0. */
  readonly seed?: number;
  /** Walks the plan up again from numbers that were moved. Default: its own backward. */
  readonly walkUp?: () => void;
}

/** So many wrong entries of one value are looked at closely; the others could only repeat it. */
const confirmedWrong = 3;

/**
 * Compares backward with differences in float64, for every named value that no layer
 * computes and the pass gives a gradient to. The upstream gradient is held fixed:
 * what is differentiated is f = Σ target × upstream. Each entry costs two forward
 * computations of what depends on it, and some sixty where these do not settle it.
 */
export function checkGradients(
  graph: Graph,
  pass: Pass,
  options: GradientCheckOptions = {},
  onProgress?: (progress: CheckProgress) => void,
): GradientCheck {
  const plan = compile(graph);
  plan.forward();
  plan.backward(pass.target, pass.gradOutput);
  return checkGradientsOf(plan, pass, options, onProgress);
}

/**
 * As `checkGradients`, for a float64 plan that this pass has just walked up. It leaves the plan as it was.
 */
export function checkGradientsOf(
  plan: Plan,
  pass: Pass,
  options: GradientCheckOptions = {},
  onProgress: (progress: CheckProgress) => void = () => undefined,
): GradientCheck {
  const work = checkingGradientsOf(plan, pass, options);
  for (;;) {
    const turn = work.next();
    if (turn.done === true) return turn.value;
    onProgress(turn.value);
  }
}

/** How far a check has come: entries of all values together. */
export interface CheckProgress {
  readonly checked: number;
  readonly total: number;
}

/** The same, resting after every entry: others may need the machine, but not the plan. */
export function* checkingGradientsOf(
  plan: Plan,
  pass: Pass,
  { entriesPerValue = 200, seed = 0, walkUp }: GradientCheckOptions = {},
): Generator<CheckProgress, GradientCheck> {
  const check = new EntryCheck(plan, pass, walkUp);
  const subjects = plan.graph.nodes.flatMap((node, id) => {
    const gradient = plan.gradient(id);
    if (node.kind === 'layer' || node.name === undefined || !gradient || gradient.data.length === 0)
      return [];
    const entries = sample(gradient.data.length, entriesPerValue, seed);
    return [{ id, name: node.name, gradient: gradient.data, entries }];
  });
  const total = subjects.reduce((sum, { entries }) => sum + entries.length, 0);
  const values: CheckedValue[] = [];
  let checked = 0;
  for (const { id, name, gradient, entries } of subjects) {
    const work = checkValue(id, name, gradient, entries, check);
    let turn = work.next();
    for (; turn.done !== true; turn = work.next()) {
      checked++;
      yield { checked, total };
    }
    values.push(turn.value);
  }
  check.finish();
  return { values, verdict: worstVerdict(values.map(({ verdict }) => verdict)) };
}

function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  // Where nothing was compared nothing agrees.
  if (verdicts.length === 0) return 'cannot tell';
  return verdicts.reduce(
    (worst, verdict) => (compareVerdicts(verdict, worst) > 0 ? verdict : worst),
    'agrees',
  );
}

/** Above 0 where the first is the worse one. */
export function compareVerdicts(a: Verdict, b: Verdict): number {
  return severity.indexOf(a) - severity.indexOf(b);
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
  check: EntryCheck,
): Generator<void, CheckedValue> {
  const checked: CheckedEntry[] = [];
  let wrong = 0;
  for (const entry of entries) {
    const one = check.check(node, entry, wrong < confirmedWrong);
    if (one.verdict === 'wrong') wrong++;
    checked.push(one);
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
  const difference = compareVerdicts(a.verdict, b.verdict);
  return difference > 0 || (difference === 0 && a.relativeError > b.relativeError);
}

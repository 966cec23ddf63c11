/** The derivative of a function of one number, found by evaluating it. */
export interface Slope {
  /** NaN where the function is not finite around the point, whatever the step. */
  readonly slope: number;
  /** How far rounding, and what the extrapolation leaves over, may have put it off. */
  readonly uncertainty: number;
  /** How far to both sides the function was looked at for it. */
  readonly reach: number;
}

export interface SlopeOptions {
  /** Steps shrink from the first to the last. */
  readonly largestStep: number;
  readonly smallestStep: number;
  /** What rounding can do to one difference of the function. */
  readonly noise: number;
  /** The same where the function does not move at all: what rounding inside a layer may swallow. */
  readonly hidden: number;
}

/** From one step to the next. The error of a central difference falls with its square. */
const shrinking = 8;
export const gain = shrinking ** 2;

/** Estimates that differ by more than so many times their uncertainties: smaller steps refute larger ones. */
const refuting = 10;

/**
 * Central differences of shrinking steps, two neighbours at a time extrapolated to the step 0 (Richardson).
 * Of these the one is taken that its neighbour confirms best: large steps suffer from curvature and corners,
 * small ones from rounding. Steps that span many periods of a function confirm one another as well: all find
 * next to no slope. So none is taken that smaller steps refute. Source: Ridders, "Accurate computation of
 * F'(x) and F'(x) F''(x)", Advances in Engineering Software 4 (1982).
 * @param change f(high) − f(low)
 */
export function slopeAt(
  change: (high: number, low: number) => number,
  x: number,
  { largestStep, smallestStep, noise, hidden }: SlopeOptions,
): Slope {
  const estimates: (Estimate & { readonly step: number })[] = [];
  let before: { readonly quotient: number; readonly moved: number; readonly estimate?: number } | undefined;
  let first: Slope | undefined;
  let isStill = true;
  /** The grid the function's values lie on, where smaller steps no longer move it at all. */
  let grid = 0;
  for (let step = largestStep; step >= smallestStep; step /= shrinking) {
    if (estimates.some(({ left }) => left < noise / step)) break;
    // What x + step and x − step are after rounding, so that the change is divided by the step really made.
    const [high, low] = [x + step, x - step];
    const moved = change(high, low);
    const quotient = moved / (high - low);
    if (!Number.isFinite(quotient)) {
      before = undefined;
      continue;
    }
    first ??= { slope: quotient, uncertainty: Math.max(noise, hidden) / step, reach: step };
    if (moved !== 0) isStill = false;
    else if (before !== undefined && before.moved !== 0) grid = Math.abs(before.moved);
    const estimate = before && quotient + (quotient - before.quotient) / (gain - 1);
    if (estimate !== undefined && before?.estimate !== undefined) {
      estimates.push({ step, slope: estimate, left: 2 * Math.abs(estimate - before.estimate) });
    }
    before = { quotient, moved, ...(estimate !== undefined && { estimate }) };
  }
  if (first === undefined) return { slope: NaN, uncertainty: Infinity, reach: 0 };
  if (isStill) return first;
  const found = estimates.map(({ step, slope, left }): Slope => {
    return { slope, uncertainty: left + Math.max(noise, grid) / step, reach: gain * step };
  });
  let best: Slope = { ...first, uncertainty: Infinity };
  for (const [i, one] of found.entries()) {
    const isBetter = one.uncertainty < best.uncertainty;
    if (isBetter && !found.some((finer, j) => j > i && refutes(finer, one))) best = one;
  }
  return best;
}

function refutes(finer: Slope, one: Slope): boolean {
  return Math.abs(finer.slope - one.slope) > refuting * (finer.uncertainty + one.uncertainty);
}

interface Estimate {
  readonly slope: number;
  /** What the extrapolation leaves over: twice the difference from the estimate before. */
  readonly left: number;
}

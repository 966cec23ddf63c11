import type { Slope } from './slope';

/** Relative errors below the first agree, above the second they are wrong. */
export const agreesBelow = 1e-7;
export const wrongAbove = 1e-2;

/**
 * What differences cannot see must be smaller than this share
 * of the gradient, or of the largest of its tensor.
 */
const resolution = 1e-5;

/** How a gradient compares with a slope at one point. */
export type Comparison = 'agrees' | 'wrong' | 'close' | 'rounding' | 'notFinite' | 'steep';

/**
 * @param scale of the gradient where it is small itself; asked only then
 * @param needed as `resolution`, where less will do
 */
export function compare(
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

/** `|analytic − numeric| / (|analytic| + |numeric|)`; NaN where one of them is not finite. */
export function relativeError(analytic: number, numeric: number, floor = 0): number {
  if (!Number.isFinite(analytic) || !Number.isFinite(numeric)) return NaN;
  const difference = Math.abs(analytic - numeric);
  return difference === 0 ? 0 : difference / Math.max(Math.abs(analytic) + Math.abs(numeric), floor);
}

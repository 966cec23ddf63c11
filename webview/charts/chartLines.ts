import type { Points } from '../../src/protocol/boundedSeries';
import type { LineLook } from './lineLooks';
import { valueAt } from './thin';

/** A line of a chart. */
export interface Line {
  /** Under which it is remembered that it is hidden. */
  readonly key: string;
  /** As a person reads it. */
  readonly name: string;
  readonly look: LineLook;
  /** As recorded. */
  readonly points: Points;
  /** What is drawn in front of the recorded points, which then stay visible behind it. */
  readonly smoothed?: Points;
  /** Every point is marked: there are few, and nothing was measured between them. */
  readonly sparse: boolean;
  /** The layer it is of. */
  readonly layer?: number;
  /** It carries its marker now and then, so that it is told from others of its colour. */
  readonly marked?: boolean;
  /** What is lowest and highest of several lines of which this is the middle one, at the same steps. */
  readonly spread?: { readonly low: Float64Array; readonly high: Float64Array };
}

/** What stands on two axes. */
export interface LinesModel {
  readonly log: boolean;
  readonly lines: readonly Line[];
  /** Values that are healthy, and what is written there. */
  readonly band?: { readonly low: number; readonly high: number; readonly label: string };
  /** The values are shares. */
  readonly percent: boolean;
  /** The axis begins at zero, with room above the largest value. */
  readonly fromZero?: boolean;
}

/** The steps that are shown, both ends included. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** Lowest and highest of what is between two ends of lines, as far as an axis has a place for it. */
export function spreadReach(lines: readonly Line[], log: boolean): readonly [number, number] | undefined {
  let [least, most] = [Infinity, -Infinity];
  for (const { spread } of lines) {
    for (const value of [...(spread?.low ?? []), ...(spread?.high ?? [])]) {
      if (!Number.isFinite(value) || (log && value <= 0)) continue;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  }
  return least <= most ? [least, most] : undefined;
}

/**
 * The value of what stands out of a line, at a step or the last before it: the smoothed
 * one, and where that has a gap the recorded one, which says why.
 */
export function shownValueAt({ points, smoothed = points }: Line, step: number): number | undefined {
  const value = valueAt(smoothed, step);
  return Number.isFinite(value) ? value : valueAt(points, step);
}

/**
 * The running mean that forgets: each value weighs `1 - strength`, what came before the rest. It starts at
 * the first value, not at zero. What has no place on the axis leaves a gap and is not averaged in.
 *
 * @param strength from 0 (the values themselves) to below 1
 * @param log the mean is of the logarithms, as a logarithmic axis shows them: else one
 *   high value would lift the line far above all that follow
 */
export function smooth({ steps, values }: Points, strength: number, log: boolean): Points {
  const smoothed = new Float64Array(values.length);
  let sum = 0;
  let weight = 0;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? NaN;
    const height = log ? Math.log(value) : value;
    if (!Number.isFinite(height)) {
      smoothed[at] = NaN;
      continue;
    }
    sum = strength * sum + (1 - strength) * height;
    weight = strength * weight + (1 - strength);
    smoothed[at] = log ? Math.exp(sum / weight) : sum / weight;
  }
  return { steps, values: smoothed };
}

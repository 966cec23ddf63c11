import type { Points } from '../../../../src/protocol/envelope';

/**
 * The running mean that forgets: each value weighs `1 - strength`, what came before the rest. It starts at the first
 * value, not at zero. What is not finite leaves a gap and is not averaged in.
 *
 * @param strength from 0 (the values themselves) to below 1
 */
export function smooth({ steps, values }: Points, strength: number): Points {
  const smoothed = new Float64Array(values.length);
  let sum = 0;
  let weight = 0;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? NaN;
    if (!Number.isFinite(value)) {
      smoothed[at] = NaN;
      continue;
    }
    sum = strength * sum + (1 - strength) * value;
    weight = strength * weight + (1 - strength);
    smoothed[at] = sum / weight;
  }
  return { steps, values: smoothed };
}

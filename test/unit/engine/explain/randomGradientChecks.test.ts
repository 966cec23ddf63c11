import { describe, expect, it } from 'vitest';
import { graphTrial, networkTrial, type Trial } from './checkTrials';

/** A seeded share of what `node test/fuzz/gradientCheck.mjs` tries. */
function outcomesOf(trial: (seed: number) => Trial, count: number): ReadonlyMap<string, readonly number[]> {
  const outcomes = new Map<string, number[]>();
  for (let seed = 0; seed < count; seed++) {
    const { outcome } = trial(seed);
    outcomes.set(outcome, [...(outcomes.get(outcome) ?? []), seed]);
  }
  return outcomes;
}

describe.each([
  ['formulas', graphTrial, 600],
  ['networks', networkTrial, 40],
] as const)('the gradient check of random %s', (_name, trial, count) => {
  const outcomes = outcomesOf(trial, count);
  const share = (outcome: string): number => (outcomes.get(outcome)?.length ?? 0) / count;

  it('calls no right gradient wrong', () => {
    expect(outcomes.get('FALSE ALARM')).toBeUndefined();
    expect(share('right passed')).toBeGreaterThan(0.4);
  });

  it('misses no planted mistake', () => {
    expect(outcomes.get('MISSED')).toBeUndefined();
    expect(share('wrong found')).toBeGreaterThan(0.15);
  });

  it('can nearly always tell', () => {
    expect(share('cannot tell')).toBeLessThan(0.02);
  });
});

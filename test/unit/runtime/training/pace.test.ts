import { describe, expect, it } from 'vitest';
import { automaticPace, PaceKeeper } from '../../../../src/runtime/training/pace';

describe('PaceKeeper', () => {
  it('is due one step at once, then as many as the pace says', () => {
    const keeper = new PaceKeeper();
    keeper.start({ kind: 'stepsPerSecond', value: 10 }, 0, 5, 100);
    expect(keeper.due(0, 5)).toBe(1);
    expect(keeper.due(0, 6)).toBe(0);
    expect(keeper.wait(40, 6)).toBe(60);
    expect(keeper.due(100, 6)).toBe(1);
  });

  it('does not hurry after a time it was kept from running', () => {
    const keeper = new PaceKeeper();
    keeper.start({ kind: 'stepsPerSecond', value: 100 }, 0, 0, 1000);
    expect(keeper.due(60_000, 1)).toBe(1);
    expect(keeper.due(60_000, 2)).toBe(0);
    // From then on the pace is what it was.
    expect(keeper.due(60_010, 2)).toBe(1);
  });

  it('means by automatic what lets a person watch', () => {
    expect(automaticPace(2400, 0.01)).toEqual({ kind: 'watch' });
    expect(automaticPace(2400, 5)).toEqual({ kind: 'full' });
    expect(automaticPace(2400, NaN)).toEqual({ kind: 'watch' });
  });
});

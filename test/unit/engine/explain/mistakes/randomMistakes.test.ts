import { describe, expect, it } from 'vitest';
import { expectInDocument } from '../../documentParts';
import { innocentRates, plantedRates, type Rate } from './mistakeTrials';

const figuresWritten = [17, 6, 4] as const;
const rates = new Map(figuresWritten.map((figures) => [figures, plantedRates(100, figures, 1)]));
const innocent = [17, 6, 4, 3, 2].map((figures) => ({ figures, ...innocentRates(100, figures, 2) }));

function total(of: ReadonlyMap<string, Rate> | undefined): Rate {
  let [found, confused, silent] = [0, 0, 0];
  for (const rate of of?.values() ?? []) {
    found += rate.found;
    confused += rate.confused;
    silent += rate.silent;
  }
  return { found, confused, silent };
}

describe('mistakes planted in a hundred random graphs', () => {
  it.each(figuresWritten)('are found by name where the answer has %i figures', (figures) => {
    const { found, confused, silent } = total(rates.get(figures));
    expect(found + confused + silent).toBeGreaterThan(1000);
    expect(found / (found + confused + silent)).toBeGreaterThan(0.95);
  });

  it('of every kind are found', () => {
    for (const { found, confused, silent } of rates.get(17)?.values() ?? [])
      expect(found / (found + confused + silent)).toBeGreaterThan(0.9);
  });

  it('are not seen in right answers, nor in such that are merely noisy', () => {
    for (const { right, noisy, rightNamed, noisyNamed } of innocent) {
      expect(right).toBeGreaterThan(80);
      expect(rightNamed).toBe(0);
      expect(noisyNamed / noisy).toBeLessThan(0.01);
    }
  });

  it('are counted in docs/mistakes.md', () => {
    const kinds = [...(rates.get(17)?.keys() ?? [])].sort();
    const cell = (figures: (typeof figuresWritten)[number], kind: string): string => {
      const { found, confused, silent } = rates.get(figures)?.get(kind) ?? {
        found: 0,
        confused: 0,
        silent: 0,
      };
      return `${String(found)} · ${String(confused)} · ${String(silent)}`;
    };
    const sums = figuresWritten.map((figures) => {
      const { found, confused, silent } = total(rates.get(figures));
      return `**${((100 * found) / (found + confused + silent)).toFixed(1)} %** found`;
    });
    const planted = [
      '| planted | all figures | 6 figures | 4 figures |',
      '|---|---|---|---|',
      ...kinds.map(
        (kind) => `| ${[kind, ...figuresWritten.map((figures) => cell(figures, kind))].join(' | ')} |`,
      ),
      `| all | ${sums.join(' | ')} |`,
    ];
    expectInDocument('rates of planted mistakes', planted.join('\n'), 'docs/mistakes.md');
    const named = [
      '| figures of the answer | right answers | given a name | noisy answers | given a name |',
      '|---|---|---|---|---|',
      ...innocent.map(
        ({ figures, right, rightNamed, noisy, noisyNamed }) =>
          `| ${[figures === 17 ? 'all' : figures, right, rightNamed, noisy, noisyNamed].join(' | ')} |`,
      ),
    ];
    expectInDocument('rates of innocent answers', named.join('\n'), 'docs/mistakes.md');
  });
});

import { describe, expect, it } from 'vitest';
import { mistakes } from '../../../../../src/engine/explain/mistakes/catalogue';
import { expectInDocument } from '../../documentParts';
import {
  innocentRates,
  innocents,
  plantedRates,
  sumOf,
  togetherAndAlone,
  type Figures,
  type Innocent,
  type Rate,
} from './mistakeTrials';

const manyFigures = ['all', 6, 4] as const;
const allFigures: readonly Figures[] = [...manyFigures, 3, 2, 1];
const rates = plantedRates(allFigures);
const innocent = Object.entries(innocents).flatMap(([asked, ask]) =>
  innocentRates(ask(), allFigures).map((rates) => ({ asked, ...rates })),
);

const totalOf = (figures: Figures): Rate => sumOf(rates.get(figures)?.values() ?? []);
const countOf = ({ found, possible, confused, silent }: Rate): number => found + possible + confused + silent;

describe('mistakes planted in a hundred random graphs', () => {
  it('are of every kind there is', () => {
    const planted = [...(rates.get('all')?.keys() ?? [])].sort();
    expect(planted).toEqual(mistakes.map(({ kind }) => kind).sort());
  });

  it.each(manyFigures)('are found by name where the answer has %s figures', (figures) => {
    expect(countOf(totalOf(figures))).toBeGreaterThan(2000);
    expect(totalOf(figures).found / countOf(totalOf(figures))).toBeGreaterThan(0.95);
  });

  it('of each kind are found', () => {
    for (const [kind, rate] of rates.get('all') ?? [])
      expect(rate.found / countOf(rate), kind).toBeGreaterThan(0.95);
  });

  it('are the same whether one answer to a question is looked at or many', () => {
    const said = togetherAndAlone();
    expect(said.length).toBeGreaterThan(8);
    for (const { together, alone } of said) expect(together).toEqual(alone);
  });

  it('are not seen in right answers, nor in such that are merely noisy', () => {
    for (const { asked, figures, right, near, far } of innocent) {
      const where = `${asked}, ${figures}`;
      expect(right.answers, where).toBeGreaterThan(80);
      expect(right.named, where).toBe(0);
      expect(near.named / near.answers, where).toBeLessThan(0.01);
      expect((near.named + far.named) / (near.answers + far.answers), where).toBeLessThan(0.01);
    }
  });

  it('are counted in docs/mistakes.md', () => {
    const kinds = [...(rates.get('all')?.keys() ?? [])].sort();
    const cell = (figures: Figures, kind: string): string => {
      const { found = 0, possible = 0, confused = 0, silent = 0 } = rates.get(figures)?.get(kind) ?? {};
      return [found, possible, confused, silent].join(' · ');
    };
    const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
    const planted = [
      row(['planted', 'all figures', '6 figures', '4 figures']),
      '|---|---|---|---|',
      ...kinds.map((kind) => row([kind, ...manyFigures.map((figures) => cell(figures, kind))])),
    ];
    expectInDocument('rates of planted mistakes', planted.join('\n'), 'docs/mistakes.md');
    const totals = [
      row(['figures of the answer', 'planted', 'found', 'possible', 'taken for another', 'not named']),
      '|---|---|---|---|---|---|',
      ...allFigures.map((figures) => {
        const total = totalOf(figures);
        const { found, possible, confused, silent } = total;
        const shares = [found, possible, confused, silent].map(
          (each) => `${((100 * each) / countOf(total)).toFixed(1)} %`,
        );
        return row([figures, countOf(total), ...shares]);
      }),
    ];
    expectInDocument('rates by figures', totals.join('\n'), 'docs/mistakes.md');
    const written = ({ named, answers }: Innocent): string => `${named} of ${answers}`;
    const named = [
      row(['asked for', 'figures of the answer', 'right', 'off by a tenth or less', 'off by a half or more']),
      '|---|---|---|---|---|',
      ...innocent.map(({ asked, figures, right, near, far }) =>
        row([asked, figures, written(right), written(near), written(far)]),
      ),
    ];
    expectInDocument('rates of innocent answers', named.join('\n'), 'docs/mistakes.md');
  });
});

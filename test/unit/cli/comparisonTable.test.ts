import { expect, it } from 'vitest';
import { comparisonTable, groupBySeed, type ComparedVariant } from '../../../src/cli/comparisonTable';

const figures = { trainLoss: 0.5, testLoss: 0.25, trainAccuracy: 0.75, testAccuracy: 0.5 };

function seed(value: number, isWhole: boolean): ComparedVariant {
  const variant = { settings: [{ name: 'seed', value: String(value) }], text: '' };
  return { variant, ...(isWhole && { figures }) };
}

it('has the accuracy of both parts, and says how many of the seeds there are figures of', () => {
  const table = (...whole: readonly boolean[]): string[] =>
    comparisonTable(groupBySeed(whole.map((each, at) => seed(at, each))))
      .split('\n')
      .map((line) => line.trim().split(/ {2,}/).join(' | '));
  expect(table(true, true)[0]).toBe('variant | seeds | train loss | test loss | train acc. | test acc.');
  expect(table(true, true)[2]).toMatch(/^all of seed \| 2 \| 0\.5000 .* \| 75\.0 %/);
  expect(table(true, true, false)[2]).toMatch(/^some of seed \| 2 of 3 \| /);
  expect(table(true, false)[2]).toBe('some of seed | 1 of 2 | 0.5000 | 0.2500 | 75.0 % | 50.0 %');
});

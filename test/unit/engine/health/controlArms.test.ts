import { describe, expect, it } from 'vitest';
import { healthRules } from '../../../../src/engine/health/healthRules';
import { formatMessage } from '../../../../src/engine/message';
import { controlArms, seeded } from './controlArms';
import { expectInDocument } from '../documentParts';
import { planted } from './planted';
import { train } from './written';

const seeds = [0, 1, 2, 3, 4];

describe('a healthy network', () => {
  it.each(
    Object.entries(controlArms).flatMap(([name, written]) => seeds.map((seed) => ({ name, seed, written }))),
  )('raises nothing: $name, seed $seed', ({ written, seed }) => {
    const { findings } = train(seeded(written, seed));
    expect(
      findings.map(({ rule, step, message }) => `${rule} at ${String(step)}: ${formatMessage(message)}`),
    ).toEqual([]);
  });
});

/**
 * How many of the five seeds of each healthy network raise each rule, and what the planted failures raise.
 */
function table(): string {
  const rules = healthRules.map(({ name }) => name);
  const row = (title: string, raised: readonly (readonly string[])[]): string => {
    const counts = rules.map((rule) => raised.filter((found) => found.includes(rule)).length);
    return `| ${title} | ${counts.map((count) => (count === 0 ? '·' : String(count))).join(' | ')} |`;
  };
  const found = (written: Parameters<typeof train>[0]): readonly string[] =>
    train(written).findings.map(({ rule }) => rule);
  return [
    `| network | ${rules.join(' | ')} |`,
    `|---|${rules.map(() => '---|').join('')}`,
    ...Object.entries(controlArms).map(([name, written]) =>
      row(
        `${name} (${String(seeds.length)} seeds)`,
        seeds.map((seed) => found(seeded(written, seed))),
      ),
    ),
    ...Object.entries(planted).map(([rule, networks]) =>
      row(`**planted:** ${rule} (${String(networks.length)} causes)`, networks.map(found)),
    ),
  ].join('\n');
}

describe('docs/health.md', () => {
  it('has the table of what was raised by which network', () => {
    expectInDocument('table of rules and networks', table());
  });
});

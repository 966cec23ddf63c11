import { describe, expect, it } from 'vitest';
import { healthRules } from '../../../../src/engine/health/healthRules';
import { formatMessage } from '../../../../src/engine/message';
import { controlArms, seeded } from './controlArms';
import { expectInDocument } from '../documentParts';
import { planted } from './planted';
import { train } from './written';

const seeds = [0, 1, 2, 3, 4];

const trained = new Map<string, ReturnType<typeof train>>();

/** Trains a healthy network from one seed; once, for its own test and for the table. */
function arm(name: string, seed: number): ReturnType<typeof train> {
  const key = `${name} ${String(seed)}`;
  const known = trained.get(key) ?? train(seeded(written(name), seed));
  trained.set(key, known);
  return known;
}

function written(name: string): Parameters<typeof train>[0] {
  const network = controlArms[name];
  if (network === undefined) throw new Error(`There is no healthy network ${name}.`);
  return network;
}

describe('a healthy network', () => {
  it.each(Object.keys(controlArms).flatMap((name) => seeds.map((seed) => ({ name, seed }))))(
    'raises nothing: $name, seed $seed',
    ({ name, seed }) => {
      const { findings } = arm(name, seed);
      expect(
        findings.map(({ rule, step, message }) => `${rule} at ${String(step)}: ${formatMessage(message)}`),
      ).toEqual([]);
    },
  );
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
  const found = ({ findings }: ReturnType<typeof train>): readonly string[] =>
    findings.map(({ rule }) => rule);
  return [
    `| network | ${rules.join(' | ')} |`,
    `|---|${rules.map(() => '---|').join('')}`,
    ...Object.keys(controlArms).map((name) =>
      row(
        `${name} (${String(seeds.length)} seeds)`,
        seeds.map((seed) => found(arm(name, seed))),
      ),
    ),
    ...Object.entries(planted).map(([rule, networks]) =>
      row(
        `**planted:** ${rule} (${String(networks.length)} causes)`,
        networks.map((network) => found(train(network))),
      ),
    ),
  ].join('\n');
}

describe('docs/health.md', () => {
  it('has the table of what was raised by which network', () => {
    expectInDocument('table of rules and networks', table());
  });
});

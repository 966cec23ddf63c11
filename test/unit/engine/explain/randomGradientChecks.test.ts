import { describe, expect, it } from 'vitest';
import { layers, networkLayers } from '../../../../src/engine/layers/layerTable';
import { randomStream } from '../../../../src/engine/random';
import { graphTrial, networkTrial, type Trial } from './checkTrials';
import { randomGraph, randomNetwork } from './randomGraphs';

/** A seeded share of what `npm run fuzz` tries. */
function outcomesOf(trial: (seed: number) => Trial, count: number): ReadonlyMap<string, readonly number[]> {
  const outcomes = new Map<string, number[]>();
  for (let seed = 0; seed < count; seed++) {
    const { outcome } = trial(seed);
    outcomes.set(outcome, [...(outcomes.get(outcome) ?? []), seed]);
  }
  return outcomes;
}

describe.each([
  ['formulas', graphTrial, 600, 0.02],
  ['formulas of all layers', (seed: number) => graphTrial(seed, true), 80, 0.02],
  ['networks', networkTrial, 40, 0.02],
  ['networks of all layers', (seed: number) => networkTrial(seed, true), 20, 0.06],
] as const)('the gradient check of random %s', (_name, trial, count, untold) => {
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
    expect(share('cannot tell')).toBeLessThan(untold);
  });
});

it('random formulas have every layer of formulas in them', () => {
  const random = randomStream(1, 'data');
  const met = new Set<string>();
  for (let count = 0; count < 600; count++)
    for (const node of randomGraph(random, true, true).graph.nodes)
      if (node.kind === 'layer') met.add(node.layer);
  const ofFormulas = layers.filter(({ asFunction, asOperator }) => asFunction ?? asOperator);
  expect(ofFormulas.map(({ name }) => name).filter((name) => !met.has(name))).toEqual([]);
});

it('random networks have every layer of networks in them', () => {
  const random = randomStream(1, 'data');
  const met = new Set<string>();
  for (let count = 0; count < 100; count++)
    for (const layer of randomNetwork(random, true).layers)
      met.add(typeof layer === 'string' ? layer : layer.layer);
  expect(networkLayers.map(({ name }) => name).filter((name) => !met.has(name))).toEqual([]);
});

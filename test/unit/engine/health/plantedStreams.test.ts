import { describe, expect, it } from 'vitest';
import type { HealthRuleName } from '../../../../src/engine/health/finding';
import { healthRules } from '../../../../src/engine/health/healthRules';
import { fallingLoss, play, run, type Plant } from './stream';

const flat: NonNullable<Plant['loss']> = (_step, noise) => Math.log(3) * noise();
const only =
  (wanted: string, scalars: ReturnType<NonNullable<Plant['layer']>>): NonNullable<Plant['layer']> =>
  (name) =>
    name === wanted ? scalars : {};

/** For each rule runs that have its fault and no other, and the layer to be named. */
const planted: Readonly<Record<Exclude<HealthRuleName, 'nonFinite'>, readonly (Plant & { at?: string })[]>> =
  {
    vanishingGradient: [
      { at: 'affine1', loss: flat, layer: only('affine1', { meanAbsoluteGradient: 5e-6 }) },
      { at: 'affine1', layer: only('affine1', { meanAbsoluteGradient: 5e-8 }) },
    ],
    explodingGradient: [
      {
        at: 'affine2',
        layer: (name, step) => (name === 'affine2' && step > 40 ? { updateToWeightRatio: 0.3 } : {}),
      },
      {
        at: 'affine3',
        layer: (name, step) => (name === 'affine3' && step > 400 && step < 410 ? { gradientNorm: 90 } : {}),
      },
    ],
    deadReLU: [{ at: 'relu1', dead: (_name, epoch) => (epoch < 5 ? 0.2 : 0.45) }],
    saturation: [{ at: 'tanh1', layer: only('tanh1', { saturatedShare: 0.7 }) }],
    smallUpdates: [{ at: 'affine1', loss: flat, layer: only('affine1', { updateToWeightRatio: 3e-6 }) }],
    lossNotDecreasing: [{ loss: flat }],
    overfitting: [
      {
        evaluation: (step) => {
          const trainLoss = fallingLoss(step, () => 1);
          return { trainLoss, testLoss: step < 300 ? trainLoss : 0.5 + step / 4000 };
        },
      },
    ],
    badInitialLoss: [
      {
        loss: (step, noise) => 9 * Math.exp(-step / 300) + fallingLoss(step, noise),
        evaluation: (step) => ({ trainLoss: 9 * Math.exp(-step / 300), testLoss: 9 * Math.exp(-step / 300) }),
      },
      {
        loss: (step, noise) => 0.2 * fallingLoss(step, noise),
        evaluation: (step) => ({ trainLoss: 0.2 * fallingLoss(step, () => 1), testLoss: 0.3 }),
      },
    ],
  };

const cases = Object.entries(planted).flatMap(([rule, plants]) =>
  plants.flatMap((plant, place) => [0, 1, 2].map((seed) => ({ rule, place, seed, plant }))),
);

describe('a planted fault', () => {
  it.each(cases)('$rule $place, seed $seed, raises that and nothing else', ({ rule, seed, plant }) => {
    const { findings } = play({ ...plant, seed });
    expect(findings.map((finding) => finding.rule)).toEqual([rule]);
    const [finding] = findings;
    expect(finding?.layer === undefined ? undefined : run.layers[finding.layer]?.name).toBe(plant.at);
    expect(finding?.step).toBeGreaterThanOrEqual(10);
    expect(finding?.remedies.length).toBeGreaterThan(0);
  });

  it('has a case for every rule', () => {
    expect([...Object.keys(planted), 'nonFinite'].sort()).toEqual(healthRules.map(({ name }) => name).sort());
  });
});

describe('a healthy stream', () => {
  it.each(Array.from({ length: 10 }, (_, seed) => seed))('raises nothing (seed %i)', (seed) => {
    expect(play({ seed }).findings).toEqual([]);
  });

  it('may be lowered to no updates by its schedule', () => {
    const scheduleFactor = (step: number): number => Math.max(0, 1 - step / 1500);
    const layer: Plant['layer'] = (name, step) =>
      name.startsWith('affine') ? { updateToWeightRatio: 0.002 * scheduleFactor(step) } : {};
    expect(play({ scheduleFactor, layer }).findings).toEqual([]);
  });

  it('may come to rest at a minimum of the loss', () => {
    const layer: Plant['layer'] = (name, step) =>
      name.startsWith('affine') ? { meanAbsoluteGradient: 0.01 * Math.exp(-step / 50) } : {};
    const loss: Plant['loss'] = (step) => 0.3 + 0.8 * Math.exp(-step / 60);
    expect(play({ layer, loss }).findings).toEqual([]);
  });
});

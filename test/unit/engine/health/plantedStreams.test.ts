import { describe, expect, it } from 'vitest';
import type { HealthRuleName } from '../../../../src/engine/health/finding';
import { healthRules } from '../../../../src/engine/health/healthRules';
import { fallingLoss, play, run, type Plant } from './stream';

const flat: NonNullable<Plant['loss']> = (_step, noise) => Math.log(3) * noise();
const only =
  (only: string, scalars: ReturnType<NonNullable<Plant['layer']>>): NonNullable<Plant['layer']> =>
  (name) =>
    name === only ? scalars : {};

/** For each rule runs that have its fault and no other, and the layer to be named. */
const planted: Readonly<Record<Exclude<HealthRuleName, 'non-finite'>, readonly (Plant & { at?: string })[]>> =
  {
    'vanishing-gradient': [
      { at: 'affine1', loss: flat, layer: only('affine1', { meanAbsoluteGradient: 5e-6 }) },
      { at: 'affine1', layer: only('affine1', { meanAbsoluteGradient: 5e-8 }) },
    ],
    'exploding-gradient': [
      {
        at: 'affine2',
        loss: flat,
        layer: (name, step) =>
          name === 'affine2' && step > 40 ? { updateToWeightRatio: 0.5, updateNorm: 0.5 } : {},
      },
      {
        at: 'affine3',
        loss: (step, noise) => fallingLoss(step, noise) * (step > 395 && step < 430 ? 3 : 1),
        layer: (name, step) => (name === 'affine3' && step > 400 && step < 410 ? { gradientNorm: 90 } : {}),
      },
    ],
    'unscaled-inputs': [
      {
        run: {
          inputs: {
            all: { lowest: 0, highest: 180, mean: 50, deviation: 50 },
            widest: { lowest: 140, highest: 180, mean: 160, deviation: 8 },
            column: 1,
            columnName: 'height',
            arePixels: false,
          },
        },
        dead: () => 0.6,
      },
    ],
    'unscaled-targets': [
      { run: { targets: { lowest: 4000, highest: 9000, mean: 6000, deviation: 900 } }, dead: () => 0.6 },
    ],
    'all-alike': [{ at: 'affine1', alike: (name) => (name === 'affine1' ? 16 : 0) }],
    'batch-of-one': [
      {
        at: 'affine2',
        run: {
          layers: run.layers.map((each) =>
            each.name === 'affine2' ? { ...each, normalisesOver: 1 } : { ...each, normalisesOver: 9 },
          ),
        },
      },
    ],
    'large-learning-rate': [{ loss: flat, run: { training: { ...run.training, learningRate: 5 } } }],
    'strong-weight-decay': [
      { loss: flat, run: { training: { ...run.training, weightDecay: 20, decayPerUpdate: 0.2 } } },
      { loss: flat, run: { training: { ...run.training, weightDecay: 5, decayPerUpdate: NaN } } },
    ],
    'unfit-schedule': [{ loss: flat, scheduleFactor: () => 0.001 }],
    'dead-relu': [{ at: 'relu1', dead: (_name, epoch) => (epoch < 5 ? 0.2 : 0.45) }],
    saturation: [{ at: 'tanh1', layer: only('tanh1', { saturatedShare: 0.7 }) }],
    'small-updates': [{ at: 'affine1', loss: flat, layer: only('affine1', { updateToWeightRatio: 3e-6 }) }],
    'loss-not-decreasing': [{ loss: flat }],
    overfitting: [
      {
        evaluation: (step) => {
          const trainLoss = fallingLoss(step, () => 1);
          return { trainLoss, testLoss: step < 300 ? trainLoss : 0.5 + step / 4000 };
        },
      },
    ],
    'bad-initial-loss': [
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
    const isFromTheStart = healthRules.some(({ name, fromTheStart }) => name === rule && fromTheStart);
    expect(finding?.step).toBeGreaterThanOrEqual(isFromTheStart ? 0 : 10);
    expect(finding?.remedies.length).toBeGreaterThan(0);
  });

  it('has a case for every rule', () => {
    expect([...Object.keys(planted), 'non-finite'].sort()).toEqual(
      healthRules.map(({ name }) => name).sort(),
    );
  });
});

describe('a stream that only looks unhealthy', () => {
  it('moves weights near 0 by large parts of themselves, while the loss stays: there is nothing to learn', () => {
    const layer: Plant['layer'] = (name) =>
      name === 'affine2' ? { updateToWeightRatio: 0.8, updateNorm: 0.01 } : {};
    expect(play({ layer, loss: flat, steps: 150 }).findings).toEqual([]);
  });

  it('takes large steps, and its loss falls', () => {
    const layer: Plant['layer'] = (name) =>
      name === 'affine2' ? { updateToWeightRatio: 0.5, updateNorm: 0.5 } : {};
    const loss: Plant['loss'] = (step) => 1.1 * Math.exp(-step / 300);
    expect(play({ layer, loss, steps: 600 }).findings).toEqual([]);
  });

  it('does not update a layer at all: that is not a small update', () => {
    const layer: Plant['layer'] = (name) => (name === 'affine1' ? { updateToWeightRatio: 0 } : {});
    expect(play({ layer, loss: flat, steps: 150 }).findings).toEqual([]);
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

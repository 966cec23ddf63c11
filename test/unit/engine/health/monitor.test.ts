import { describe, expect, it } from 'vitest';
import type { LayerScalars, NonFiniteOrigin } from '../../../../src/engine/health/observations';
import { healthRules } from '../../../../src/engine/health/healthRules';
import { LossTrend } from '../../../../src/engine/health/lossTrend';
import { HealthMonitor } from '../../../../src/engine/health/monitor';
import { formatMessage } from '../../../../src/engine/message';
import { fallingLoss, play, run, type Plant } from './stream';

const saturated: NonNullable<Plant['layer']> = (name) => (name === 'tanh1' ? { saturatedShare: 0.9 } : {});
const origin: NonFiniteOrigin = {
  step: 3,
  where: 'value',
  layer: 2,
  name: 'affine2',
  kind: 'NaN',
};

const quiet: LayerScalars = {
  gradientNorm: NaN,
  meanAbsoluteGradient: NaN,
  updateToWeightRatio: NaN,
  updateNorm: NaN,
  blockedShare: NaN,
  saturatedShare: NaN,
};

describe('the monitor', () => {
  it('asks at every step only the rules that a loss tells something, for a step may take two microseconds', () => {
    const asked = healthRules.filter((rule) => {
      const trend = new LossTrend(run.stepsPerEpoch);
      return rule.begin({ run, trend }, (name) => rule.thresholds[name]?.value ?? NaN).loss !== undefined;
    });
    expect(asked.map(({ name }) => name).sort()).toEqual([
      'bad-initial-loss',
      'loss-not-decreasing',
      'unfit-schedule',
    ]);
  });

  it('is silent in the first ten steps, and speaks at the eleventh', () => {
    expect(play({ layer: saturated, steps: 10 }).findings).toEqual([]);
    expect(play({ layer: saturated, steps: 11 }).findings).toMatchObject([{ rule: 'saturation', step: 10 }]);
  });

  it('waits until the condition held for the samples of the rule in a row', () => {
    const layer =
      (holds: number): NonNullable<Plant['layer']> =>
      (name, step) =>
        name === 'tanh1' ? { saturatedShare: step % 20 < holds ? 0.9 : 0.1 } : {};
    expect(play({ layer: layer(9) }).findings).toEqual([]);
    expect(play({ layer: layer(10), steps: 30 }).findings).toMatchObject([{ rule: 'saturation' }]);
  });

  it('is silent once the loss is under 1 % of its start', () => {
    const loss: Plant['loss'] = (step) => 1.1 * Math.exp(-step / 20);
    const layer: Plant['layer'] = (name, step) =>
      name === 'tanh1' && step > 300 ? { saturatedShare: 0.9 } : {};
    expect(play({ loss, layer }).findings).toEqual([]);
    expect(play({ layer }).findings).toMatchObject([{ rule: 'saturation' }]);
  });

  it('names where a NaN came from, whenever that is', () => {
    const monitor = new HealthMonitor(run);
    monitor.loss({ step: 0, loss: 1.1 });
    monitor.nonFinite(origin);
    expect(monitor.findings).toMatchObject([{ rule: 'non-finite', severity: 'error', layer: 2, step: 3 }]);
    expect(monitor.findings.map(({ message }) => formatMessage(message))).toEqual([
      'affine2 gave NaN at step 3: the first in the forward pass.',
    ]);
  });

  it.each([
    [3, ['strong-weight-decay', 'non-finite']],
    // Such weights shrink, so something else made it.
    [0.2, ['non-finite']],
  ])('says before an early NaN what drove the weights to it: a decay of %d', (decayPerUpdate, rules) => {
    const monitor = new HealthMonitor({
      ...run,
      training: { ...run.training, weightDecay: 10, decayPerUpdate },
    });
    monitor.loss({ step: 0, loss: 1.1 });
    monitor.nonFinite(origin);
    expect(monitor.findings.map(({ rule }) => rule)).toEqual(rules);
  });

  it('does not count a NaN among the losses it smooths', () => {
    const loss: Plant['loss'] = (step, noise) => (step === 700 ? NaN : fallingLoss(step, noise));
    expect(play({ loss }).findings).toEqual([]);
  });

  it('turns a warning into an error in place', () => {
    const { findings } = play({ dead: (_name, epoch) => (epoch < 5 ? 0.42 : 0.6) });
    expect(findings).toMatchObject([{ rule: 'dead-relu', severity: 'error', step: 100 }]);
  });

  it('says when a finding no longer holds, and keeps one place for it', () => {
    const layer: Plant['layer'] = (name, step) =>
      name === 'tanh1' ? { saturatedShare: step % 100 < 50 ? 0.9 : 0.1 } : {};
    const { findings } = play({ layer, steps: 1000 });
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ step: 910 - 1, resolvedAt: 959 });
  });

  it('names the cause and not its symptoms', () => {
    const layer: Plant['layer'] = (name) => ({
      ...(name === 'tanh1' && { saturatedShare: 0.95 }),
      ...(name === 'affine1' && { meanAbsoluteGradient: 1e-9, updateToWeightRatio: 1e-8 }),
    });
    const { findings } = play({ layer, loss: () => Math.log(3) });
    expect(findings.map(({ rule }) => rule)).toEqual(['saturation']);
  });

  it('says the numbers of the last epoch while a finding goes on', () => {
    const dead = (_name: string, epoch: number): number => 0.42 + epoch / 1000;
    const { findings } = play({ dead, steps: 400 });
    expect(findings.map(({ message, step }) => [step, formatMessage(message)])).toEqual([
      [20, '44 % of the units of relu1 are dead: blocked for every sample of the epoch.'],
    ]);
  });

  it('says them also once nothing new may be raised, and is as severe as they are', () => {
    const loss: Plant['loss'] = (step) => 1.1 * Math.exp(-step / 20);
    const dead = (_name: string, epoch: number): number => (epoch < 10 ? 0.6 : 0.45);
    const { findings } = play({ loss, dead, steps: 400 });
    expect(findings.map(({ severity, message }) => [severity, formatMessage(message)])).toEqual([
      ['warning', '45 % of the units of relu1 are dead: blocked for every sample of the epoch.'],
    ]);
  });

  it('begins its windows where the watching begins, not at step 0', () => {
    const monitor = new HealthMonitor({ ...run, beginsAt: 5000 });
    // What an edited definition has learned before is neither a bad first loss nor one that stands still.
    for (let step = 5000; step < 5199; step++) monitor.loss({ step, loss: 0.05 });
    expect(monitor.findings).toEqual([]);
    for (let step = 5199; step <= 5200; step++) monitor.loss({ step, loss: 0.05 });
    expect(monitor.findings).toMatchObject([{ rule: 'loss-not-decreasing', step: 5200 }]);
    const layers = run.layers.map(({ name }) => ({ ...quiet, saturatedShare: name === 'tanh1' ? 0.9 : NaN }));
    const saturation = new HealthMonitor({ ...run, beginsAt: 5000 });
    const raised = Array.from({ length: 11 }, (_, at) => {
      saturation.loss({ step: 5000 + at, loss: 1 });
      saturation.scalars({ step: 5000 + at, scheduleFactor: 1, layers });
      return saturation.findings.length;
    });
    expect(raised).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  });

  describe('offers one remedy for all layers with the same finding', () => {
    const offered = (plant: Plant): readonly (readonly string[])[] =>
      play(plant).findings.map(({ remedies }) => remedies.map(({ text }) => formatMessage(text)));

    it('behind that for one', () => {
      const layers = run.layers.map((layer) =>
        layer.name === 'tanh1' ? { name: 'relu2', type: 'ReLU' } : layer,
      );
      const all = 'Replace all of them by LeakyReLU: relu1, relu2.';
      const [first, second] = offered({ run: { layers }, dead: () => 0.6, loss: () => Math.log(3) });
      expect(first?.slice(1, 3)).toEqual([
        'Replace relu1 by LeakyReLU, which lets some gradient through.',
        all,
      ]);
      expect(second?.slice(1, 3)).toEqual([
        'Replace relu2 by LeakyReLU, which lets some gradient through.',
        all,
      ]);
      const { findings } = play({ run: { layers }, dead: () => 0.6, loss: () => Math.log(3) });
      expect(findings[0]?.remedies[2]?.changes).toEqual([
        { kind: 'replaceLayer', layer: 1, type: 'LeakyReLU' },
        { kind: 'replaceLayer', layer: 3, type: 'LeakyReLU' },
      ]);
    });

    it('of which those that are resolved are none', () => {
      const layers = run.layers.map((layer) =>
        layer.name === 'tanh1' ? { name: 'relu2', type: 'ReLU' } : layer,
      );
      const dead: Plant['dead'] = (name, epoch) => (name === 'relu2' && epoch > 5 ? 0.1 : 0.6);
      const [first] = offered({ run: { layers }, dead });
      expect(first?.some((text) => text.includes('all of them'))).toBe(false);
    });

    it('and none where there is one such layer, or the remedy of one changes them all', () => {
      expect(
        offered({ dead: () => 0.6 })
          .flat()
          .join(),
      ).not.toContain('of them');
      const vanishing: Plant['layer'] = (name) =>
        name === 'affine1' || name === 'affine2' ? { meanAbsoluteGradient: 1e-9 } : {};
      const [first] = offered({ layer: vanishing });
      expect(first).toEqual([
        'Replace tanh1 by ReLU.',
        'Add a BatchNorm after affine1.',
        'Add a BatchNorm after each of them: affine1, affine2.',
      ]);
    });
  });

  it('offers remedies that fit the layer', () => {
    const layer: Plant['layer'] = (name) => (name === 'affine2' ? { meanAbsoluteGradient: 1e-9 } : {});
    const changes = play({ layer }).findings.flatMap(({ remedies }) =>
      remedies.flatMap((remedy) => remedy.changes),
    );
    expect(changes).toEqual([
      { kind: 'replaceLayer', layer: 3, type: 'ReLU' },
      { kind: 'addLayerAfter', layer: 2, type: 'BatchNorm' },
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import type { NonFiniteOrigin } from '../../../../src/engine/health/observations';
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
  inputs: [],
};

describe('the monitor', () => {
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

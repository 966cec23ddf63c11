import { describe, expect, it } from 'vitest';
import { formatMessage } from '../../../../src/engine/message';
import { areBytes } from '../../../../src/engine/health/remedies';
import { HealthMonitor } from '../../../../src/engine/health/monitor';
import { fallingLoss, play, run, type Plant } from './stream';

const flat: NonNullable<Plant['loss']> = (_step, noise) => Math.log(3) * noise();

describe('at the edges of a rule', () => {
  it('half of the units dead is an error, and less a warning', () => {
    const severityAt = (share: number): string | undefined =>
      play({ dead: () => share }).findings.find(({ rule }) => rule === 'dead-relu')?.severity;
    expect([severityAt(0.399), severityAt(0.4), severityAt(0.499), severityAt(0.5)]).toEqual([
      undefined,
      'warning',
      'warning',
      'error',
    ]);
  });

  it('whole numbers are the bytes of pictures when they reach the upper half of 0 to 255', () => {
    expect([3, 127, 128, 255, 256].map((highest) => areBytes(0, highest, 16))).toEqual([
      false,
      false,
      true,
      true,
      false,
    ]);
    expect([areBytes(-1, 255, 16), areBytes(0, 255, 15)]).toEqual([false, false]);
    const all = { lowest: 0, highest: 255, mean: 2, deviation: 1 };
    const [finding] = play({
      run: { inputs: { all, widest: all, arePixels: true } },
      dead: () => 0.6,
    }).findings;
    expect(finding?.rule).toBe('unscaled-inputs');
    expect(finding?.remedies.flatMap(({ changes }) => changes)).toEqual([{ kind: 'scaleInputs' }]);
  });

  it('a weight decay that takes all of every weight is an error, and less a warning', () => {
    const severityAt = (decayPerUpdate: number): string | undefined =>
      play({ loss: flat, run: { training: { ...run.training, weightDecay: 20, decayPerUpdate } } })
        .findings[0]?.severity;
    expect([severityAt(0.99), severityAt(1)]).toEqual(['warning', 'error']);
  });

  it.each([
    [0, 0.001],
    [0.00005, 0.001],
    [0.02, 0.2],
  ])('overfitting with a weight decay of %d asks for %d', (weightDecay, more) => {
    const { findings } = play({
      evaluation: (step) => {
        const trainLoss = fallingLoss(step, () => 1);
        return { trainLoss, testLoss: step < 300 ? trainLoss : 0.5 + step / 4000 };
      },
      run: { training: { ...run.training, weightDecay } },
    });
    expect(findings.map(({ rule }) => rule)).toEqual(['overfitting']);
    const changes = findings.flatMap(({ remedies }) => remedies.flatMap((remedy) => remedy.changes));
    expect(changes).toEqual([
      // The test loss was lowest before step 300, at the end of an epoch of 20 steps.
      { kind: 'setEpochs', epochs: 14 },
      { kind: 'setWeightDecay', amount: more },
    ]);
  });

  it.each([
    ['lets a gradient vanish where its units are not dead', 0.1, ['vanishing-gradient'], 20],
    ['is left to the rule of dead units where they are', 0.6, ['dead-relu'], 19],
  ])('a ReLU that blocks nearly everything %s', (_, share, rules, notBefore) => {
    const { findings } = play({
      loss: flat,
      layer: (name) =>
        name === 'relu1' ? { blockedShare: 0.95 } : name === 'affine1' ? { meanAbsoluteGradient: 1e-6 } : {},
      dead: () => share,
      steps: 150,
    });
    expect(findings.map(({ rule }) => rule)).toEqual(rules);
    expect(findings[0]?.step).toBeGreaterThanOrEqual(notBefore);
  });

  it('what has held since the first epoch began in it, however late it is said', () => {
    const far = { lowest: 0, highest: 900, mean: 400, deviation: 200 };
    const { findings } = play({
      run: { inputs: { all: far, widest: far, column: 1, arePixels: false }, stepsPerEpoch: 5 },
      loss: (step) => Math.exp(-step / 10),
      layer: (name) => (name === 'tanh1' ? { saturatedShare: 0.9 } : {}),
      steps: 20,
    });
    expect(findings.map(({ rule }) => rule)).toEqual(['unscaled-inputs']);
  });

  it('a ReLU that begins to block within an epoch is waited for until a whole one is over', () => {
    const { findings } = play({
      loss: flat,
      layer: (name, step) => {
        if (step < 30) return {};
        return name === 'relu1'
          ? { blockedShare: 0.95 }
          : name === 'affine1'
            ? { meanAbsoluteGradient: 1e-6 }
            : {};
      },
      dead: () => 0.1,
      steps: 150,
    });
    expect(findings.map(({ rule, step }) => [rule, step >= 60])).toEqual([['vanishing-gradient', true]]);
  });

  it('a loss that falls to chance from a worse start, and stays there, does not decrease', () => {
    const { findings } = play({
      loss: (step) => Math.log(3) * (step < 2 ? 1.3 : 1),
      run: { stepsPerEpoch: 8 },
      steps: 250,
    });
    expect(findings.map(({ rule, step }) => [rule, step])).toEqual([['loss-not-decreasing', 200]]);
  });

  it('a test loss of few samples must rise further before it is overfitting', () => {
    const rules = (samples: number): readonly string[] =>
      play({
        evaluation: (step) => {
          const trainLoss = fallingLoss(step, () => 1);
          return { trainLoss, testLoss: step < 300 ? 1 - step / 1000 : 1 };
        },
        run: { tested: { samples, of: 800 } },
      }).findings.map(({ rule }) => rule);
    expect([rules(800), rules(8)]).toEqual([['overfitting'], []]);
  });

  it('a BatchNorm is added where there is none, and more than one sample for it', () => {
    const remedied = (plant: NonNullable<Plant['run']>): unknown =>
      play({
        loss: flat,
        layer: (name) => (name === 'affine1' ? { meanAbsoluteGradient: 5e-6 } : {}),
        run: plant,
      }).findings[0]?.remedies.flatMap(({ changes }) => changes.map(({ kind }) => kind));
    const layers = run.layers.map((layer) =>
      layer.name === 'tanh1' ? { ...layer, saturates: false } : layer,
    );
    const followed = layers.map((layer, at) => (at === 1 ? { ...layer, normalisesOver: 20 } : layer));
    expect(remedied({ layers })).toEqual(['addLayerAfter']);
    expect(remedied({ layers, batchSize: 1 })).toEqual([]);
    expect(remedied({ layers: followed })).toEqual([]);
  });

  it('targets that are large ask for a smaller rate where updates are too far, and where it is not small already', () => {
    const targets = { lowest: 4000, highest: 9000, mean: 6000, deviation: 900 };
    const rates = (plant: Plant): readonly number[] =>
      play({ ...plant, run: { targets, lossOfMean: 900 ** 2, ...plant.run } }).findings.flatMap(
        ({ remedies }) =>
          remedies.flatMap(({ changes }) =>
            changes.flatMap((change) => (change.kind === 'setLearningRate' ? [change.learningRate] : [])),
          ),
      );
    const layers = run.layers.map((layer) => ({ ...layer, saturates: false }));
    const training = { ...run.training, learningRate: 1e-7 };
    expect(rates({ dead: () => 0.6, run: { layers } })).toEqual([8e-7]);
    expect(rates({ dead: () => 0.6, run: { layers, training } })).toEqual([]);
    expect(rates({ loss: () => 3e6, run: { layers } })).toEqual([]);
  });

  it.each([
    ['a loss above what the mean of the targets gives', 1.3e6, ['unscaled-targets']],
    ['a loss below it', 7e5, []],
  ])('large targets and %s', (_, loss, rules) => {
    const targets = { lowest: 0, highest: 4000, mean: 2000, deviation: 1000 };
    const { findings } = play({
      loss: (step) => (step === 0 ? 5e6 : loss * (1 - step / 1e4)),
      run: { targets, lossOfMean: 1e6, classes: 0 },
    });
    expect(findings.map(({ rule }) => rule)).toEqual(rules);
  });

  it('a large learning rate is not to blame once the loss has fallen below half of its start', () => {
    const rulesAt = (share: number): readonly string[] =>
      play({
        loss: (step, noise) => Math.log(3) * Math.max(share, 1 - step / 40) * noise(),
        run: { training: { ...run.training, learningRate: 5 } },
      }).findings.map(({ rule }) => rule);
    expect(rulesAt(0.55)).toContain('large-learning-rate');
    expect(rulesAt(0.45)).not.toContain('large-learning-rate');
  });

  it('a network that has learned is left alone until its loss is above a tenth of the start again', () => {
    // Down to 0.5 % of the start, then up to 5 %, while a Tanh saturates.
    const layer: Plant['layer'] = (name, step) =>
      name === 'tanh1' && step > 600 ? { saturatedShare: 0.9 } : {};
    const until =
      (rest: number): NonNullable<Plant['loss']> =>
      (step) =>
        Math.log(3) * (step < 500 ? Math.max(0.005, Math.exp(-step / 40)) : rest);
    expect(play({ loss: until(0.05), layer }).findings).toEqual([]);
    expect(play({ loss: until(0.2), layer }).findings).toMatchObject([{ rule: 'saturation' }]);
  });

  it('the numbers of a finding that goes on are renewed once an epoch, not at every step', () => {
    const monitor = new HealthMonitor(run);
    let versions = 0;
    for (let step = 0; step < 120; step++) {
      const before = monitor.version;
      monitor.scalars({
        step,
        scheduleFactor: 1,
        layers: run.layers.map(({ name }) => ({
          gradientNorm: NaN,
          meanAbsoluteGradient: NaN,
          updateToWeightRatio: NaN,
          updateNorm: NaN,
          blockedShare: NaN,
          saturatedShare: name === 'tanh1' ? 0.6 + step / 1000 : NaN,
        })),
      });
      if (monitor.version > before) versions++;
    }
    // Raised at step 10, renewed at 30, 50, 70, 90 and 110.
    expect(versions).toBe(6);
    expect(monitor.findings.map(({ message }) => formatMessage(message))).toEqual([
      'tanh1 is saturated: 71 % of its outputs are at the flat ends.',
    ]);
  });

  it('a test loss that wobbles near zero is no overfitting', () => {
    const evaluation =
      (rise: number): NonNullable<Plant['evaluation']> =>
      (step) => ({
        trainLoss: fallingLoss(step, () => 1),
        // Falls from 1.1 to a thousandth of that, and rises again by a share of the first.
        testLoss: 1.1 * (step < 1000 ? Math.max(1e-3, Math.exp(-step / 100)) : 1e-3 + rise),
      });
    expect(play({ evaluation: evaluation(0.015) }).findings).toEqual([]);
    expect(play({ evaluation: evaluation(0.05) }).findings).toMatchObject([{ rule: 'overfitting' }]);
  });

  it('what saturates only later is not put down to the start: the learning rate comes first', () => {
    const remediesFrom = (first: number): readonly string[] =>
      play({
        layer: (name, step) => (name === 'tanh1' && step >= first ? { saturatedShare: 0.9 } : {}),
      }).findings[0]?.remedies.map(({ text }) => formatMessage(text)) ?? [];
    expect(remediesFrom(100)[0]).toMatch(/^Lower the learning rate/);
    expect(remediesFrom(0).some((text) => text.startsWith('Lower the learning rate'))).toBe(false);
  });

  it('updates that are small because the schedule lowered the rate are not too small', () => {
    const layer: Plant['layer'] = (name) => (name === 'affine1' ? { updateToWeightRatio: 3e-6 } : {});
    const rules = (factor: number): readonly string[] =>
      play({ layer, loss: flat, steps: 150, scheduleFactor: () => factor }).findings.map(({ rule }) => rule);
    expect(rules(0.05)).not.toContain('small-updates');
    expect(rules(0.5)).toContain('small-updates');
  });
});

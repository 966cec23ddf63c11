import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KernelBackend } from '../../../../src/engine/kernels/kernels';
import { referenceArena, referenceBackend } from '../../../../src/engine/kernels/reference';
import { message } from '../../../../src/engine/message';
import type { TrainingDefinition } from '../../../../src/engine/network/networkDefinition';
import { EpochOrder } from '../../../../src/engine/training/epochOrder';
import { createTrainer, type Trainer } from '../../../../src/engine/training/trainer';
import { affine, conv, networkOf, parametersOf, randomData, trainerOf } from './networks';

/**
 * Everything that keeps something from step to step:
 * shuffling, Dropout, running statistics, Adam, a schedule.
 */
const layers = [
  conv(3, 2),
  'BatchNorm',
  'ReLU',
  affine(6),
  'ReLU',
  { layer: 'Dropout', settings: { ratio: 0.3 } },
  affine(3),
  'SoftmaxWithLoss',
];
const data = randomData([1, 4, 4], { classes: 3 }, { train: 22, test: 7 });

function busyTrainer(more: Partial<TrainingDefinition> = {}): Trainer {
  const training = {
    optimizer: { name: 'Adam', settings: { lr: 0.01 } },
    schedule: { name: 'Cosine', settings: { warmup: 3 } },
    batch: 8,
    epochs: 5,
    seed: 4,
    ...more,
  };
  return trainerOf(networkOf(layers, training), data);
}

function run(trainer: Trainer, steps: number): readonly number[] {
  return Array.from({ length: steps }, () => trainer.runStep());
}

describe('a run', () => {
  it('goes through every training sample once an epoch, the last mini-batch being short', () => {
    const trainer = busyTrainer();
    expect(trainer.blueprint).toMatchObject({ batch: 8, stepsPerEpoch: 3, totalSteps: 15 });
    const order = new EpochOrder(data.train, 4, true);
    for (let epoch = 0; epoch < 3; epoch++) {
      order.beginEpoch();
      expect([...order.order].sort((a, b) => a - b)).toEqual([...data.train]);
      const seen = [8, 8, 6].flatMap((size) => {
        trainer.compute();
        expect(trainer.plan.batch).toBe(size);
        const { input } = trainer.plan.network;
        const rows = [...trainer.plan.value(input).data];
        trainer.update();
        return rows;
      });
      const expectedLosses = [...order.order].flatMap((sample) => [
        ...data.inputs.subarray(sample * 16, sample * 16 + 16),
      ]);
      expect(seen).toEqual(expectedLosses.map(Math.fround));
    }
  });

  it.each([
    ['shuffle = false', { shuffle: false, batch: 8 }, [8, 8, 6]],
    ['batch = all', { batch: 'all' }, [22]],
    ['batch = all, shuffle = false', { batch: 'all', shuffle: false }, [22]],
  ] as const)('%s: the samples come in the order of the data, in every epoch', (_, training, sizes) => {
    const trainer = trainerOf(networkOf([affine(3), 'SoftmaxWithLoss'], { ...training, epochs: 2 }), data);
    expect(trainer.totalSteps).toBe(2 * sizes.length);
    for (let epoch = 0; epoch < 2; epoch++) {
      expect(trainer.nextMiniBatch()).toEqual(data.train.slice(0, sizes[0]));
      const seen = sizes.flatMap((size) => {
        trainer.runStep();
        expect(trainer.plan.batch).toBe(size);
        return [...trainer.miniBatch];
      });
      expect(seen).toEqual([...data.train]);
    }
  });

  it('goes back into an epoch that is not shuffled', () => {
    const trainer = trainerOf(networkOf([affine(3), 'SoftmaxWithLoss'], { shuffle: false, batch: 8 }), data);
    run(trainer, 4);
    const state = trainer.state();
    const after = run(trainer, 3);
    trainer.restore(state);
    expect(run(trainer, 3)).toEqual(after);
  });

  it('stays finite where the last mini-batch is one sample, of which there is no variance', () => {
    const trainer = trainerOf(
      networkOf([affine(4), 'BatchNorm', affine(3), 'SoftmaxWithLoss'], { batch: 4 }),
      randomData([3], { classes: 3 }, { train: 9, test: 4 }),
    );
    run(trainer, 3);
    expect(trainer.plan.batch).toBe(1);
    const [, statistics = {}] = trainer.states;
    for (const { data: values } of Object.values(statistics))
      expect(values.every(Number.isFinite)).toBe(true);
    expect(Number.isFinite(trainer.evaluate('test')?.loss)).toBe(true);
  });

  it('lowers the loss', () => {
    const trainer = busyTrainer({ epochs: 100 });
    const before = trainer.evaluate('train');
    run(trainer, 200);
    expect(trainer.evaluate('train')?.loss).toBeLessThan((before?.loss ?? 0) / 2);
  });

  it('is the same bit for bit whatever is asked in between', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('step', 'measure', 'evaluate', 'state', 'compute', 'replay'), {
          maxLength: 30,
        }),
        (actions) => {
          const watched = busyTrainer();
          const plain = busyTrainer();
          let kept = watched.state();
          for (const action of actions) {
            if (action === 'step') watched.runStep();
            else if (action === 'measure') watched.runMeasuredStep();
            else if (action === 'evaluate') watched.evaluate('test');
            else if (action === 'compute') watched.compute();
            else if (watched.isBetween) watched.update();
            else if (action === 'state') kept = watched.state();
            else {
              const steps = watched.step - kept.step;
              watched.restore(kept);
              run(watched, steps);
            }
          }
          if (watched.isBetween) watched.update();
          run(plain, watched.step);
          expect(parametersOf(watched)).toEqual(parametersOf(plain));
          expect(watched.states).toEqual(plain.states);
          expect(run(watched, 4)).toEqual(run(plain, 4));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('goes on from a state in another trainer, and is not touched by it', () => {
    const first = busyTrainer();
    run(first, 4);
    const state = structuredClone(first.state());
    const losses = run(first, 5);
    const second = busyTrainer();
    run(second, 2);
    second.restore(state);
    expect(second.step).toBe(4);
    expect(run(second, 5)).toEqual(losses);
    expect(parametersOf(second)).toEqual(parametersOf(first));
  });

  it('begins anew after a reset', () => {
    const trainer = busyTrainer();
    const start = parametersOf(trainer);
    const losses = run(trainer, 5);
    trainer.learningRate = 1;
    trainer.reset();
    expect(trainer.step).toBe(0);
    expect(parametersOf(trainer)).toEqual(start);
    expect(run(trainer, 5)).toEqual(losses);
  });

  it('depends on the seed', () => {
    expect(run(busyTrainer({ seed: 5 }), 2)).not.toEqual(run(busyTrainer(), 2));
  });

  it('learns with the learning rate it is given while it runs', () => {
    const [slow, fast] = [busyTrainer(), busyTrainer()];
    run(slow, 3);
    run(fast, 3);
    fast.learningRate = 0;
    const before = parametersOf(fast);
    run(fast, 3);
    run(slow, 3);
    expect(parametersOf(fast)).toEqual(before);
    expect(parametersOf(slow)).not.toEqual(before);
  });

  it('does not give a state in the middle of a step', () => {
    const trainer = busyTrainer();
    trainer.compute();
    expect(() => trainer.state()).toThrow(RangeError);
    trainer.update();
    expect(() => {
      trainer.update();
    }).toThrow(RangeError);
  });

  it('refuses the state of another training', () => {
    const other = trainerOf(networkOf([affine(3), 'SoftmaxWithLoss']), data);
    expect(() => {
      busyTrainer().restore(other.state());
    }).toThrow(RangeError);
  });
});

describe('the start', () => {
  const start = (shorts: Parameters<typeof networkOf>[0]): ReadonlyMap<string, readonly number[]> =>
    new Map(
      trainerOf(networkOf(shorts), randomData([4], { classes: 3 })).parameters.map(({ name, value }) => [
        name,
        [...value.data],
      ]),
    );

  it('of a parameter depends on its name and the seed, not on the layers around it', () => {
    const one = start([affine(5, { name: 'a' }), 'ReLU', affine(3, { name: 'c' }), 'SoftmaxWithLoss']);
    const two = start([
      affine(5, { name: 'a' }),
      'ReLU',
      affine(5, { name: 'b' }),
      'ReLU',
      affine(3, { name: 'c' }),
      'SoftmaxWithLoss',
    ]);
    expect(two.get('a.W')).toEqual(one.get('a.W'));
    expect(two.get('c.W')).toEqual(one.get('c.W'));
    expect(two.get('b.W')).not.toEqual(two.get('a.W'));
  });

  it('keeps parameters that still fit after an edit', () => {
    const before = trainerOf(
      networkOf([affine(5, { name: 'a' }), affine(3, { name: 'b' }), 'SoftmaxWithLoss']),
      randomData([4], { classes: 3 }),
    );
    run(before, 3);
    const after = trainerOf(
      networkOf([
        affine(6, { name: 'a' }),
        affine(5, { name: 'c' }),
        affine(3, { name: 'b' }),
        'SoftmaxWithLoss',
      ]),
      randomData([4], { classes: 3 }),
    );
    const anew = after.adopt(new Map(before.parameters.map(({ name, value }) => [name, value])));
    expect(anew).toEqual(['a.W', 'a.b', 'c.W', 'c.b']);
    expect(after.parameters.find(({ name }) => name === 'b.W')?.value.data).toEqual(
      before.parameters.find(({ name }) => name === 'b.W')?.value.data,
    );
  });
});

describe('an evaluation', () => {
  it('is the mean over the part, in mini-batches of any size, without touching the training', () => {
    const big = randomData([4], { classes: 3 }, { train: 700, test: 300 });
    const trainer = trainerOf(networkOf([affine(3), 'SoftmaxWithLoss'], { precision: 'float64' }), big);
    const { parameters } = trainer;
    const [W, b] = [parameters[0]?.value.data ?? [], parameters[1]?.value.data ?? []];
    let [loss, correct] = [0, 0];
    for (const sample of big.test) {
      const logits = [0, 1, 2].map((unit) =>
        [0, 1, 2, 3].reduce(
          (sum, i) => sum + (big.inputs[sample * 4 + i] ?? 0) * (W[i * 3 + unit] ?? 0),
          b[unit] ?? 0,
        ),
      );
      const label = big.targets.kind === 'labels' ? (big.targets.labels[sample] ?? 0) : 0;
      const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
      loss += Math.log(total) - (logits[label] ?? 0);
      if (Math.max(...logits) === logits[label]) correct++;
    }
    const evaluation = trainer.evaluate('test');
    expect(evaluation?.loss).toBeCloseTo(loss / 300, 12);
    expect(evaluation?.accuracy).toBe(correct / 300);
    expect(trainer.blueprint.evaluationBatch).toBeLessThan(300);
  });

  it('uses running statistics and drops nothing', () => {
    const trainer = busyTrainer();
    run(trainer, 6);
    expect(trainer.evaluate('test')).toEqual(trainer.evaluate('test'));
  });

  it.each([
    ['SigmoidWithLoss', 1, { classes: 2 }],
    ['MeanSquaredError', 1, { classes: 2 }],
    ['SigmoidWithLoss', 3, { classes: 3 }],
    ['MeanSquaredError', 3, { classes: 3 }],
    ['SoftmaxWithLoss', 3, { classes: 3 }],
  ] as const)('counts right classes with %s of %d', (loss, units, targets) => {
    const easy = randomData([3], targets, { train: 30 });
    const { labels = new Int32Array(0) } = easy.targets.kind === 'labels' ? easy.targets : {};
    const inputs = Float64Array.from({ length: 90 }, (_, i) =>
      labels[Math.floor(i / 3)] === i % 3 ? 3 : -3,
    );
    const training = { batch: 30, optimizer: { name: 'Adam', settings: { lr: 0.1 } } };
    const zeros = { name: 'Zeros', settings: {} };
    const trainer = trainerOf(networkOf([affine(units, { init: zeros }), loss], training), {
      ...easy,
      inputs,
    });
    expect(trainer.evaluate('train')?.accuracy).toBeLessThan(1);
    run(trainer, 100);
    expect(trainer.evaluate('train')?.accuracy).toBe(1);
  });

  it('has no accuracy for values, and nothing at all for a part without samples', () => {
    const trainer = trainerOf(networkOf([affine(2), 'MeanSquaredError']), randomData([3], { width: 2 }));
    expect(trainer.evaluate('train')).toEqual({ loss: expect.any(Number) as number });
    expect(trainer.evaluate('test')).toBeUndefined();
  });
});

describe('training past the last epoch', () => {
  const rates = (trainer: Trainer, steps: number): readonly number[] =>
    Array.from({ length: steps }, () => {
      const rate = trainer.scheduledLearningRate;
      trainer.runStep();
      return rate;
    });
  const close = (expected: readonly number[]): unknown[] =>
    expected.map((rate): unknown => expect.closeTo(rate, 6));
  /** Of four steps, as torch's CosineAnnealingWarmRestarts(T_0=4) has them. */
  const wave = [1, 0.8535533906, 0.5, 0.1464466094];

  it('falls along another cosine wave for the steps that are added, without a warm-up', () => {
    const [trainer, alone] = [busyTrainer(), busyTrainer()];
    const first = rates(alone, 15);
    expect(alone.scheduledLearningRate).toBe(0);
    expect(rates(trainer, 7)).toEqual(first.slice(0, 7));
    trainer.trainMore(4);
    expect(trainer.totalSteps).toBe(19);
    // What is planned already stays as it is, whenever more is asked for.
    expect(rates(trainer, 8)).toEqual(first.slice(7));
    expect(rates(trainer, 4)).toEqual(close(wave.map((share) => 0.01 * share)));
    trainer.trainMore(4);
    trainer.learningRate = 3;
    expect(rates(trainer, 4)).toEqual(close(wave.map((share) => 3 * share)));
    expect(trainer.scheduledLearningRate).toBe(0);
    trainer.reset();
    expect(trainer.totalSteps).toBe(15);
    expect(rates(trainer, 15)).toEqual(first);
  });
});

describe('measured scalars', () => {
  it('are those of the step, by their definitions', () => {
    const trainer = busyTrainer({ precision: 'float64' });
    run(trainer, 3);
    trainer.compute();
    const before = trainer.parameters.map(({ value }) => value.data.slice());
    const gradients = trainer.parameters.map(({ gradient }) => gradient.data.slice());
    const { scalars } = trainer.runMeasuredStep();
    expect(scalars.step).toBe(3);
    expect(scalars.scheduleFactor).toBeCloseTo(1, 12);
    const norm = (values: ArrayLike<number>): number => Math.hypot(...Array.from(values));
    trainer.blueprint.definition.layers.forEach((layer, index) => {
      const scalar = scalars.layers[index];
      const own = trainer.parameters
        .map((parameter, place) => ({ parameter, place }))
        .filter(({ parameter }) => parameter.layer === index);
      const weights = own[0];
      if (weights === undefined) {
        expect([scalar?.gradientNorm, scalar?.meanAbsoluteGradient, scalar?.updateToWeightRatio]).toEqual([
          NaN,
          NaN,
          NaN,
        ]);
      } else {
        const dW = gradients[weights.place] ?? [];
        const old = before[weights.place] ?? [];
        const change = Array.from(weights.parameter.value.data, (value, i) => value - (old[i] ?? NaN));
        expect(scalar?.gradientNorm).toBeCloseTo(
          norm(own.flatMap(({ place }) => [...(gradients[place] ?? [])])),
          12,
        );
        expect(scalar?.meanAbsoluteGradient).toBeCloseTo(
          Array.from(dW, Math.abs).reduce((sum, value) => sum + value, 0) / dW.length,
          12,
        );
        expect(scalar?.updateToWeightRatio).toBeCloseTo(
          norm(change) / norm(weights.parameter.value.data),
          12,
        );
      }
      const { output } = trainer.plan.network.layers[index] ?? { output: 0 };
      if (layer.layer === 'ReLU') {
        const mask = trainer.plan.savedForBackward(output)['mask']?.data ?? [];
        expect(scalar?.blockedShare).toBe(Array.from(mask).reduce((sum, one) => sum + one, 0) / mask.length);
      } else {
        expect(scalar?.blockedShare).toBeNaN();
      }
    });
  });

  it('tell how much of a sigmoid is saturated', () => {
    const trainer = trainerOf(
      networkOf([
        affine(4, { init: { name: 'Constant', settings: { value: 50 } } }),
        'Sigmoid',
        affine(3),
        'SoftmaxWithLoss',
      ]),
      randomData([4], { classes: 3 }),
    );
    expect(trainer.runMeasuredStep().scalars.layers[1]?.saturatedShare).toBeGreaterThan(0.9);
    expect(trainer.runMeasuredStep().scalars.layers[0]?.saturatedShare).toBeNaN();
  });

  it('tell which units no sample of the epoch has activated', () => {
    const trainer = trainerOf(
      networkOf([affine(4), 'ReLU', affine(3), 'SoftmaxWithLoss'], { batch: 7 }),
      randomData([4], { classes: 3 }),
    );
    const bias = trainer.parameters.find(({ name }) => name === 'affine1.b');
    bias?.value.data.set([-1e6, 1, -1e6, 1]);
    run(trainer, trainer.blueprint.stepsPerEpoch);
    expect(trainer.deadUnitFractions()).toEqual([NaN, 0.5, NaN, NaN]);
    bias?.value.data.set([1e6, 1, -1e6, 1]);
    trainer.runStep();
    expect(trainer.deadUnitFractions()[1]).toBe(0.25);
    // Every epoch is looked at anew: what was active in the last one may be dead in this.
    bias?.value.data.fill(-1e6);
    run(trainer, trainer.blueprint.stepsPerEpoch - 1);
    bias?.value.data.fill(-1e6);
    trainer.runStep();
    expect(trainer.deadUnitFractions()[1]).toBe(1);
  });
});

describe('refusals', () => {
  it('say what is wrong with the definition', () => {
    const result = createTrainer(networkOf([affine(4), 'SoftmaxWithLoss']), data, referenceBackend);
    expect(result).toMatchObject({
      ok: false,
      errors: [{ blame: { kind: 'setting', layer: 0, setting: 'units' } }],
    });
  });

  it('say that there is nothing to train on', () => {
    const empty = randomData([2], { classes: 3 }, { train: 0, test: 5 });
    const result = createTrainer(networkOf([affine(3), 'SoftmaxWithLoss']), empty, referenceBackend);
    expect(result).toMatchObject({ ok: false, errors: [{ blame: { kind: 'network' } }] });
  });

  it('pass on that there is not enough memory, of which just enough was asked for', () => {
    let placed = 0;
    const count = (bytes: number): void => {
      placed += Math.ceil(bytes / 16) * 16;
    };
    const counting: KernelBackend = {
      name: 'counting',
      createArena: (bytes) => {
        asked = bytes;
        return {
          ok: true,
          arena: {
            kernels: referenceArena.kernels,
            numbers(precision, length) {
              const numbers = referenceArena.numbers(precision, length);
              count(numbers.byteLength);
              return numbers;
            },
            doubles(length) {
              count(8 * length);
              return referenceArena.doubles(length);
            },
            mask(length) {
              count(length);
              return referenceArena.mask(length);
            },
            integers(length) {
              count(4 * length);
              return referenceArena.integers(length);
            },
          },
        };
      },
    };
    let asked = 0;
    trainerOf(networkOf(layers, { batch: 8 }), data, counting);
    expect(placed).toBe(asked);

    const full: KernelBackend = {
      name: 'full',
      createArena: () => ({ ok: false, error: message('There is not enough memory.') }),
    };
    expect(createTrainer(networkOf(layers, { batch: 8 }), data, full)).toEqual({
      ok: false,
      memory: message('There is not enough memory.'),
    });
  });
});

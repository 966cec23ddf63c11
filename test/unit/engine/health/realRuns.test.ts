import { describe, expect, it } from 'vitest';
import { formatMessage } from '../../../../src/engine/message';
import type { HealthRuleName } from '../../../../src/engine/health/finding';
import type { TrainingDefinition } from '../../../../src/engine/network/networkDefinition';
import { randomStream } from '../../../../src/engine/random';
import { load } from '../../data/samples';
import {
  affine,
  optimizer,
  relu,
  sigmoid,
  softmaxLoss,
  stack,
  tanh,
  type Written,
} from '../../runtime/training/networks';
import { exampleRun, type RealRun } from '../../runtime/training/exampleNetworks';
import { findingsOf, spiralData } from './realRuns';

function sentencesOf(run: RealRun): readonly string[] {
  return findingsOf(run).map(
    ({ rule, step, message }) => `${rule} at ${String(step)}: ${formatMessage(message)}`,
  );
}

/** The deep convolutional network takes long, and shows at once what it will. */
const healthy = [
  ...[0, 1, 2].map((seed) => ({ name: 'xor', seed })),
  ...[0, 1, 2].map((seed) => ({ name: 'spiral', seed })),
  ...[0, 1].map((seed) => ({ name: 'iris', seed })),
  ...[0, 1].map((seed) => ({ name: 'regression', seed })),
  { name: 'digits', seed: 0, epochs: 3 },
] as const;

describe('a healthy run', () => {
  it.each(healthy)('of $name with seed $seed raises nothing', ({ name, seed, ...shorter }) => {
    const { data, network } = exampleRun(name, seed);
    expect(
      sentencesOf({ data, network: { ...network, training: { ...network.training, ...shorter } } }),
    ).toEqual([]);
  });
});

const classes3 = [affine(3), softmaxLoss];
const sgd = (lr: number, epochs: number): Partial<TrainingDefinition> => ({
  ...optimizer('SGD', lr),
  batch: 30,
  epochs,
});
const small = (units: number): Written => affine(units, 'Normal', { std: 0.01 });
const shuffledLabels = (): RealRun['data'] => {
  const data = load('blobs', { classes: 2, points: 100, standardize: true });
  const stream = randomStream(1, 'sampling');
  const labels = Int32Array.from({ length: data.count }, () => stream.integer(2));
  return { ...data, targets: { kind: 'labels', labels, classes: 2 } };
};

/** Networks trained for real that have one fault and no other. */
const planted: Readonly<Partial<Record<HealthRuleName, { readonly run: () => RealRun }>>> = {
  'non-finite': {
    run: () => ({ data: spiralData(0), network: stack([affine(16), relu, ...classes3], sgd(1e30, 3)) }),
  },
  'vanishing-gradient': {
    run: () => ({
      data: spiralData(0),
      network: stack(
        [small(16), sigmoid, small(16), sigmoid, small(16), sigmoid, small(16), sigmoid, ...classes3],
        sgd(0.1, 30),
      ),
    }),
  },
  'dead-relu': {
    run: () => ({
      data: load('blobs', { classes: 3, points: 100, standardize: true }),
      network: stack(
        [
          affine(16, 'Uniform', { low: -1, high: -0.99 }),
          relu,
          affine(32, 'Uniform', { low: -0.5, high: -0.1 }),
          relu,
          ...classes3,
        ],
        sgd(0.001, 20),
      ),
    }),
  },
  saturation: {
    run: () => ({
      data: spiralData(0),
      network: stack([affine(16, 'Normal', { std: 30 }), tanh, ...classes3], sgd(0.01, 30)),
    }),
  },
  'small-updates': {
    run: () => ({ data: spiralData(0), network: stack([affine(16), relu, ...classes3], sgd(1e-6, 20)) }),
  },
  'loss-not-decreasing': {
    run: () => ({ data: shuffledLabels(), network: stack([affine(2), softmaxLoss], sgd(0.1, 150)) }),
  },
  overfitting: {
    run: () => ({
      data: load('moons', { points: 30, noise: 0.5, test: 0.5 }),
      network: stack([affine(64), relu, affine(64), relu, affine(2), softmaxLoss], {
        ...optimizer('Adam', 0.003),
        batch: 10,
        epochs: 100,
      }),
    }),
  },
  'bad-initial-loss': {
    run: () => ({
      data: spiralData(0),
      network: stack([affine(16), relu, affine(3, 'Normal', { std: 10 }), softmaxLoss], sgd(0.01, 30)),
    }),
  },
};

/** Two classes told by one number, whose loss at chance is ln 2. */
const moons = (last: Written): RealRun => ({
  data: load('moons', { points: 100, noise: 0.1, test: 0.2 }),
  network: stack([affine(16), relu, last, { layer: 'SigmoidWithLoss' }], sgd(0.01, 30)),
});

describe('a fault planted in a real run', () => {
  it('raises bad-initial-loss where a sigmoid tells two classes, too', () => {
    expect(sentencesOf(moons(affine(1)))).toEqual([]);
    const found = findingsOf(moons(affine(1, 'Normal', { std: 10 })));
    expect(found.map(({ rule }) => rule)).toEqual(['bad-initial-loss']);
    expect(found.map(({ message }) => formatMessage(message)).join()).toContain('For 2 classes about 0.693');
  });

  it.each(Object.entries(planted))('raises %s and nothing else', (rule, { run }) => {
    const made = run();
    const found = findingsOf(made);
    expect([...new Set(found.map((finding) => finding.rule))], sentencesOf(made).join('\n')).toEqual([rule]);
  });
});

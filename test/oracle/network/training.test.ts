import { describe, expect, it } from 'vitest';
import { referenceBackend } from '../../../src/engine/kernels/reference';
import {
  defaultTraining,
  type NetworkDefinition,
  type TrainingDefinition,
} from '../../../src/engine/network/networkDefinition';
import { optimizers } from '../../../src/engine/optimizers';
import { schedules } from '../../../src/engine/training/schedules';
import { createTrainer, type Trainer } from '../../../src/engine/training/trainer';
import type { Precision } from '../../../src/engine/tensor';
import { expectClose, layersOf, readOracle, type NetworkCase, type Written } from './networkOracle';

interface TrainingCase {
  readonly training: Pick<TrainingDefinition, 'optimizer' | 'schedule' | 'weightDecay' | 'clipNorm' | 'l1'>;
  readonly losses: readonly number[];
  readonly learningRates: readonly number[];
  readonly parameters: Readonly<Record<string, Written>>;
}

interface TrainingOracle {
  readonly layers: NetworkCase['layers'];
  readonly steps: number;
  readonly batch: number;
  readonly epochs: number;
  readonly seed: number;
  readonly input: Written;
  readonly labels: readonly number[];
  readonly start: Readonly<Record<string, Written>>;
  readonly cases: readonly TrainingCase[];
}

// make.py writes it in this form.
const oracle = readOracle('training') as TrainingOracle;

function start({ training }: TrainingCase, precision: Precision): Trainer {
  const { batch, epochs, seed } = oracle;
  const definition: NetworkDefinition = {
    name: 'Oracle',
    layers: layersOf(oracle.layers),
    training: { ...defaultTraining, ...training, batch, epochs, seed, precision },
  };
  const count = oracle.labels.length;
  const result = createTrainer(
    definition,
    {
      count,
      sampleShape: oracle.input.shape.slice(1),
      inputs: Float64Array.from(oracle.input.values),
      targets: { kind: 'labels', labels: Int32Array.from(oracle.labels), classes: 3 },
      train: Int32Array.from({ length: count }, (_, sample) => sample),
      test: new Int32Array(0),
    },
    referenceBackend,
  );
  if (!result.ok) throw new Error('The oracle’s network was refused.');
  const { trainer } = result;
  const begin = Object.entries(oracle.start).map(
    ([name, { shape, values }]) => [name, { shape, data: Float64Array.from(values) }] as const,
  );
  expect(trainer.adopt(new Map(begin))).toEqual([]);
  return trainer;
}

function describeCase({ training: { optimizer, schedule, ...rest } }: TrainingCase): string {
  return [optimizer, schedule, rest].map((part) => JSON.stringify(part)).join(' ');
}

describe('a hundred steps as PyTorch takes them', () => {
  it.each(optimizers.flatMap(({ name }) => schedules.map((schedule) => [name, schedule.name] as const)))(
    '%s with %s has an oracle',
    (optimizer, schedule) => {
      const found = oracle.cases.filter(
        ({ training }) => training.optimizer.name === optimizer && training.schedule.name === schedule,
      );
      expect(found.length).toBeGreaterThan(0);
    },
  );

  it.each(
    optimizers.flatMap(({ name, settings }) => settings.map((setting) => [name, setting.name] as const)),
  )('the setting %s.%s is used by an oracle', (optimizer, setting) => {
    const of = ({ training }: TrainingCase): boolean =>
      training.optimizer.name === optimizer &&
      (setting === 'weight_decay'
        ? training.weightDecay !== undefined
        : training.optimizer.settings[setting] !== undefined);
    expect(oracle.cases.some(of)).toBe(true);
  });

  it.each(oracle.cases.map((one) => [describeCase(one), one] as const))('float64: %s', (_name, one) => {
    const trainer = start(one, 'float64');
    for (let step = 0; step < oracle.steps; step++) {
      const rate = one.learningRates[step] ?? NaN;
      expect(Math.abs(trainer.scheduledLearningRate - rate)).toBeLessThanOrEqual(1e-12 * rate);
      const loss = trainer.runStep();
      const expected = one.losses[step] ?? NaN;
      expect(Math.abs(loss - expected), `loss of step ${step}`).toBeLessThanOrEqual(1e-10 * expected);
    }
    for (const { name, value } of trainer.parameters) {
      expectClose(value.data, one.parameters[name] ?? { values: [] }, 1e-10, name);
    }
  });

  it.each(oracle.cases.map((one) => [describeCase(one), one] as const))(
    'float32, ten steps: %s',
    (_name, one) => {
      const trainer = start(one, 'float32');
      for (let step = 0; step < 10; step++) {
        const expected = one.losses[step] ?? NaN;
        expect(Math.abs(trainer.runStep() - expected)).toBeLessThanOrEqual(1e-4 * expected);
      }
    },
  );
});

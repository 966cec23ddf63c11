import { describe, expect, it } from 'vitest';
import { referenceBackend } from '../../../src/engine/kernels/reference';
import { defaultTraining, type TrainingDefinition } from '../../../src/engine/network/networkDefinition';
import type { TrainingData } from '../../../src/engine/training/data';
import { createTrainer, type Trainer } from '../../../src/engine/training/trainer';
import {
  expectClose,
  layersOf,
  readOracle,
  type NetworkCase,
  type Written,
  type WrittenTargets,
} from './networkOracle';

interface PieceCase extends Pick<NetworkCase, 'sampleShape' | 'layers' | 'targets' | 'input'> {
  readonly training: Partial<TrainingDefinition>;
  /** Of every parameter but those that the definition gives a start. */
  readonly start: Readonly<Record<string, Written>>;
  readonly losses: readonly number[];
  readonly parameters: Readonly<Record<string, Written>>;
  readonly states: Readonly<Record<string, Written>>;
}

interface PieceOracle {
  readonly steps: number;
  readonly batch: number;
  readonly epochs: number;
  readonly seed: number;
  readonly cases: Readonly<Record<string, PieceCase>>;
}

// make.py writes it in this form.
const oracle = readOracle('pieces') as PieceOracle;

function targetsOf(targets: WrittenTargets): TrainingData['targets'] {
  return targets.kind === 'labels'
    ? { ...targets, labels: Int32Array.from(targets.labels) }
    : { ...targets, values: Float64Array.from(targets.values) };
}

function start({ layers, sampleShape, input, targets, training, ...given }: PieceCase): Trainer {
  const { batch, epochs, seed } = oracle;
  const count = input.shape[0] ?? 0;
  const result = createTrainer(
    {
      name: 'Oracle',
      layers: layersOf(layers),
      training: { ...defaultTraining, ...training, batch, epochs, seed, precision: 'float64' },
    },
    {
      count,
      sampleShape,
      inputs: Float64Array.from(input.values),
      targets: targetsOf(targets),
      train: Int32Array.from({ length: count }, (_, sample) => sample),
      test: new Int32Array(0),
    },
    referenceBackend,
  );
  if (!result.ok) throw new Error('The oracle’s network was refused.');
  const { trainer } = result;
  const begin = Object.entries(given.start).map(
    ([name, { shape, values }]) => [name, { shape, data: Float64Array.from(values) }] as const,
  );
  // The others begin as their definition says.
  const others = trainer.adopt(new Map(begin));
  expect([...others, ...begin.map(([name]) => name)].sort()).toEqual(Object.keys(given.parameters).sort());
  return trainer;
}

describe('a hundred steps with each piece as PyTorch takes them', () => {
  it.each(Object.entries(oracle.cases))('%s', (_name, one) => {
    const trainer = start(one);
    expect(one.losses).toHaveLength(oracle.steps);
    for (const [step, expected] of one.losses.entries()) {
      const loss = trainer.runStep();
      expect(Math.abs(loss - expected), `loss of step ${step}`).toBeLessThanOrEqual(1e-10 * expected);
    }
    for (const { name, value } of trainer.parameters) {
      expectClose(value.data, one.parameters[name] ?? { values: [] }, 1e-10, name);
    }
    trainer.blueprint.definition.layers.forEach(({ name }, layer) => {
      for (const [state, { data }] of Object.entries(trainer.states[layer] ?? {})) {
        expectClose(data, one.states[`${name}.${state}`] ?? { values: [] }, 1e-10, `${name}.${state}`);
      }
    });
  });
});

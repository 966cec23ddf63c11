import { describe, expect, it } from 'vitest';
import { networkLayers } from '../../../../src/engine/layers/layerTable';
import { referenceBackend } from '../../../../src/engine/kernels/reference';
import type { TrainingDefinition } from '../../../../src/engine/network/networkDefinition';
import type { Shape } from '../../../../src/engine/shape';
import { checkNetworkGradients } from '../../../../src/engine/explain/networkGradientCheck';
import type { Trainer } from '../../../../src/engine/training/trainer';
import type { KernelBackend } from '../../../../src/engine/kernels/kernels';
import { countedBuilds, kernelBytes } from '../kernels/builds';
import { affine, conv, networkOf, parametersOf, randomData, trainerOf, type Short } from './networks';

const pool = (layer: string): Short => ({ layer, settings: { size: 2 } });

interface NetworkCase {
  readonly sample: Shape;
  readonly layers: readonly (Short | string)[];
  readonly training?: Partial<TrainingDefinition>;
}

/** Together they use every layer and loss, with odd sizes, a branch and a mini-batch that comes out short. */
const networks: Readonly<Record<string, NetworkCase>> = {
  dense: {
    sample: [5],
    layers: [
      affine(7),
      'LayerNorm',
      'ReLU',
      affine(7),
      'GELU',
      { layer: 'Add', from: [4, 2] },
      { layer: 'Mul', from: [5, 0] },
      'Softplus',
      { layer: 'Dropout', settings: { ratio: 0.3 } },
      affine(3),
      'SoftmaxWithLoss',
    ],
  },
  images: {
    sample: [2, 9, 7],
    layers: [
      conv(3, 3, { pad: 1 }),
      'BatchNorm',
      'LeakyReLU',
      pool('MaxPool'),
      { layer: 'Conv', settings: { filters: 2, size: 2 }, from: [3] },
      'Tanh',
      { layer: 'Conv', settings: { filters: 3, size: 2 }, from: [3] },
      'Sigmoid',
      { layer: 'Concat', from: [7, 5] },
      pool('AvgPool'),
      'Flatten',
      affine(3),
      'SigmoidWithLoss',
    ],
  },
  windows: {
    sample: [4, 9, 7],
    layers: [
      conv(6, 3, { pad: 'same', dilation: 2, groups: 2, bias: false }),
      { layer: 'BatchNorm', settings: { eps: 0.01 } },
      'ReLU',
      conv(4, 4, { pad: 'same', bias: [0.1, -0.2, 0.3, 0] }),
      'Tanh',
      conv(5, 3, { bias: false }),
      'GlobalAvgPool',
      affine(4, { settings: { units: 4, bias: false } }),
      { layer: 'LayerNorm', settings: { eps: 0.01 } },
      'LogSoftmax',
      affine(3, { settings: { units: 3, bias: 0.5 } }),
      { layer: 'SoftmaxWithLoss', settings: { smoothing: 0.2 } },
    ],
  },
  huber: {
    sample: [5],
    layers: [affine(7), 'Softmax', affine(3), { layer: 'Huber', settings: { delta: 0.3 } }],
    // Not where a bias stands before BatchNorm: its gradient is rounding noise, and noise has a sign.
    training: { l1: 0.001 },
  },
  // The gradient of a bias adds up signs: of an odd number of samples they cannot cancel to mere rounding.
  absolute: {
    sample: [5],
    layers: [affine(7), 'Tanh', affine(3), 'MeanAbsoluteError'],
    training: { batch: 7 },
  },
  squared: { sample: [5], layers: [affine(7), 'GELU', affine(3), 'MeanSquaredError'] },
};

it('uses every layer and loss', () => {
  const used = Object.values(networks).flatMap(({ layers }) =>
    layers.map((layer) => (typeof layer === 'string' ? layer : layer.layer)),
  );
  expect(networkLayers.map(({ name }) => name).filter((name) => !used.includes(name))).toEqual([]);
});

function train(name: string, backend: KernelBackend, training: Partial<TrainingDefinition>): Trainer {
  const { sample, layers, training: own }: NetworkCase = networks[name] ?? { sample: [], layers: [] };
  const settings = {
    batch: 8,
    optimizer: { name: 'Adam', settings: { lr: 0.01, eps: 1e-6 } },
    clipNorm: 1,
    ...own,
    ...training,
  };
  return trainerOf(
    networkOf(layers, settings),
    randomData(sample, { classes: 3 }, { train: 21, test: 9 }),
    backend,
  );
}

describe.each(countedBuilds(kernelBytes()).map((build) => [build.name, build] as const))(
  '%s',
  (_name, { backend, calls }) => {
    it.each(Object.keys(networks))('trains the %s network as the reference kernels do', (name) => {
      const compiled = train(name, backend, { precision: 'float64' });
      const reference = train(name, referenceBackend, { precision: 'float64' });
      for (let step = 0; step < 10; step++) {
        const expected = reference.runStep();
        expect(Math.abs(compiled.runStep() - expected)).toBeLessThan(1e-10 * expected);
      }
      const difference = parametersOf(compiled).map(
        (value, i) => value - (parametersOf(reference)[i] ?? NaN),
      );
      expect(Math.hypot(...difference)).toBeLessThan(1e-9 * Math.hypot(...parametersOf(reference)));
      expect(compiled.evaluate('test')?.accuracy).toBe(reference.evaluate('test')?.accuracy);
      expect(calls.size).toBeGreaterThan(0);
    });

    it.each(Object.keys(networks))('trains the %s network in float32, the same at every run', (name) => {
      const [one, two] = [train(name, backend, {}), train(name, backend, {})];
      const reference = train(name, referenceBackend, {});
      for (let step = 0; step < 10; step++) {
        const { loss } = two.runMeasuredStep();
        expect(one.runStep()).toBe(loss);
        expect(Math.abs(loss - reference.runStep())).toBeLessThan(1e-3 * loss);
      }
      expect(parametersOf(one)).toEqual(parametersOf(two));
    });

    it.each(Object.keys(networks))('gives the %s network gradients that pass the check', (name) => {
      const trainer = train(name, backend, { precision: 'float64' });
      const result = checkNetworkGradients(trainer, backend, { entriesPerValue: 10 });
      if (!result.ok) throw new Error('There is not enough memory.');
      for (const { worst, name: value } of result.check.values) {
        expect(worst.verdict, value).toMatch(/agrees|corner/);
      }
    });

    it('refuses what no memory can hold', () => {
      const arena = backend.createArena(2 ** 40);
      expect(arena.ok).toBe(false);
    });
  },
);

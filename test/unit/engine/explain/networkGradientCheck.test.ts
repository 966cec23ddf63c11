import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { termsOf, usesOf } from '../../../../src/engine/explain/chainRule';
import { compile } from '../../../../src/engine/graph/compile';
import { referenceBackend } from '../../../../src/engine/kernels/reference';
import type { NetworkLayer } from '../../../../src/engine/layers/support/layer';
import { networkLayers } from '../../../../src/engine/layers/layerTable';
import type { Shape } from '../../../../src/engine/shape';
import { checkNetworkGradients } from '../../../../src/engine/explain/networkGradientCheck';
import type { Trainer } from '../../../../src/engine/training/trainer';
import { affine, conv, networkOf, randomData, trainerOf, type Short } from '../training/networks';

/** A small network around one layer, over random shapes. */
interface Around {
  readonly sample: Shape;
  readonly layers: readonly (Short | string)[];
}

const side = fc.integer({ min: 4, max: 6 });
const images = fc.record({ channels: fc.integer({ min: 1, max: 2 }), height: side, width: side });
const features = fc.integer({ min: 1, max: 5 });
const imageShape = ({
  channels,
  height,
  width,
}: {
  channels: number;
  height: number;
  width: number;
}): Shape => [channels, height, width];

/** The layer on features or on images, with something that learns before it. */
function anywhere(layer: Short | string): fc.Arbitrary<Around> {
  return fc.oneof(
    fc.record({ size: features, units: features }).map(({ size, units }) => ({
      sample: [size],
      layers: [affine(units + 1), layer, affine(3), 'SoftmaxWithLoss'],
    })),
    images.map((image) => ({
      sample: imageShape(image),
      layers: [conv(2, 2), layer, affine(3), 'SoftmaxWithLoss'],
    })),
  );
}

const window = fc.record({ size: fc.integer({ min: 1, max: 3 }), stride: fc.integer({ min: 1, max: 3 }) });

function pooling(layer: string): fc.Arbitrary<Around> {
  return fc.tuple(images, window).map(([image, settings]) => ({
    sample: imageShape(image),
    layers: [conv(2, 1), { layer, settings }, affine(3), 'SoftmaxWithLoss'],
  }));
}

function combining(layer: string): fc.Arbitrary<Around> {
  return fc.record({ size: features, times: fc.integer({ min: 1, max: 3 }) }).map(({ size, times }) => ({
    sample: [size],
    layers: [
      affine(size),
      'Tanh',
      { layer, from: [1, 'input', ...Array.from({ length: times }, (_, i) => i % 2)] },
      affine(3),
      'SoftmaxWithLoss',
    ],
  }));
}

function loss(layer: Short | string): fc.Arbitrary<Around> {
  return features.map((size) => ({ sample: [size], layers: [affine(3), layer] }));
}

/** Networks around layers that need settings or a place of their own. */
const special: Readonly<Record<string, fc.Arbitrary<Around>>> = {
  Affine: fc.boolean().chain((bias) => anywhere(affine(4, { settings: { units: 4, bias } }))),
  Conv: fc.oneof(
    fc.tuple(images, window, fc.integer({ min: 0, max: 2 })).map(([image, { size, stride }, pad]) => ({
      sample: imageShape(image),
      layers: [conv(2, 2), conv(3, size, { stride, pad }), affine(3), 'SoftmaxWithLoss'],
    })),
    fc
      .record({
        image: images,
        size: fc.integer({ min: 1, max: 4 }),
        dilation: fc.constantFrom(1, 2),
        groups: fc.constantFrom(1, 2),
        bias: fc.constantFrom(true, false, 0.5),
      })
      .map(({ image, size, ...settings }) => ({
        sample: imageShape(image),
        layers: [conv(2, 2), conv(4, size, { pad: 'same', ...settings }), affine(3), 'SoftmaxWithLoss'],
      })),
  ),
  SoftmaxWithLoss: fc
    .constantFrom(0, 0.2)
    .chain((smoothing) => loss({ layer: 'SoftmaxWithLoss', settings: { smoothing } })),
  Huber: fc.constantFrom(0.3, 1).chain((delta) => loss({ layer: 'Huber', settings: { delta } })),
  MaxPool: pooling('MaxPool'),
  AvgPool: pooling('AvgPool'),
  GlobalAvgPool: images.map((image) => ({
    sample: imageShape(image),
    layers: [conv(2, 1), 'GlobalAvgPool', affine(3), 'SoftmaxWithLoss'],
  })),
  Dropout: anywhere({ layer: 'Dropout', settings: { ratio: 0.4 } }),
  LeakyReLU: anywhere({ layer: 'LeakyReLU', settings: { slope: 0.3 } }),
};

/** What the layer's own file says of it is enough for the others. */
function networksAround({ name, asLayer }: NetworkLayer): fc.Arbitrary<Around> {
  const given = special[name];
  if (given !== undefined) return given;
  if (asLayer.kind === 'loss') return loss(name);
  return asLayer.kind === 'combination' ? combining(name) : anywhere(name);
}

function train({ sample, layers }: Around, seed: number, batch: number): Trainer {
  const training = {
    batch,
    seed,
    precision: 'float64',
    optimizer: { name: 'SGD', settings: { lr: 0.1 } },
  } as const;
  return trainerOf(networkOf(layers, training), randomData(sample, { classes: 3 }, { train: 8, seed }));
}

describe.each(networkLayers)('$name', (described) => {
  const { name: layer } = described;
  const networks = networksAround(described);

  it('has backward equal to central differences, in training mode', () => {
    fc.assert(
      fc.property(networks, fc.nat(1000), fc.integer({ min: 3, max: 6 }), (network, seed, batch) => {
        expect(network.layers.map((one) => (typeof one === 'string' ? one : one.layer))).toContain(layer);
        const trainer = train(network, seed, batch);
        trainer.runStep();
        const result = checkNetworkGradients(trainer, referenceBackend, { entriesPerValue: 12, seed });
        if (!result.ok) throw new Error('There is not enough memory.');
        const parameters = trainer.parameters.map(({ name }) => name);
        expect(new Set(result.check.values.map(({ name }) => name))).toEqual(
          new Set(['input', ...parameters]),
        );
        for (const { worst, name } of result.check.values) {
          // A bias before a BatchNorm and what is before a LayerNorm of two entries have next to no effect:
          // beside a loss of about 1, differences say nothing of a gradient this small.
          const isRounding = worst.verdict === 'cannot tell' && Math.abs(worst.analytic) < 1e-7;
          if (isRounding) continue;
          expect(worst.verdict, `${name}: ${JSON.stringify(worst)}`).toMatch(/agrees|corner/);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('explains its gradients by the chain rule, entry by entry', () => {
    fc.assert(
      fc.property(networks, fc.nat(1000), (network, seed) => {
        const trainer = train(network, seed, 4);
        trainer.compute();
        const { plan } = trainer;
        plan.computeInputGradient();
        for (const id of plan.graph.nodes.keys()) {
          const gradient = plan.gradient(id);
          if (gradient === undefined || id === plan.network.loss) continue;
          const entry = seed % gradient.data.length;
          const sum = usesOf(plan, id)
            .flatMap((use) => termsOf(plan, use, entry))
            .reduce((total, { gradOutput, factor }) => total + gradOutput * factor, 0);
          const scale = Math.max(...gradient.data.map(Math.abs), 1e-6);
          expect(Math.abs(sum - (gradient.data[entry] ?? NaN))).toBeLessThanOrEqual(1e-10 * scale);
        }
      }),
      { numRuns: 15 },
    );
  });
});

describe('a network’s graph', () => {
  it('computes the same as a plan of formulas, bit for bit where no sums are reordered', () => {
    const layers = [affine(5), 'ReLU', affine(5), 'Sigmoid', { layer: 'Mul', from: [3, 1] }, affine(3)];
    const trainer = train({ sample: [4], layers: [...layers, 'SoftmaxWithLoss'] }, 3, 6);
    trainer.compute();
    const { plan } = trainer;
    plan.computeInputGradient();
    const { network } = plan;
    const formulas = compile(network.graph);
    for (const [id, node] of network.graph.nodes.entries()) {
      if (node.kind !== 'layer') formulas.value(id).data.set(plan.value(id).data);
    }
    formulas.forward();
    formulas.backward(network.loss);
    for (const id of network.graph.nodes.keys()) {
      const expected = formulas.gradient(id)?.data;
      const actual = plan.gradient(id)?.data;
      expect(actual?.length).toBe(expected?.length);
      expected?.forEach((value, entry) => {
        expect(actual?.[entry]).toBeCloseTo(value, 13);
      });
      formulas.value(id).data.forEach((value, entry) => {
        expect(plan.value(id).data[entry]).toBeCloseTo(value, 13);
      });
    }
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { referenceBackend } from '../../../../src/engine/kernels/reference';
import { operand } from '../../../../src/engine/layers/support/operands';
import type { ProductsWork, WindowWork } from '../../../../src/protocol/trainingAnswers';
import type { Dataset } from '../../../../src/data/dataset';
import { createTrainer, type Trainer } from '../../../../src/engine/training/trainer';
import { randomStream } from '../../../../src/engine/random';
import { workOutLayerEntry } from '../../../../src/runtime/training/workOutLayerEntry';
import { softmaxLoss, stack, affine, type Written } from './networks';

/** Images of random numbers, and a network that begins with this layer, computed once. */
function passOf(first: Written, sampleShape: readonly [number, number, number], seed: number): Trainer {
  const count = 4;
  const random = randomStream(seed, 'sampling');
  const [channels, height, width] = sampleShape;
  const samples = Int32Array.from({ length: count }, (_, at) => at);
  const data: Dataset = {
    count,
    sampleShape: [...sampleShape],
    inputs: Float32Array.from({ length: count * channels * height * width }, () => random.normal()),
    targets: { kind: 'labels', classes: 2, labels: Int32Array.of(0, 1, 0, 1) },
    train: samples,
    test: new Int32Array(),
  };
  const definition = stack([first, affine(2), softmaxLoss], { batch: 3, precision: 'float64' });
  const created = createTrainer(definition, data, referenceBackend);
  if (!created.ok) throw new Error('The network has a mistake.');
  for (const { value } of created.trainer.parameters) {
    for (let at = 0; at < value.data.length; at++) value.data[at] = random.normal();
  }
  created.trainer.compute();
  return created.trainer;
}

const convolutions = fc
  .record({
    groups: fc.integer({ min: 1, max: 3 }),
    perGroup: fc.integer({ min: 1, max: 2 }),
    filtersPerGroup: fc.integer({ min: 1, max: 2 }),
    size: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 3 }),
    pad: fc.oneof(fc.integer({ min: 0, max: 2 }), fc.constant('same' as const)),
    dilation: fc.integer({ min: 1, max: 2 }),
    bias: fc.boolean(),
    height: fc.integer({ min: 5, max: 8 }),
    width: fc.integer({ min: 5, max: 8 }),
    seed: fc.integer({ min: 0, max: 1000 }),
  })
  .map((all) => (all.pad === 'same' ? { ...all, stride: 1 } : all));

/** The kernels are the judge: every number is one that they gave. */
describe('an entry that is worked out', () => {
  it('of a convolution sums to what the kernel gave, whatever its settings', () => {
    fc.assert(
      fc.property(convolutions, ({ groups, perGroup, filtersPerGroup, seed, height, width, ...settings }) => {
        const trainer = passOf(
          { layer: 'Conv', settings: { ...settings, groups, filters: groups * filtersPerGroup } },
          [groups * perGroup, height, width],
          seed,
        );
        const { plan } = trainer;
        const { output } = operand(plan.network.layers, 0);
        const images = plan.value(plan.network.input).data;
        plan.value(output).data.forEach((value, entry) => {
          const work = workOutLayerEntry(plan, { layer: 0, kind: 'activation', entry }) as WindowWork;
          expect(work.value[0]).toBe(value);
          expect(work.sum[0]).toBeCloseTo(value, 10);
          expect(work.bias !== undefined).toBe(settings.bias);
          expect(work.shape).toEqual([perGroup, settings.size, settings.size]);
          // What the patch says is what stands in the image at that place.
          work.entries.forEach((at, place) => {
            expect(work.patch[place]).toBe(at < 0 ? 0 : images[at]);
          });
          const products = work.patch.reduce((sum, x, at) => sum + x * (work.kernel?.[at] ?? NaN), 0);
          expect(work.sum[0]).toBe(products + (work.bias?.[0] ?? 0));
        });
        const W = operand(trainer.parameters, 0);
        W.gradient.data.forEach((value, entry) => {
          const work = workOutLayerEntry(plan, { layer: 0, kind: 'weightGradient', entry }) as ProductsWork;
          expect(work.value[0]).toBe(value);
          expect(work.sum[0]).toBeCloseTo(value, 10);
          const dy = plan.gradient(output)?.data ?? [];
          let written = 0;
          work.outputEntries.forEach((at, term) => {
            expect(work.outputGradients[term]).toBe(dy[at]);
            const from = work.inputEntries[term] ?? -1;
            expect(work.factors[term]).toBe(from < 0 ? 0 : images[from]);
            written += (work.outputGradients[term] ?? NaN) * (work.factors[term] ?? NaN);
          });
          expect(written + (work.rest[0] ?? NaN)).toBeCloseTo(value, 10);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('of a max pool is the entry that won', () => {
    for (const [size, stride] of [
      [2, 2],
      [3, 1],
      [2, 3],
    ] as const) {
      const { plan } = passOf({ layer: 'MaxPool', settings: { size, stride } }, [2, 7, 6], size + stride);
      const { output } = operand(plan.network.layers, 0);
      const images = plan.value(plan.network.input).data;
      plan.value(output).data.forEach((value, entry) => {
        const work = workOutLayerEntry(plan, { layer: 0, kind: 'activation', entry }) as WindowWork;
        expect([work.value[0], work.sum[0], images[work.entries[work.taken ?? -1] ?? -1]]).toEqual([
          value,
          value,
          value,
        ]);
        expect(Math.max(...work.patch)).toBe(value);
        expect(work.entries).toHaveLength(size * size);
      });
    }
  });
});

import { describe, expect, it } from 'vitest';
import type { KernelBackend } from '../../../../src/engine/kernels/kernels';
import { referenceBackend } from '../../../../src/engine/kernels/reference';
import { optimizers } from '../../../../src/engine/optimizers';
import { randomStream } from '../../../../src/engine/random';
import type { Precision } from '../../../../src/engine/tensor';
import { countedBuilds, kernelBytes } from '../kernels/builds';
import { roundedKernels } from '../kernels/roundedKernels';
import { affine, networkOf, randomData, trainerOf } from './networks';

/** BatchNorm subtracts what these add: no loss depends on them, and their gradients are only rounding. */
const withoutEffect = ['affine1.b', 'affine4.b'];
const layers = [
  ...([affine(12), 'BatchNorm', 'ReLU', affine(12), 'BatchNorm', 'ReLU'] as const),
  ...([affine(3), 'SoftmaxWithLoss'] as const),
];
const lr = 0.01;
const steps = 100;

interface Outcome {
  readonly loss: number;
  readonly withoutEffect: readonly number[];
  readonly others: readonly number[];
}

function train(optimizer: string, precision: Precision, backend: KernelBackend): Outcome {
  const training = { precision, batch: 16, optimizer: { name: optimizer, settings: { lr } } };
  const data = randomData([6], { classes: 3 }, { train: 48, seed: 3 });
  const trainer = trainerOf(networkOf(layers, training), data, backend);
  let loss = NaN;
  for (let step = 0; step < steps; step++) loss = trainer.runStep();
  const numbersOf = (isWithoutEffect: boolean): number[] =>
    trainer.parameters
      .filter(({ name }) => withoutEffect.includes(name) === isWithoutEffect)
      .flatMap(({ value }) => [...value.data]);
  return { loss, withoutEffect: numbersOf(true), others: numbersOf(false) };
}

/** Relative to the norm, but for parameters without effect: those by the largest difference. */
function distance(a: Outcome, b: Outcome): Outcome {
  const differences = (one: readonly number[], other: readonly number[]): number[] =>
    one.map((value, i) => Math.abs(value - (other[i] ?? NaN)));
  return {
    loss: Math.abs(a.loss - b.loss) / b.loss,
    withoutEffect: [Math.max(...differences(a.withoutEffect, b.withoutEffect))],
    others: [Math.hypot(...differences(a.others, b.others)) / Math.hypot(...b.others)],
  };
}

const [build] = countedBuilds(kernelBytes());
if (build === undefined) throw new Error('There is no build of the kernels.');

describe.each(['float32', 'float64'] as const)('BatchNorm in %s', (precision) => {
  const unit = precision === 'float32' ? 2 ** -23 : 2 ** -52;

  it.each(optimizers.map(({ name }) => name))(
    'differs between plain and compiled kernels under %s by rounding only',
    (optimizer) => {
      const plain = train(optimizer, precision, referenceBackend);
      const compiled = distance(train(optimizer, precision, build.backend), plain);
      // The same training with every number of every kernel moved by up to one rounding.
      const rounded = [0, 1, 2].map((seed) => {
        const backend = roundedKernels(1, randomStream(seed, 'sampling'));
        return distance(train(optimizer, precision, backend), plain);
      });
      const largest = (of: (outcome: Outcome) => number): number => Math.max(...rounded.map(of));
      // What the loss depends on differs by some roundings, whatever the optimiser.
      expect(compiled.loss).toBeLessThan(50 * unit);
      expect(compiled.others[0]).toBeLessThan(50 * unit);
      // What it does not depend on may go as far as noise is carried, and no further.
      const ofRest = ({ withoutEffect: [most = NaN] }: Outcome): number => most;
      expect(ofRest(compiled)).toBeLessThan(8 * largest(ofRest));
      expect(ofRest(compiled)).toBeLessThan(lr * steps);
    },
  );

  it('lets AdaGrad, RMSProp and Adam carry the noise of a bias that has no effect', () => {
    const byGradient = ['AdaGrad', 'RMSProp', 'Adam', 'AdamW'].map((optimizer) => {
      const far = distance(
        train(optimizer, precision, roundedKernels(1, randomStream(0, 'sampling'))),
        train(optimizer, precision, referenceBackend),
      );
      return far.withoutEffect[0] ?? NaN;
    });
    // A gradient that is noise is divided by its own size: with 1e-8 beside it where the noise is smaller.
    const [least, most] = precision === 'float32' ? [0.01, 1] : [1e-11, 1e-5];
    for (const far of byGradient) {
      expect(far).toBeGreaterThan(least);
      expect(far).toBeLessThan(most);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { operand } from '../../../../src/engine/layers/support/operands';
import type { Trainer } from '../../../../src/engine/training/trainer';
import type { FoundSample } from '../../../../src/protocol/trainingAnswers';
import { findSamples } from '../../../../src/runtime/training/sampleSearch';
import { spiralSample } from './byHand';
import { affine, data, softmaxLoss, spiralTrainer, stack, trainerOf } from './networks';

function resultOf<Result>(work: Generator<void, Result>): Result {
  for (;;) {
    const turn = work.next();
    if (turn.done === true) return turn.value;
  }
}

const lossOf = ({ figures: [loss = NaN] }: FoundSample): number => loss;

describe('findSamples', () => {
  const trained = (): Trainer => {
    const trainer = spiralTrainer({}, 60);
    for (let step = 0; step < 60; step++) trainer.runStep();
    return trainer;
  };
  const byHand = (trainer: Trainer, part: 'train' | 'test'): FoundSample[] =>
    [...trainer.blueprint.data[part]]
      .map((sample, index) => {
        const { loss, label, said } = spiralSample(trainer, sample);
        return { index, figures: Float64Array.of(loss, label, said) };
      })
      .sort((a, b) => lossOf(b) - lossOf(a));

  it.each(['train', 'test'] as const)('gives those of the %s part, most wrong first', (part) => {
    const trainer = trained();
    const { samples: found, total } = resultOf(findSamples(trainer, { session: 1, part, limit: 20 }));
    const all = byHand(trainer, part);
    const expected = all.slice(0, 20);
    expect(total).toBe(all.length);
    const classes = ({ index, figures }: FoundSample): number[] => [index, ...figures.subarray(1)];
    expect(found.map(classes)).toEqual(expected.map(classes));
    found.forEach(({ figures }, i) => {
      expect(figures[0]).toBeCloseTo(lossOf(operand(expected, i)), 4);
    });
  });

  it('gives one whose loss is NaN before all others', () => {
    const spiral = data('spiral', { points: 50 });
    const inputs = spiral.inputs.slice();
    const index = 7;
    inputs[(spiral.train[index] ?? 0) * 2] = NaN;
    const trainer = trainerOf(stack([affine(3), softmaxLoss], { batch: 16 }), { ...spiral, inputs });
    const { samples: found } = resultOf(findSamples(trainer, { session: 1, part: 'train', limit: 3 }));
    expect(found.map((each) => [each.index === index, Number.isNaN(lossOf(each))])).toEqual([
      [true, true],
      [false, false],
      [false, false],
    ]);
  });

  it('keeps to a class, and to what it was taken for', () => {
    const trainer = trained();
    const expected = byHand(trainer, 'train').filter(
      ({ figures: [, target, predicted] }) => target === 1 && predicted === 2,
    );
    const { samples: found, total } = resultOf(
      findSamples(trainer, { session: 1, part: 'train', actual: 1, predicted: 2, limit: 1000 }),
    );
    expect(expected.length).toBeGreaterThan(0);
    expect(total).toBe(expected.length);
    expect(found.map(({ index }) => index)).toEqual(expected.map(({ index }) => index));
  });

  it('adds up to the loss of the evaluation, for every loss', () => {
    const networks = [
      [stack([affine(3), softmaxLoss], { batch: 16 }), data('spiral', { points: 50 })],
      [stack([affine(1), { layer: 'SigmoidWithLoss' }], { batch: 4 }), data('xor')],
      [stack([affine(2), { layer: 'SigmoidWithLoss' }], { batch: 4 }), data('xor')],
      [stack([affine(1), { layer: 'MeanSquaredError' }], { batch: 16 }), data('sine', { points: 100 })],
    ] as const;
    for (const [definition, dataset] of networks) {
      const trainer = trainerOf(definition, dataset);
      trainer.runStep();
      const { samples: found } = resultOf(findSamples(trainer, { session: 1, part: 'train', limit: 1000 }));
      const mean = found.reduce((sum, each) => sum + lossOf(each), 0) / dataset.train.length;
      expect(found).toHaveLength(dataset.train.length);
      expect(mean).toBeCloseTo(trainer.evaluate('train')?.loss ?? NaN, 5);
      expect(found[0]).not.toHaveProperty('input');
    }
  });
});

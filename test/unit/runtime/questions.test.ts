import { describe, expect, it } from 'vitest';
import { referenceBackend } from '../../../src/engine/kernels/reference';
import { operand } from '../../../src/engine/layers/support/operands';
import { formatMessage } from '../../../src/engine/message';
import type { Trainer } from '../../../src/engine/training/trainer';
import type { FoundSample, LayerZeroCause } from '../../../src/protocol/trainingViews';
import { dataPointsOf } from '../../../src/runtime/training/dataPoints';
import { explainLayerZero } from '../../../src/runtime/training/layerZero';
import { findSamples } from '../../../src/runtime/training/sampleSearch';
import { TrainingRun } from '../../../src/runtime/training/trainingRun';
import { spiralSample } from './byHand';
import { affine, data, optimizer, sigmoid, softmaxLoss, spiralTrainer, stack, trainerOf } from './networks';

function resultOf<Result>(work: Generator<void, Result>): Result {
  for (;;) {
    const turn = work.next();
    if (turn.done === true) return turn.value;
  }
}

describe('dataPoints', () => {
  it('gives the samples of both parts as the network gets them', () => {
    const dataset = data('spiral', { points: 20, test: 0.2, standardize: true });
    const points = dataPointsOf(dataset);
    expect(points?.inputs).toBe(2);
    for (const part of ['train', 'test'] as const) {
      const list = points?.[part];
      expect(list?.targets).toHaveLength(dataset[part].length);
      dataset[part].forEach((sample, i) => {
        expect(list?.inputs[2 * i + 1]).toBe(Math.fround(dataset.inputs[2 * sample + 1] ?? NaN));
        const { targets } = dataset;
        expect(list?.targets[i]).toBe(targets.kind === 'labels' ? targets.labels[sample] : NaN);
      });
    }
  });

  it('gives values for a regression, and nothing for images', () => {
    const sine = data('sine', { points: 10 });
    const values = sine.targets.kind === 'values' ? sine.targets.values : [];
    expect([...(dataPointsOf(sine)?.train.targets ?? [])]).toEqual(
      [...sine.train].map((sample) => Math.fround(values[sample] ?? NaN)),
    );
    expect(dataPointsOf({ ...sine, sampleShape: [1, 8, 8], inputs: new Float32Array(640) })).toBeUndefined();
  });
});

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
    const found = resultOf(findSamples(trainer, { session: 1, part, limit: 20 }));
    const expected = byHand(trainer, part).slice(0, 20);
    const classes = ({ index, figures }: FoundSample): number[] => [index, ...figures.subarray(1)];
    expect(found.map(classes)).toEqual(expected.map(classes));
    found.forEach(({ figures }, i) => {
      expect(figures[0]).toBeCloseTo(lossOf(operand(expected, i)), 4);
    });
  });

  it('keeps to a class, and to what it was taken for', () => {
    const trainer = trained();
    const expected = byHand(trainer, 'train').filter(
      ({ figures: [, target, predicted] }) => target === 1 && predicted === 2,
    );
    const found = resultOf(
      findSamples(trainer, { session: 1, part: 'train', actual: 1, predicted: 2, limit: 1000 }),
    );
    expect(expected.length).toBeGreaterThan(0);
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
      const found = resultOf(findSamples(trainer, { session: 1, part: 'train', limit: 1000 }));
      const mean = found.reduce((sum, each) => sum + lossOf(each), 0) / dataset.train.length;
      expect(found).toHaveLength(dataset.train.length);
      expect(mean).toBeCloseTo(trainer.evaluate('train')?.loss ?? NaN, 5);
      expect(found[0]).not.toHaveProperty('input');
    }
  });
});

function textsOf(cause: LayerZeroCause): string[] {
  return [formatMessage(cause.message), ...cause.causes.flatMap(textsOf)];
}

function layersOf(cause: LayerZeroCause): (number | undefined)[] {
  return [cause.layer, ...cause.causes.flatMap(layersOf)];
}

describe('why a number is zero', () => {
  it('names the ReLU that blocks, in a gradient and in an activation', () => {
    const trainer = spiralTrainer();
    trainer.compute();
    const { plan } = trainer;
    const node = operand(plan.network.layers, 0).output;
    const x = plan.value(node).data;
    const blocked = x.findIndex((value) => value <= 0);
    const gradient = explainLayerZero(plan, { layer: 0, kind: 'gradient', entry: blocked });
    expect(textsOf(gradient)[1]).toBe(`Blocked by this ReLU: its x is ${String(x[blocked])}, not above 0.`);
    expect(layersOf(gradient).slice(0, 2)).toEqual([0, 1]);
    const activation = explainLayerZero(plan, { layer: 1, kind: 'activation', entry: blocked });
    expect(formatMessage(activation.message)).toBe(textsOf(gradient)[1]);
    expect(activation).toMatchObject({ layer: 1, entry: blocked });
  });

  it('follows the gradient of a weight through blocked units to the layers above and below', () => {
    const trainer = spiralTrainer();
    // A unit that no sample gets through: nothing reaches its weights.
    const bias = trainer.parameters.find(({ name }) => name === 'affine1.b');
    bias?.value.data.set([-100], 3);
    trainer.compute();
    const told = explainLayerZero(trainer.plan, { layer: 0, kind: 'weightGradient', entry: 3 });
    expect(formatMessage(told.message)).toBe('The gradient here is 0.');
    expect(textsOf(told).filter((text) => text.startsWith('Blocked by this ReLU')).length).toBeGreaterThan(0);
    expect(layersOf(told)).toContain(1);
    // The weights above it are multiplied by its zeros.
    const above = explainLayerZero(trainer.plan, { layer: 2, kind: 'weightGradient', entry: 3 * 16 });
    const texts = textsOf(above);
    expect(texts.some((text) => text.startsWith('Multiplied by'))).toBe(true);
    expect(texts.some((text) => text.startsWith('Blocked by this ReLU: its x is -'))).toBe(true);
  });

  it('names saturation and Dropout', () => {
    const definition = stack(
      [affine(4), sigmoid, { layer: 'Dropout', settings: { ratio: 0.5 } }, affine(3), softmaxLoss],
      { batch: 10 },
    );
    const trainer = trainerOf(definition, data('spiral', { points: 20 }));
    trainer.parameters.find(({ name }) => name === 'affine1.b')?.value.data.fill(40);
    trainer.compute();
    const { plan } = trainer;
    const kept = plan.savedForBackward(operand(plan.network.layers, 2).output)['kept']?.data ?? [];
    const dropped = kept.findIndex((bit) => bit === 0);
    const through = kept.findIndex((bit) => bit === 1);
    expect(textsOf(explainLayerZero(plan, { layer: 1, kind: 'gradient', entry: dropped }))).toContain(
      'Dropout set this number to zero in this step.',
    );
    expect(textsOf(explainLayerZero(plan, { layer: 2, kind: 'activation', entry: dropped }))).toEqual([
      'Dropout set this number to zero in this step.',
    ]);
    const flat = explainLayerZero(plan, { layer: 0, kind: 'gradient', entry: through });
    expect(textsOf(flat).join()).toMatch(/[Ss]aturated/);
    const saturated = explainLayerZero(plan, { layer: 1, kind: 'activation', entry: through });
    expect(textsOf(saturated).join()).toMatch(/[Ss]aturated/);
  });

  it('says when there is nothing to explain, and throws where nothing is asked', () => {
    const trainer = spiralTrainer();
    trainer.compute();
    const { plan } = trainer;
    const large = plan
      .gradient(operand(plan.network.layers, 4).output)
      ?.data.findIndex((value) => Math.abs(value) > 1e-3);
    const told = explainLayerZero(plan, { layer: 4, kind: 'gradient', entry: large ?? -1 });
    expect(formatMessage(told.message)).toContain('not small');
    expect(() => explainLayerZero(plan, { layer: 9, kind: 'gradient', entry: 0 })).toThrow(RangeError);
    expect(() => explainLayerZero(plan, { layer: 0, kind: 'activation', entry: 1e9 })).toThrow(RangeError);
    expect(() => explainLayerZero(plan, { layer: 1, kind: 'weightGradient', entry: 0 })).toThrow(RangeError);
  });
});

describe('checking the gradients of a run', () => {
  it('finds them right, and leaves run and pictures as they were', () => {
    const run = new TrainingRun(spiralTrainer({ ...optimizer('Adam', 0.01) }));
    for (let step = 0; step < 20; step++) run.advance(true);
    const { trainer } = run;
    const before = trainer.state();
    const values = trainer.plan.graph.nodes.map((_, node) => [...trainer.plan.value(node).data]);
    const result = resultOf(run.checkGradients(referenceBackend));
    if (!result.ok) throw new Error('no memory');
    expect(result.check.verdict).not.toBe('wrong');
    expect(result.check.values.map(({ name }) => name)).toContain('affine2.W');
    expect(trainer.state()).toEqual(before);
    expect(trainer.plan.graph.nodes.map((_, node) => [...trainer.plan.value(node).data])).toEqual(values);
  });

  it('says so where there is not enough memory', () => {
    const run = new TrainingRun(spiralTrainer());
    const refusing = {
      ...referenceBackend,
      createArena: () => ({ ok: false as const, error: { text: 'too large', values: [] } }),
    };
    const before = run.trainer.state();
    expect(resultOf(run.checkGradients(refusing))).toMatchObject({ ok: false });
    expect(run.trainer.state()).toEqual(before);
    expect(run.standing.isBetween).toBe(false);
  });
});

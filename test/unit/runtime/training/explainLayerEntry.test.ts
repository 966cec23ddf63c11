import { describe, expect, it } from 'vitest';
import { operand } from '../../../../src/engine/layers/support/operands';
import { formatMessage } from '../../../../src/engine/message';
import type { LayerEntryCause } from '../../../../src/protocol/trainingQuestions';
import { explainLayerEntry } from '../../../../src/runtime/training/explainLayerEntry';
import { affine, data, sigmoid, softmaxLoss, spiralTrainer, stack, trainerOf } from './networks';

function textsOf(cause: LayerEntryCause): string[] {
  return [formatMessage(cause.message), ...cause.causes.flatMap(textsOf)];
}

function layersOf(cause: LayerEntryCause): (number | undefined)[] {
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
    const gradient = explainLayerEntry(plan, { layer: 0, kind: 'gradient', entry: blocked });
    expect(textsOf(gradient)[1]).toBe(`Blocked by this ReLU: its x is ${String(x[blocked])}, not above 0.`);
    expect(layersOf(gradient).slice(0, 2)).toEqual([0, 1]);
    const activation = explainLayerEntry(plan, { layer: 1, kind: 'activation', entry: blocked });
    expect(formatMessage(activation.message)).toBe(textsOf(gradient)[1]);
    expect(activation).toMatchObject({ layer: 1, entry: blocked });
  });

  it('follows the gradient of a weight through blocked units to the layers above and below', () => {
    const trainer = spiralTrainer();
    // A unit that no sample gets through: nothing reaches its weights.
    const bias = trainer.parameters.find(({ name }) => name === 'affine1.b');
    bias?.value.data.set([-100], 3);
    trainer.compute();
    const explained = explainLayerEntry(trainer.plan, { layer: 0, kind: 'weightGradient', entry: 3 });
    expect(formatMessage(explained.message)).toBe('The gradient here is 0.');
    expect(
      textsOf(explained).filter((text) => text.startsWith('Blocked by this ReLU')).length,
    ).toBeGreaterThan(0);
    expect(layersOf(explained)).toContain(1);
    // The weights above it are multiplied by its zeros.
    const above = explainLayerEntry(trainer.plan, { layer: 2, kind: 'weightGradient', entry: 3 * 16 });
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
    expect(textsOf(explainLayerEntry(plan, { layer: 1, kind: 'gradient', entry: dropped }))).toContain(
      'Dropout set this number to zero in this step.',
    );
    expect(textsOf(explainLayerEntry(plan, { layer: 2, kind: 'activation', entry: dropped }))).toEqual([
      'Dropout set this number to zero in this step.',
    ]);
    const flat = explainLayerEntry(plan, { layer: 0, kind: 'gradient', entry: through });
    expect(textsOf(flat).join()).toMatch(/[Ss]aturated/);
    const saturated = explainLayerEntry(plan, { layer: 1, kind: 'activation', entry: through });
    expect(textsOf(saturated).join()).toMatch(/[Ss]aturated/);
  });

  it('says when there is nothing to explain, and throws where nothing is asked', () => {
    const trainer = spiralTrainer();
    trainer.compute();
    const { plan } = trainer;
    const large = plan
      .gradient(operand(plan.network.layers, 4).output)
      ?.data.findIndex((value) => Math.abs(value) > 1e-3);
    const explained = explainLayerEntry(plan, { layer: 4, kind: 'gradient', entry: large ?? -1 });
    expect(formatMessage(explained.message)).toContain('not small');
    expect(() => explainLayerEntry(plan, { layer: 9, kind: 'gradient', entry: 0 })).toThrow(RangeError);
    expect(() => explainLayerEntry(plan, { layer: 0, kind: 'activation', entry: 1e9 })).toThrow(RangeError);
    expect(() => explainLayerEntry(plan, { layer: 1, kind: 'weightGradient', entry: 0 })).toThrow(RangeError);
  });
});

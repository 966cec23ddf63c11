import { describe, expect, it } from 'vitest';
import { findNonFinite } from '../../../../src/engine/training/findNonFinite';
import { affine, networkOf, randomData, trainerOf } from './networks';

const layers = [affine(4, { name: 'a' }), 'ReLU', affine(3, { name: 'b' }), 'SoftmaxWithLoss'];

function make(more: Parameters<typeof networkOf>[1] = {}): ReturnType<typeof trainerOf> {
  return trainerOf(networkOf(layers, more), randomData([4], { classes: 3 }));
}

function origin(trainer: ReturnType<typeof make>): ReturnType<typeof findNonFinite> {
  return findNonFinite(trainer.blueprint.definition, trainer.plan, trainer.step);
}

describe('the first number that is not finite', () => {
  it('is not found in a healthy step', () => {
    const trainer = make();
    trainer.compute();
    expect(origin(trainer)).toBeUndefined();
  });

  it('is a parameter that an update made so', () => {
    const trainer = make();
    trainer.parameters[2]?.value.data.set([NaN]);
    trainer.compute();
    expect(origin(trainer)).toEqual({
      step: 0,
      where: 'parameter',
      layer: 2,
      name: 'b.W',
      kind: 'NaN',
    });
  });

  it('is a value whose inputs are finite', () => {
    const trainer = make();
    trainer.parameters[2]?.value.data.fill(3e38);
    trainer.compute();
    expect(origin(trainer)).toMatchObject({ where: 'value', layer: 2, name: 'b', kind: 'infinity' });
  });

  it('is a gradient where all values are finite', () => {
    const trainer = make();
    trainer.parameters[2]?.value.data.fill(1e30);
    trainer.parameters[1]?.value.data.fill(1e-30);
    trainer.parameters[0]?.value.data.fill(0);
    trainer.compute();
    trainer.plan.gradient(trainer.plan.network.layers[1]?.output ?? 0)?.data.fill(Infinity, 0, 1);
    expect(origin(trainer)).toMatchObject({ where: 'gradient', layer: 1, name: 'relu2', kind: 'infinity' });
  });
});

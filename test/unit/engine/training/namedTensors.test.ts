import { describe, expect, it } from 'vitest';
import { learnedTensors, namedTensors } from '../../../../src/engine/training/namedTensors';
import { affine, conv, networkOf, randomData, trainerOf } from './networks';

const trainer = trainerOf(
  networkOf(
    [
      { ...conv(2, 3), name: 'conv1' },
      { layer: 'BatchNorm', name: 'norm1' },
      { layer: 'ReLU', name: 'relu1' },
      affine(3, { name: 'affine1' }),
      { layer: 'SoftmaxWithLoss', name: 'loss1' },
    ],
    { batch: 6 },
  ),
  randomData([1, 5, 5], { classes: 3 }),
);

describe('names of exported tensors', () => {
  it('cover a mini-batch, each with its shape', () => {
    trainer.compute();
    const named = namedTensors(trainer);
    expect([...named].map(([name, { shape }]) => [name, shape])).toEqual([
      ['input', [6, 1, 5, 5]],
      ['target', [6]],
      ['loss', []],
      ['conv1.output', [6, 2, 3, 3]],
      ['conv1.gradOutput', [6, 2, 3, 3]],
      ['conv1.W', [2, 1, 3, 3]],
      ['conv1.dW', [2, 1, 3, 3]],
      ['conv1.b', [2]],
      ['conv1.db', [2]],
      ['norm1.output', [6, 2, 3, 3]],
      ['norm1.gradOutput', [6, 2, 3, 3]],
      ['norm1.gamma', [2]],
      ['norm1.dgamma', [2]],
      ['norm1.beta', [2]],
      ['norm1.dbeta', [2]],
      ['relu1.output', [6, 2, 3, 3]],
      ['relu1.gradOutput', [6, 2, 3, 3]],
      ['relu1.mask', [6, 2, 3, 3]],
      ['affine1.output', [6, 3]],
      ['affine1.gradOutput', [6, 3]],
      ['affine1.W', [18, 3]],
      ['affine1.dW', [18, 3]],
      ['affine1.b', [3]],
      ['affine1.db', [3]],
      ['loss1.output', []],
      ['loss1.gradOutput', []],
    ]);
    for (const [name, { shape, data }] of named) {
      expect(data.length, name).toBe(shape.reduce((product, size) => product * size, 1));
    }
    expect(named.get('loss1.gradOutput')?.data[0]).toBe(1);
    expect(named.get('loss')?.data[0]).toBe(trainer.plan.loss);
  });

  it('cover what was learned, running statistics included', () => {
    expect([...learnedTensors(trainer).keys()]).toEqual([
      'conv1.W',
      'conv1.b',
      'norm1.gamma',
      'norm1.beta',
      'affine1.W',
      'affine1.b',
      'norm1.runningMean',
      'norm1.runningVariance',
    ]);
  });
});

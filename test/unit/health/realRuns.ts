import type { Dataset } from '../../../src/data/dataset';
import type { HealthFinding } from '../../../src/engine/health/finding';
import { compiledBackend } from '../../../src/engine/kernels/compiled/backend';
import type { KernelBackend } from '../../../src/engine/kernels/kernels';
import { referenceBackend } from '../../../src/engine/kernels/reference';
import { formatMessage } from '../../../src/engine/message';
import type { LayerInput, NetworkDefinition } from '../../../src/engine/network/definition';
import { createTrainer } from '../../../src/engine/training/trainer';
import { loadKernels } from '../../../src/platform/kernels/loadKernels';
import { TrainingRun } from '../../../src/runtime/training/trainingRun';
import { load, shippedFile } from '../data/samples';
import { kernelBytes } from '../kernels/builds';
import { affine, optimizer, relu, softmaxLoss, stack, tanh, type Written } from '../runtime/networks';

export const spiralData = (seed: number): Dataset =>
  load('spiral', { classes: 3, points: 100, noise: 0.2, test: 0.2 }, {}, { seed });

const he = { name: 'He', settings: {} };
const conv = (filters: number, size = 3): Written => ({
  layer: 'Conv',
  settings: { filters, size, ...(size === 3 && { pad: 1 }) },
  initializer: he,
});

function residual(start: number): Written[] {
  return [
    conv(16),
    { layer: 'BatchNorm' },
    relu,
    conv(16),
    { layer: 'BatchNorm' },
    { layer: 'Add', inputs: [start + 4, start - 1] },
    relu,
  ];
}

function digitsNetwork(seed: number): NetworkDefinition {
  const before: Written[] = [
    conv(16),
    relu,
    ...residual(2),
    ...residual(9),
    { layer: 'MaxPool', settings: { size: 2 } },
  ];
  const pooled: LayerInput = before.length - 1;
  return stack(
    [
      ...before,
      conv(16, 1),
      { ...conv(16), inputs: [pooled] },
      { layer: 'Concat', inputs: [pooled + 2, pooled + 1] },
      affine(10),
      softmaxLoss,
    ],
    { optimizer: { name: 'Momentum', settings: { lr: 0.01, momentum: 0.9 } }, batch: 64, epochs: 10, seed },
  );
}

/** Everything a run follows from. */
export interface RealRun {
  readonly data: Dataset;
  readonly network: NetworkDefinition;
}

type Example = 'xor' | 'spiral' | 'iris' | 'regression' | 'digits';

/** The networks of the examples that come with the extension, by seed. */
export const examples: Readonly<Record<Example, (seed: number) => RealRun>> = {
  xor: (seed: number) => ({
    data: load('xor', {}, {}, { seed }),
    network: stack([affine(4, 'Xavier'), tanh, affine(1), { layer: 'SigmoidWithLoss' }], {
      ...{ ...optimizer('SGD', 0.5), batch: 4, epochs: 2000, seed },
    }),
  }),
  spiral: (seed: number) => ({
    data: spiralData(seed),
    network: stack(
      [
        affine(32, 'He'),
        relu,
        affine(32, 'He'),
        relu,
        { layer: 'Add', inputs: [3, 0] },
        affine(3),
        softmaxLoss,
      ],
      { ...optimizer('Adam', 0.01), batch: 30, epochs: 300, seed },
    ),
  }),
  iris: (seed: number) => ({
    data: load('iris', { test: 0.2, standardize: true }, { table: shippedFile('iris.csv') }, { seed }),
    network: stack([affine(16), relu, affine(3), softmaxLoss], {
      ...{ ...optimizer('Adam', 0.01), batch: 16, epochs: 60, seed },
    }),
  }),
  regression: (seed: number) => ({
    data: load('sine', { points: 200, test: 0.2 }, {}, { seed }),
    network: stack([affine(32), tanh, affine(32), tanh, affine(1), { layer: 'MeanSquaredError' }], {
      ...{ ...optimizer('Adam', 0.01), batch: 32, epochs: 200, seed },
    }),
  }),
  digits: (seed: number) => ({
    data: load('digits', { test: 0.2 }, { table: shippedFile('digits.csv.gz') }, { seed }),
    network: digitsNetwork(seed),
  }),
};

let compiled: KernelBackend | undefined;

function backend(): KernelBackend {
  if (compiled === undefined) {
    const module = loadKernels(kernelBytes());
    compiled = module === undefined ? referenceBackend : compiledBackend(module);
  }
  return compiled;
}

/** A whole run with every step measured, and what was found in it. */
export function findingsOf({ data, network }: RealRun): readonly HealthFinding[] {
  const created = createTrainer(network, data, backend());
  if (!created.ok) {
    throw new Error(
      ('memory' in created ? [created.memory] : created.errors.map((e) => e.message))
        .map(formatMessage)
        .join(),
    );
  }
  const run = new TrainingRun(created.trainer);
  const finish = (work: Generator<void, void>): void => {
    while (work.next().done !== true);
  };
  while (!run.isFinished && !run.isBroken) {
    if (run.wantsEvaluation) finish(run.evaluate());
    run.advance(true);
  }
  if (run.isBroken) finish(run.locate());
  else finish(run.evaluate(true));
  return run.takeNews([]).findings ?? [];
}

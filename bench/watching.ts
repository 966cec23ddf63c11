import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { compiledBackend } from '../src/engine/kernels/compiled/backend';
import { referenceBackend } from '../src/engine/kernels/reference';
import {
  defaultTraining,
  type LayerDefinition,
  type NetworkDefinition,
} from '../src/engine/network/networkDefinition';
import { randomStream } from '../src/engine/random';
import type { TrainingData } from '../src/engine/training/data';
import { createTrainer, type Trainer } from '../src/engine/training/trainer';
import { clock } from '../src/platform/clock';
import { loadKernels } from '../src/platform/kernels/loadKernels';
import type { ViewRequests } from '../src/protocol/trainingViews';
import { TrainingSession } from '../src/runtime/training/trainingSession';
import { TrainingRun } from '../src/runtime/training/trainingRun';
import { processorTime } from './support/processorTime';
import { networks, type BenchLayer, type Workload } from './support/workloads';

/**
 * What watching costs at full speed: training steps a second of a bare trainer, of a session nobody watches,
 * and of one that is asked for every picture of every layer, a distribution and, of two inputs, the boundary,
 * as fast as frames come; interleaved, medians of ratios of processor time.
 * Arguments: folder of the kernels, milliseconds of each measurement, rounds.
 */
const [folder = 'dist', milliseconds = '1000', rounds = '21'] = process.argv.slice(2);

const read = (name: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(readFileSync(`${folder}/kernels-${name}.wasm`));
const module = loadKernels({ common: read('common'), relaxed: read('relaxed'), simd: read('simd') });
const backend = module === undefined ? referenceBackend : compiledBackend(module);

function layersOf(layer: BenchLayer): Pick<LayerDefinition, 'layer' | 'settings'>[] {
  switch (layer.kind) {
    case 'affine':
      return [
        { layer: 'Affine', settings: { units: layer.units } },
        ...(layer.relu ? [{ layer: 'ReLU', settings: {} }] : []),
      ];
    case 'convolution':
      return [
        { layer: 'Conv', settings: { filters: layer.filters, size: layer.size } },
        { layer: 'ReLU', settings: {} },
      ];
    case 'maxPool':
      return [{ layer: 'MaxPool', settings: { size: layer.size } }];
  }
}

function definitionOf({ name, batch, layers }: Workload): NetworkDefinition {
  const stack = [...layers.flatMap(layersOf), { layer: 'SoftmaxWithLoss', settings: {} }];
  return {
    name,
    layers: stack.map((layer, index) => ({
      ...layer,
      name: `${layer.layer}${String(index)}`,
      inputs: [index === 0 ? 'input' : index - 1],
    })),
    training: { ...defaultTraining, batch, epochs: 1_000_000 },
  };
}

function dataOf({ batch, input, layers }: Workload): TrainingData {
  const random = randomStream(0, 'data');
  const count = batch * 12;
  const last = layers.at(-1);
  const classes = last?.kind === 'affine' ? last.units : 2;
  const samples = Int32Array.from({ length: count }, (_, i) => i);
  return {
    count,
    sampleShape: input,
    train: samples.subarray(0, batch * 10),
    test: samples.subarray(batch * 10),
    inputs: Float32Array.from({ length: count * input[0] * input[1] * input[2] }, () => random.normal()),
    targets: {
      kind: 'labels',
      classes,
      labels: Int32Array.from({ length: count }, () => random.integer(classes)),
    },
  };
}

function trainerOf(workload: Workload): Trainer {
  const created = createTrainer(definitionOf(workload), dataOf(workload), backend);
  if (!created.ok) throw new Error(`The workload ${workload.name} cannot be set up.`);
  return created.trainer;
}

function bare(trainer: Trainer, duration: number): number {
  const [start, first] = [processorTime(), trainer.step];
  while (processorTime() - start < duration) for (let i = 0; i < 8; i++) trainer.runStep();
  return ((trainer.step - first) * 1000) / (processorTime() - start);
}

async function inSession(
  session: TrainingSession,
  duration: number,
  requests?: ViewRequests,
): Promise<number> {
  await session.command({ kind: 'train' });
  const [start, first] = [processorTime(), session.status.step];
  let isOver = false;
  const look = async (): Promise<void> => {
    // A copy is what a worker's message costs.
    while (!isOver && requests) structuredClone(await session.nextFrame(requests));
  };
  void look();
  await new Promise((resolve) => setTimeout(resolve, duration));
  const rate = ((session.status.step - first) * 1000) / (processorTime() - start);
  isOver = true;
  await session.command({ kind: 'pause' });
  return rate;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

async function measure(workload: Workload): Promise<void> {
  const session = (): TrainingSession =>
    new TrainingSession(new TrainingRun(trainerOf(workload)), {
      clock,
      sliceMilliseconds: 30,
      pace: { kind: 'full' },
    });
  const [trainer, alone, watched] = [trainerOf(workload), session(), session()];
  const requests: ViewRequests = {
    pictures: trainer.blueprint.definition.layers.map((_, layer) => ({
      layer,
      kinds: ['activation', 'gradient', 'mask', 'weights', 'weightGradient'],
    })),
    distribution: { layer: 1, kind: 'activation' },
    boundary: workload.name === 'tiny',
  };
  const rates: [number, number, number][] = [];
  for (let round = 0; round < Number(rounds); round++) {
    const duration = Number(milliseconds);
    rates.push([
      bare(trainer, duration),
      await inSession(alone, duration),
      await inSession(watched, duration, requests),
    ]);
  }
  const column = (which: 0 | 1 | 2): number => median(rates.map((rate) => rate[which]));
  const share = (over: 0 | 1, under: 1 | 2): string =>
    `${((1 - 1 / median(rates.map((rate) => rate[over] / rate[under]))) * 100).toFixed(1)} %`;
  console.log(
    `${workload.name.padEnd(6)} bare ${column(0).toFixed(0)}/s · session ${column(1).toFixed(0)}/s (${share(0, 1)}) · watched ${column(2).toFixed(0)}/s · watching costs ${share(1, 2)}`,
  );
  alone.end();
  watched.end();
}

console.log(`${cpus()[0]?.model ?? 'unknown processor'}; Node ${process.versions.node}; ${backend.name}`);
for (const workload of networks) await measure(workload);

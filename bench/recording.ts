import { noViewRequests } from '../src/protocol/emptyViews';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { arraySources } from '../src/data/arraySources';
import { dataSources } from '../src/data/dataSources';
import { UnwrittenFrames } from '../src/editor/runs/unwrittenFrames';
import { checkText } from '../src/language';
import { diskStore } from '../src/platform/diskStore';
import { workerEnvironment } from '../src/platform/platformEnvironments';
import type { RunFacts } from '../src/protocol/recordedFacts';
import type { FileStore } from '../src/recording/fileStore';
import { makeRecording } from '../src/recording/recordingFolder';
import { recordingLimits, RecordingWriter } from '../src/recording/recordingWriter';
import type { DescribedRun } from '../src/recording/runDescription';
import { runtimeService } from '../src/runtime/serveRuntime';
import { processorTime } from './support/processorTime';

/**
 * What recording costs a training at full speed that is watched, in processor time of both halves together:
 * the same training with and without, in turn.
 * Arguments: folder of the kernels, rounds, thousands of steps of the training that goes on.
 */
const [folder = 'dist', rounds = '21', thousands = '300'] = process.argv.slice(2);

const read = (name: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(readFileSync(`${folder}/kernels-${name}.wasm`));
const service = runtimeService(workerEnvironment);
const kernels = await service.useKernels({
  common: read('common'),
  relaxed: read('relaxed'),
  simd: read('simd'),
});

/** Milliseconds between two frames of a panel, and between two times that something is written. */
const [frameInterval, writingInterval] = [33, 1000];

interface Workload {
  readonly name: string;
  readonly text: string;
  /** Of a training that is left before its end; absent: all of it. */
  readonly steps?: number;
}

const spiral = (epochs: number): string => `network N {
  data = spiral(points=100, noise=0.2, test=0.2)
  layers { Affine(32); ReLU; Affine(3); SoftmaxWithLoss }
  train { optimizer = SGD(lr=0.1); batch = 30; epochs = ${String(epochs)} }
}`;

const wide = `network N {
  data = spiral(points=1000, noise=0.2, test=0.2)
  layers { Affine(200); BatchNorm; ReLU; Affine(200); BatchNorm; ReLU; Affine(3); SoftmaxWithLoss }
  train { optimizer = Adam(lr=0.001); batch = 100; epochs = 50 }
}`;

const workloads: readonly Workload[] = [
  { name: 'a small one that goes on', text: spiral(1_000_000), steps: 1000 * Number(thousands) },
  { name: 'a small one to its end', text: spiral(300) },
  { name: 'a wide one to its end', text: wide },
];

interface Cost {
  /** Milliseconds of a processor. */
  readonly time: number;
  readonly written: number;
  readonly writes: number;
}

async function train({ text, steps }: Workload, isRecorded: boolean): Promise<Cost> {
  const file = checkText(text, { dataSources, arraySources });
  const program = file.networks[0]?.program;
  if (program === undefined) throw new Error('The network cannot be run.');
  const { definition: network, data } = program;
  const started = await service.startTraining({
    network,
    data: { source: data.source, arguments: data.settings, files: {} },
    isRecorded,
  });
  if (!started.ok) throw new Error('The training cannot begin.');
  const { session, layers } = started.description;
  await service.commandTraining({ session, command: { kind: 'setPace', pace: { kind: 'full' } } });
  const root = mkdtempSync(path.join(tmpdir(), 'recording '));
  const start = processorTime();
  await service.commandTraining({ session, command: { kind: 'train' } });
  const facts = isRecorded ? await service.describeRun({ session }) : undefined;
  const recording = facts && (await begin(root, facts));
  const frames = new UnwrittenFrames(layers);
  let writtenAt = performance.now();
  for (let isOver = false; !isOver;) {
    const frame = await service.nextTrainingFrame({ session, requests: noViewRequests });
    const { step, state } = frame.status;
    isOver =
      steps === undefined
        ? state === 'finished' && frame.series.evaluations.steps.at(-1) === step
        : step >= steps;
    // What every window keeps of a run, recorded or not, is no cost of recording.
    if (recording) {
      frames.add(frame);
      if (isOver || performance.now() - writtenAt >= writingInterval) {
        await recording.write(frames, step);
        writtenAt = performance.now();
      }
    }
    if (!isOver) await new Promise((resolve) => setTimeout(resolve, frameInterval));
  }
  const time = processorTime() - start;
  await service.endTraining({ session });
  rmSync(root, { recursive: true });
  return { time, written: recording?.written() ?? 0, writes: recording?.writes() ?? 0 };
}

interface BenchRecording {
  write(frames: UnwrittenFrames, step: number): Promise<void>;
  /** Bytes, over and over again those of a file that is written anew. */
  written(): number;
  writes(): number;
}

async function begin(root: string, facts: RunFacts): Promise<BenchRecording> {
  let [bytes, count] = [0, 0];
  const disk = diskStore(root);
  const counted: FileStore = {
    ...disk,
    write: (file, content) => {
      bytes += content.length;
      count++;
      return disk.write(file, content);
    },
  };
  const { files } = await makeRecording(counted, 'N', new Date());
  // Of a recording that is small the segments are thinned all the time, as those of a long run are.
  const writer = new RecordingWriter(files, facts.snapshotInterval, recordingLimits(2 ** 22));
  const described = (step: number): DescribedRun => ({
    layers: facts.layers,
    settings: facts.settings,
    data: { source: '', ...facts.data },
    producer: { name: 'backprop', version: '1' },
    name: 'N',
    created: new Date().toISOString(),
    alive: new Date().toISOString(),
    seconds: 0,
    state: 'running',
    step,
    edits: [],
    findings: [],
    latest: {},
  });
  await writer.describe(described(0));
  return {
    write: async (frames, step) => {
      const { series, snapshots } = frames.take(facts.layers);
      writer.add(series);
      for (const [taken, snapshot] of snapshots) writer.addSnapshot(taken, snapshot);
      await writer.flush(described(step));
    },
    written: () => bytes,
    writes: () => count,
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

console.log(`Kernels: ${kernels}. Medians of ${rounds} rounds.`);
for (const workload of workloads) {
  // Both are compiled by then.
  await train(workload, false);
  await train(workload, true);
  const plain: Cost[] = [];
  const recorded: Cost[] = [];
  for (let round = 0; round < Number(rounds); round++) {
    // Which of them comes first alternates: the second finds a warmer machine.
    const order = round % 2 === 0 ? [false, true] : [true, false];
    for (const isRecorded of order) (isRecorded ? recorded : plain).push(await train(workload, isRecorded));
  }
  // Of neighbours in time: whatever else the machine does falls on both.
  const more = median(recorded.map(({ time }, round) => time - (plain[round]?.time ?? NaN)));
  const time = median(plain.map((cost) => cost.time));
  const kilobytes = median(recorded.map(({ written }) => written)) / 1000;
  const writes = median(recorded.map((cost) => cost.writes));
  console.log(
    `${workload.name}: ${time.toFixed(0)} ms of a processor, recorded ${more.toFixed(1)} ms more,` +
      ` ${((100 * more) / time).toFixed(1)} %` +
      ` · ${kilobytes.toFixed(0)} kB in ${String(writes)} writes`,
  );
}

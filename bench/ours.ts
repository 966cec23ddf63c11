import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { compiledBackend } from '../src/engine/kernels/compiled/backend';
import { referenceBackend } from '../src/engine/kernels/reference';
import type { Precision } from '../src/engine/tensor';
import { loadKernels } from '../src/platform/kernels/loadKernels';
import { processorTime } from './support/processorTime';
import { trainingStep, type TrainingStep } from './support/trainingStep';
import { workloads } from './support/workloads';

/**
 * A peer of the bench. It says what it is in one line of JSON, then answers each line
 * `workload milliseconds` with the training steps a second it reached in that time.
 * Arguments: folder of the kernels, precision.
 */
const [folder = 'dist', wanted = 'float32'] = process.argv.slice(2);
const precision: Precision = wanted === 'float64' ? 'float64' : 'float32';

const started = performance.now();
const read = (name: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(readFileSync(`${folder}/kernels-${name}.wasm`));
const module = loadKernels({ common: read('common'), relaxed: read('relaxed'), simd: read('simd') });
const backend = module === undefined ? referenceBackend : compiledBackend(module);
backend.createArena(0);
const startMilliseconds = performance.now() - started;

const steps = new Map<string, TrainingStep>();
function stepOf(name: string): TrainingStep {
  const known = steps.get(name);
  if (known !== undefined) return known;
  const workload = workloads.find((candidate) => candidate.name === name);
  if (workload === undefined) throw new RangeError(`There is no workload ${name}.`);
  const made = trainingStep(workload, precision, backend);
  steps.set(name, made);
  return made;
}

/** Milliseconds: of the clock, or of this process on a processor where others are busy beside it. */
const now = (): number => (process.env['BENCH_CLOCK'] === 'cpu' ? processorTime() : performance.now());

/** Steps in blocks, so that reading the clock costs nothing. */
function stepsPerSecond(step: TrainingStep, milliseconds: number): number {
  let block = 1;
  let count = 0;
  const start = now();
  let elapsed = 0;
  while (elapsed < milliseconds) {
    const before = elapsed;
    for (let i = 0; i < block; i++) step();
    count += block;
    elapsed = now() - start;
    if (elapsed - before < milliseconds / 50) block *= 2;
  }
  return (count * 1000) / elapsed;
}

const say = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`);
};

say({
  name: `Backprop Lens, ${precision}${backend.name.includes('relaxed') ? '' : ', plain SIMD'}`,
  version: `${backend.name}; Node ${process.versions.node}`,
  workloads: workloads.map(({ name }) => name),
  definitions: workloads,
  startMilliseconds,
});
createInterface({ input: process.stdin }).on('line', (line) => {
  const [name = '', milliseconds] = line.split(' ');
  say({ stepsPerSecond: stepsPerSecond(stepOf(name), Number(milliseconds)) });
});

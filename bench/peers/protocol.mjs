import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

export const learningRate = 0.01;

/** Before the pixels in a file of MNIST. */
const headerBytes = 16;

/**
 * The same batch for every peer.
 * @typedef {{ name: string, batch: number, data: string,
 *   input: [number, number, number], layers: any[] }} Workload
 * @param {Workload} workload
 */
export function batchOf({ batch, data, input, layers }) {
  const file = process.env.BENCH_IMAGES;
  const pixels = data === 'images' && file ? readFileSync(file).subarray(headerBytes) : undefined;
  const features = input[0] * input[1] * input[2];
  const classes = layers.at(-1).units;
  return {
    inputs: Float32Array.from({ length: batch * features }, (_, i) =>
      pixels === undefined ? Math.sin(0.7 * i) : pixels[i] / 255,
    ),
    labels: Int32Array.from({ length: batch }, (_, i) => i % classes),
  };
}

/** Milliseconds: of the clock, or of this process on a processor where others are busy beside it. */
function now() {
  if (process.env.BENCH_CLOCK !== 'cpu') return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** @param {() => number} step @param {number} milliseconds */
function stepsPerSecond(step, milliseconds) {
  let [block, count, elapsed] = [1, 0, 0];
  const start = now();
  while (elapsed < milliseconds) {
    const before = elapsed;
    for (let i = 0; i < block; i++) step();
    count += block;
    elapsed = now() - start;
    if (elapsed - before < milliseconds / 50) block *= 2;
  }
  return (count * 1000) / elapsed;
}

/** @param {unknown} value */
const say = (value) => {
  process.stdout.write(`${JSON.stringify(value)}\n`);
};

/**
 * Reads the workloads in the first line, then answers each line `workload milliseconds`.
 * @param {string} name
 * @param {string} version
 * @param {(workload: Workload) => (() => number) | undefined} build undefined: it cannot train it
 */
export function serve(name, version, build) {
  /** @type {Map<string, Workload>} */
  let workloads = new Map();
  const steps = new Map();
  createInterface({ input: process.stdin }).on('line', (line) => {
    if (workloads.size === 0) {
      workloads = new Map(JSON.parse(line).map((/** @type {Workload} */ each) => [each.name, each]));
      const able = [...workloads.values()].filter((each) => {
        const step = build(each);
        steps.set(each.name, step);
        return step !== undefined;
      });
      say({ name, version, workloads: able.map((each) => each.name) });
      return;
    }
    const [workload = '', milliseconds] = line.split(' ');
    const step = steps.get(workload);
    say({ stepsPerSecond: stepsPerSecond(step, Number(milliseconds)) });
  });
}

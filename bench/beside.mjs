/**
 * `node bench/beside.mjs CLONE [pairs] [milliseconds]`: this clone beside another of the project, an earlier
 * state for instance, both built. Kernels, trainers, formulas and whole trainings in turns, in processor
 * time; how many times as long it takes here: the median of the pairs and its interval of 95 %.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { table } from '../scripts/console/report.mjs';
import { root } from '../scripts/process/root.mjs';
import { capture } from '../scripts/process/run.mjs';
import { bundle } from './support/bundle.mjs';
import { Peer } from './support/peer.mjs';

const other = resolve(process.argv[2] ?? root);
const pairs = Number(process.argv[3] ?? '15');
const milliseconds = Number(process.argv[4] ?? '300');

const EXAMPLES = ['spiral', 'regression', 'xor', 'iris'];
/** A training says at its end how long it had a processor. */
const COUNTING = 'process.on("exit", () => console.error(`processor ${process.cpuUsage().user}`))';

process.env.BENCH_CLOCK = 'cpu';

/** @typedef {{ clone: string, kernels: string, trainers: string, formulas: string }} Side */

const sides = [await sideOf(root), await sideOf(other)];
/** @type {Map<string, number[]>} how long it took here, divided by how long it took there */
const ratios = new Map();
for (let pair = 0; pair < pairs; pair++) {
  // Who is first has the quieter machine or the colder one: in turns.
  const order = pair % 2 === 0 ? sides : [...sides].reverse();
  const times = new Map();
  for (const side of order) times.set(side, await timesOf(side));
  const [here, there] = sides.map((side) => times.get(side));
  for (const [work, time] of here)
    if (there.has(work)) ratios.set(work, [...(ratios.get(work) ?? []), time / there.get(work)]);
}
console.log(
  table([
    ['work', 'times as long', 'from', 'to'],
    ...[...ratios].map(([work, values]) => [
      work,
      ...medianWithInterval(values).map((value) => value.toFixed(3)),
    ]),
  ]),
);

/** @param {string} clone @returns {Promise<Side>} */
async function sideOf(clone) {
  // Programs that know the names of an earlier state are those of its own clone.
  const [path = ''] = ['bench/support/bundle.mjs', 'bench/bundle.mjs'].filter((file) =>
    existsSync(join(clone, file)),
  );
  const { bundle: bundleThere } = await import(pathToFileURL(join(clone, path)).href);
  return {
    clone,
    kernels: await bundleThere('ours'),
    trainers: await bundleThere('watching'),
    formulas: await bundle('formulaWork', 'bench', clone),
  };
}

/** Milliseconds by work. @param {Side} side @returns {Promise<Map<string, number>>} */
async function timesOf({ clone, kernels, trainers, formulas }) {
  const dist = join(clone, 'dist');
  /** @type {Map<string, number>} */
  const times = new Map();
  for (const [name, args] of [
    ['kernels', [kernels, dist, 'float32']],
    ['formulas', [formulas]],
  ]) {
    for (const [workload, rate] of await ratesOf(/** @type {string[]} */ (args)))
      times.set(`${name}: ${workload}`, 1000 / rate);
  }
  const { output } = await capture(process.execPath, [trainers, dist, String(milliseconds), '1']);
  for (const [, name, bare, session] of output.matchAll(/^(\w+) +bare (\d+)\/s · session (\d+)\/s/gm)) {
    times.set(`trainer: ${name}`, 1000 / Number(bare));
    times.set(`session: ${name}`, 1000 / Number(session));
  }
  for (const example of EXAMPLES) {
    const { errors } = await capture(process.execPath, [
      '--import',
      `data:text/javascript,${encodeURIComponent(COUNTING)}`,
      join(dist, 'cli.js'),
      'train',
      join(clone, 'examples', `${example}.backprop`),
      '--json',
    ]);
    times.set(`backprop train: ${example}`, Number(/^processor (\d+)$/m.exec(errors)?.[1]) / 1000);
  }
  return times;
}

/** How often a second, by workload, each in a process of its own. @param {string[]} args */
async function ratesOf(args) {
  /** @type {Map<string, number>} */
  const rates = new Map();
  const first = new Peer(process.execPath, args);
  await first.introduce();
  first.end();
  for (const workload of first.introduction.workloads) {
    const peer = new Peer(process.execPath, args);
    await peer.introduce();
    await peer.measure(workload, milliseconds, false);
    await peer.measure(workload, milliseconds, true);
    rates.set(workload, peer.median(workload) ?? NaN);
    peer.end();
  }
  return rates;
}

/**
 * The interval is made of two of the values themselves, as far from the middle
 * as the median of other pairs would lie in 95 of 100 cases.
 * @param {readonly number[]} values
 */
function medianWithInterval(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const reach = Math.ceil(0.98 * Math.sqrt(sorted.length));
  const middle = (sorted.length - 1) / 2;
  const at = (/** @type {number} */ index) =>
    sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(index)))] ?? NaN;
  return [at(middle), at(Math.floor(middle - reach)), at(Math.ceil(middle + reach))];
}

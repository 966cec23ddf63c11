/**
 * Training steps a second of the engine and its peers, taken in turns in one run.
 * `node bench/run.mjs [--rounds=9] [--milliseconds=300] [--only=tiny,mnist]
 * [--cpu-time] [--no-install]`: prints Markdown, and keeps it in .cache/bench/result.md.
 * `--cpu-time` counts the time a peer had a processor, for a busy machine;
 * `--no-install` leaves out the peers that are not on this machine.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { note } from '../scripts/console/report.mjs';
import { ensureMnist } from '../scripts/ensure/mnist.mjs';
import { inRoot } from '../scripts/process/root.mjs';
import { run } from '../scripts/process/run.mjs';
import { bundle } from './support/bundle.mjs';
import { newestNode, peerPackages, pythonWith } from './support/install.mjs';
import { Peer, PeerByWorkload } from './support/peer.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    milliseconds: { type: 'string', default: '300' },
    only: { type: 'string', default: '' },
    'cpu-time': { type: 'boolean', default: false },
    'no-install': { type: 'boolean', default: false },
  },
});
if (options['cpu-time']) process.env.BENCH_CLOCK = 'cpu';
// A peer is measured with the kernels its BLAS chooses, even where the surroundings hold it back from them.
for (const name of ['OPENBLAS_CORETYPE', 'OPENBLAS_L2_SIZE']) delete process.env[name];
/** @type {string[]} */
const skipped = [];
const mayInstall = !options['no-install'];
try {
  if (!mayInstall) throw new Error('nothing may be fetched');
  process.env.BENCH_IMAGES = join(await ensureMnist(), 'train-images-idx3-ubyte');
} catch (error) {
  skipped.push(`the images of MNIST, waves stand for them (${String(error)})`);
}
const rounds = Number(options.rounds);
const milliseconds = Number(options.milliseconds);

if ((await run(process.execPath, [inRoot('scripts', 'build-kernels.mjs')])) !== 0) process.exit(1);
const ours = await bundle('ours');
const node = mayInstall ? await newestNode() : process.execPath;
const kernels = inRoot('dist');
const peerFile = (/** @type {string} */ name) => inRoot('bench', 'peers', name);

/** @type {Peer[]} */
const peers = [
  new PeerByWorkload(node, [ours, kernels, 'float32']),
  new PeerByWorkload(node, [ours, kernels, 'float64']),
];
if (node !== process.execPath) peers.push(new PeerByWorkload(process.execPath, [ours, kernels, 'float32']));

const numpy = await pythonWith('numpy', { mayInstall });
if (numpy === undefined) skipped.push('NumPy');
else peers.push(new Peer(numpy.program, [peerFile('numpy_chapter.py')], numpy.env));
const torch = await pythonWith('torch', { mayInstall });
if (torch === undefined) skipped.push('PyTorch');
else peers.push(new Peer(torch.program, [peerFile('pytorch.py')], torch.env));
const packages = mayInstall ? await peerPackages() : undefined;
if (packages === undefined) skipped.push('TensorFlow.js', 'ConvNetJS', 'brain.js');
else {
  peers.push(
    new Peer(node, [peerFile('tensorflow.mjs'), 'wasm', packages]),
    new Peer(node, [peerFile('tensorflow.mjs'), 'cpu', packages]),
    new Peer(node, [peerFile('convnetjs.mjs'), packages]),
    new Peer(node, [peerFile('brain.mjs'), packages]),
  );
}

const [first, ...others] = peers;
if (first === undefined) throw new Error('There is nothing to measure.');
await first.introduce();
const { definitions } = first.introduction;
/** @type {Peer[]} */
const running = [first];
for (const peer of others) {
  try {
    await peer.introduce(peer.child.spawnargs.includes(ours) ? undefined : definitions);
    running.push(peer);
  } catch (error) {
    skipped.push(`${peer.child.spawnargs.at(1)?.split('/').at(-1)} (${String(error)})`);
  }
}

const wanted = options.only === '' ? first.introduction.workloads : options.only.split(',');
for (let round = 0; round <= rounds; round++) {
  note(round === 0 ? 'Warming up …' : `Round ${round} of ${rounds} …`);
  for (const workload of wanted) {
    // Nobody always follows the same neighbour.
    const order = running.map((_, index) => running[(index + round) % running.length]);
    for (const peer of order) await peer?.measure(workload, milliseconds, round > 0);
  }
}
for (const peer of peers) peer.end();

/** @param {number | undefined} rate */
const ratio = (rate) => (rate === undefined ? '' : `${rate >= 10 ? Math.round(rate) : rate.toFixed(2)}×`);
/** @param {Peer} peer @param {string} workload */
function cell(peer, workload) {
  const rate = peer.median(workload);
  const base = first?.median(workload);
  if (rate === undefined || base === undefined) return '–';
  const speed = rate >= 100 ? Math.round(rate).toLocaleString('en') : rate.toPrecision(3);
  return peer === first ? speed : `${speed} (${ratio(base / rate)})`;
}

const [processor] = cpus();
const result = [
  `${processor?.model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, ${type()} ${release()}; ${new Date().toISOString().slice(0, 10)}.`,
  `Training steps a second${options['cpu-time'] ? ' of processor time' : ''}, one thread each, medians of ${rounds} interleaved rounds of ${milliseconds} ms; in brackets how many times as fast the first line is.`,
  '',
  `| | ${wanted.join(' | ')} |`,
  `|---|${wanted.map(() => '---:|').join('')}`,
  ...running.map(
    (peer) => `| ${peer.introduction.name} | ${wanted.map((workload) => cell(peer, workload)).join(' | ')} |`,
  ),
  '',
  ...running.map(({ introduction }) => `- ${introduction.name}: ${introduction.version}`),
  ...skipped.map((name) => `- Skipped: ${name}`),
  `- Start of the kernels: ${first.introduction.startMilliseconds?.toFixed(1)} ms`,
].join('\n');
await mkdir(inRoot('.cache', 'bench'), { recursive: true });
await writeFile(inRoot('.cache', 'bench', 'result.md'), `${result}\n`);
console.log(`\n${result}`);

/**
 * `node bench/recorder.mjs [seconds] [network …]`: what recording costs trainings in PyTorch on one core.
 * Each network trains so many seconds as it is, then recorded. The time that the recorder measures inside
 * itself is told after the first ten updates, which are recorded whatever that costs. Wrapping `backward` and
 * `step` costs an update something besides: the difference of the medians of `1-1`, a network of two weights.
 */
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command, Problem } from '../scripts/console/problem.mjs';
import { table } from '../scripts/console/report.mjs';
import { ensurePython } from '../scripts/ensure/python.mjs';
import { inRoot } from '../scripts/process/root.mjs';
import { capture } from '../scripts/process/run.mjs';

const NETWORKS = ['1-1', '784-50-10', '10 layers of 256', 'LeNet-like', 'ResNet-18-like'];
/** Where memory is given back and fetched again, that changes more than a recorder does. */
const ENVIRONMENT = {
  OMP_NUM_THREADS: '1',
  MALLOC_MMAP_THRESHOLD_: '1073741824',
  MALLOC_TRIM_THRESHOLD_: '1073741824',
  MALLOC_TOP_PAD_: '67108864',
};
const training = inRoot('bench', 'support', 'training.py');
const recorder = inRoot('python', 'backprop_lens.py');

await command(async () => {
  const [seconds = '20', ...chosen] = process.argv.slice(2);
  const python = await ensurePython();
  const rows = [
    ['network', 'update', 'recorded', 'recorder’s own', 'first ten', 'every', 'snapshots', 'on disk'],
  ];
  for (const network of chosen.length > 0 ? chosen : NETWORKS) {
    const folder = await mkdtemp(join(tmpdir(), 'recorder-'));
    try {
      const plain = await train(python, [training, network, seconds]);
      const recorded = await train(python, [recorder, '--into', folder, training, network, seconds]);
      rows.push([network, time(plain.median), time(recorded.median), ...(await measured(folder))]);
    } finally {
      await rm(folder, { recursive: true });
    }
  }
  console.log(table(rows));
  return 0;
});

/**
 * @param {string} python @param {readonly string[]} args
 * @returns {Promise<{ median: number }>} in seconds
 */
async function train(python, args) {
  const { code, output, errors } = await capture(python, args, { env: ENVIRONMENT });
  if (code !== 0) throw new Problem(`${args.join(' ')} ended with ${code}:\n${errors}`);
  return JSON.parse(output);
}

/** What a recording says of its recorder. @param {string} folder */
async function measured(folder) {
  const [recording = ''] = await readdir(folder);
  const run = JSON.parse(await readFile(join(folder, recording, 'run.json'), 'utf8'));
  const { every, seconds, firstSeconds } = run.recorder;
  const snapshots = await readdir(join(folder, recording, 'snapshots'));
  const files = await readdir(join(folder, recording), { recursive: true });
  let bytes = 0;
  for (const file of files) bytes += (await stat(join(folder, recording, file))).size;
  return [
    `${((100 * (seconds - firstSeconds)) / run.seconds).toFixed(2)} %`,
    time(firstSeconds),
    `${every}`,
    `${snapshots.length}`,
    `${(bytes / 1e6).toFixed(1)} MB`,
  ];
}

/** @param {number} seconds */
function time(seconds) {
  return seconds < 0.1 ? `${(1000 * seconds).toFixed(3)} ms` : `${seconds.toFixed(2)} s`;
}

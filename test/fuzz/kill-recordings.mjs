/**
 * node test/fuzz/kill-recordings.mjs [--times N] [--trainings N] [--seed S]
 * Ends at random moments what records, and opens what is left: nothing of it may be damaged, and nothing may
 * be missing that was written. `--times`: windows, two at a time on one folder, which record, make room and
 * name recordings (`test/fuzz/killedWindows.ts`). `--trainings`: trainings on the command line, whose bundle
 * they need.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { bundle } from '../../bench/support/bundle.mjs';
import { command } from '../../scripts/console/problem.mjs';
import { fail, note } from '../../scripts/console/report.mjs';
import { inRoot } from '../../scripts/process/root.mjs';
import { run } from '../../scripts/process/run.mjs';

const cli = inRoot('dist', 'cli.js');
/** A training writes at its start and once a second: the moments are spread over both. */
const longest = 2500;

await command(async () => {
  const { values } = parseArgs({
    options: {
      times: { type: 'string', default: '1000' },
      trainings: { type: 'string', default: '50' },
      seed: { type: 'string', default: '0' },
    },
  });
  const windows = await bundle('killedWindows', 'test/fuzz');
  const exitCode = await run(process.execPath, [windows, 'windows', values.times, values.seed]);
  return (await killTrainings(Number(values.trainings))) ? exitCode : 1;
});

/** @param {number} times @returns whether all that was left was whole */
async function killTrainings(times) {
  const folder = await mkdtemp(join(tmpdir(), 'killed recordings '));
  let [opened, failures] = [0, 0];
  try {
    for (let time = 0; time < times; time++) {
      await trainAndKill(folder, Math.random() * longest);
      for (const name of await readdir(folder)) {
        const problem = await problemOf(join(folder, name));
        if (problem === undefined) opened++;
        else failures++;
        if (problem !== undefined) fail(`${name}: ${problem}`);
        await rm(join(folder, name), { recursive: true });
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  note(`${times} trainings were killed; ${opened} recordings were whole, ${failures} were not.`);
  return failures === 0;
}

/** @param {string} folder @param {number} milliseconds */
async function trainAndKill(folder, milliseconds) {
  const words = [
    'train',
    inRoot('examples', 'spiral.backprop'),
    '--network',
    'Spiral',
    '--epochs',
    '1000000',
  ];
  const child = spawn(process.execPath, [cli, ...words, '--record', folder], { stdio: 'ignore' });
  const closed = once(child, 'close');
  await setTimeout(milliseconds);
  child.kill('SIGKILL');
  await closed;
}

/**
 * What is wrong with a recording; a folder in which nothing was written yet is none.
 * @param {string} recording
 */
async function problemOf(recording) {
  const files = await readdir(recording, { recursive: true });
  if (!files.some((name) => /\.(json|safetensors)$/.test(name))) return undefined;
  const child = spawn(process.execPath, [cli, 'show', recording, '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => (errors += text));
  const [exitCode] = await once(child, 'close');
  if (exitCode !== 0) return errors.trim() || output.slice(-200);
  /** @type {{ losses: { steps: number[] }, damaged: unknown[] }} */
  const { losses } = JSON.parse(output);
  return losses.steps.every((step, row) => step === row) ? undefined : 'steps are missing';
}

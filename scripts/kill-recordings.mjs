/**
 * node scripts/kill-recordings.mjs [--times N]
 * Ends trainings that record themselves at random moments, and opens what they leave: nothing of it may be
 * damaged, and no step may be missing between the first and the last. Needs the bundle of the command line.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { command } from './console/problem.mjs';
import { fail, note } from './console/report.mjs';
import { inRoot } from './process/root.mjs';

const cli = inRoot('dist', 'cli.js');
/** A training writes at its start and once a second: the moments are spread over both. */
const longest = 2500;

await command(async () => {
  const { values } = parseArgs({ options: { times: { type: 'string', default: '1000' } } });
  const folder = await mkdtemp(join(tmpdir(), 'killed recordings '));
  let [opened, failures] = [0, 0];
  try {
    for (let time = 0; time < Number(values.times); time++) {
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
  note(`${values.times} trainings were killed; ${opened} recordings were whole, ${failures} were not.`);
  return failures > 0 ? 1 : 0;
});

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

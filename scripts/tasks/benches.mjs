import { readdir } from 'node:fs/promises';
import { duration, fail, note } from '../console/report.mjs';
import { capture } from '../process/run.mjs';
import { inRoot, root } from '../process/root.mjs';
import { NONE, sum } from '../../test/driver/results.mjs';

/**
 * Every bench, with the arguments of its smallest load: as a test they
 * say only that a bench still runs. None of them fetches anything.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const SMALLEST_LOADS = {
  'activation.mjs': ['1', '0'],
  'beside.mjs': ['.', '1', '1'],
  'editing-host.mjs': ['2'],
  'editing.mjs': ['1'],
  'frame-work.mjs': ['xor', '1'],
  'language.mjs': ['1', '1000'],
  'live.mjs': ['2', '1'],
  'memory.mjs': ['20', '1'],
  'paint.mjs': ['1'],
  'products.mjs': ['1'],
  'recorder.mjs': ['0.1', '1-1'],
  'recording.mjs': ['1', '1'],
  'recordings.mjs': ['50', '1e7', '1'],
  'run.mjs': ['--rounds=1', '--milliseconds=1', '--only=tiny', '--no-install'],
  'variants.mjs': ['1', '1'],
  'watching.mjs': ['500', '1'],
};

/**
 * They open a VS Code of their own and look at it for half a minute, or start
 * some dozens of processes: `npm run test:benches` has them too.
 */
const SLOW = new Set([
  'activation.mjs',
  'beside.mjs',
  'editing-host.mjs',
  'live.mjs',
  'memory.mjs',
  'paint.mjs',
]);

/**
 * Starts benches once.
 * @param {{ all: boolean }} options `all`: the slow ones too
 * @returns {Promise<import('../../test/driver/results.mjs').Counts>}
 */
export async function runBenches({ all }) {
  const benches = (await readdir(inRoot('bench'))).filter((name) => name.endsWith('.mjs'));
  let counts = NONE;
  for (const bench of benches) {
    if (SLOW.has(bench) && !all) continue;
    const args = SMALLEST_LOADS[bench];
    const problem = args === undefined ? `bench/${bench} has no smallest load` : await start(bench, args);
    counts = sum(counts, problem === undefined ? { ...NONE, passed: 1 } : failed(problem));
  }
  return counts;
}

/**
 * @param {string} bench @param {readonly string[]} args
 * @returns {Promise<string | undefined>} what is wrong
 */
async function start(bench, args) {
  const started = performance.now();
  const file = inRoot('bench', bench);
  const { code, output, errors } = await capture(process.execPath, [file, ...args], { cwd: root });
  const words = [`bench/${bench}`, ...args].join(' ');
  if (code !== 0) return `${words} ended with ${code}:\n${output}${errors}`;
  // A median of nothing is no figure.
  if (output.trim() === '' || /\bNaN\b/.test(output)) return `${words} measured nothing:\n${output}`;
  note(`✓ ${words} (${duration(performance.now() - started)})`);
  return undefined;
}

/** @param {string} why @returns {import('../../test/driver/results.mjs').Counts} */
function failed(why) {
  fail(why);
  return { ...NONE, failed: 1, failures: [why] };
}

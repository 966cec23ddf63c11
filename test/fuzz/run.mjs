/**
 * Random inputs for every part that takes what people and files give it:
 * `npm run fuzz -- [--seconds N] [--cases N] [--seed S] [--only language,data]`.
 * `--seconds` is processor time and holds for each part, as `--cases` does; what is reached first ends it.
 * A part may be tried in several ways, which share its time unless `--only` names them: the language is also
 * what the editor asks of a text, and what changes of texts do.
 * Fails on an error, on more work than an input may cost, on work that grows faster than the input, and where
 * an input takes all memory or never ends. Each part runs in a process of its own, so that its seed can be
 * told even then.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundle } from '../../bench/support/bundle.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
/**
 * What takes texts, files, conversions, messages and networks that people give it, each with what tries it:
 * several that try one part share its time.
 */
const parts = [
  ['language', 'editorServices', 'textChanges'],
  ['data', 'recordings'],
  ['converter', 'roundTrips'],
  ['protocol'],
  ['networks', 'gradients'],
];
const targets = parts.flat();
/** After so many ends of the process a part is given up. */
const mostEnds = 3;
/** MB of V8's heap. */
const heap = 1024;
/** What the process of a part ends with where it has named what failed. */
const someFailed = 3;
/** The part whose cases all must be ended from outside: it shows that the others are watched. */
const watchdogCheck = 'exhausting';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '30' },
    cases: { type: 'string', default: 'Infinity' },
    seed: { type: 'string', default: '0' },
    only: { type: 'string' },
  },
});

const program = await bundle('run', 'test/fuzz');
await bundle('watchdog', 'test/fuzz');
const kernels = spawnSync(process.execPath, [join(root, 'scripts/build-kernels.mjs')], { encoding: 'utf8' });
if (kernels.status !== 0) throw new Error(kernels.stderr);

/**
 * @param {string} target
 * @param {number} seconds
 * @param {number} cases
 * @param {number} seed
 * @returns {{ ends: readonly string[], failed: boolean }} `ends`: the cases that ended their process
 */
function fuzz(target, seconds, cases, seed) {
  const folder = dirname(program);
  const mustEnd = target === watchdogCheck;
  /** @type {string[]} */
  const ends = [];
  let failed = false;
  let from = seed;
  let growth = 'growth';
  while (ends.length < mostEnds) {
    const args = [folder, target, seconds, seed + cases - from, from, growth].map(String);
    const { status, signal } = spawnSync(
      process.execPath,
      [`--max-old-space-size=${heap}`, program, ...args],
      {
        cwd: root,
        stdio: ['ignore', 'inherit', mustEnd ? 'ignore' : 'inherit'],
      },
    );
    failed ||= status !== 0;
    if (status === 0 || status === someFailed) break;
    const [at = '', ...input] = readFileSync(join(folder, `current-${target}`), 'utf8').split('\n');
    ends.push(at);
    const how = signal ?? status;
    console.log(
      mustEnd
        ? `  ✓ ${input.join(' ')} was ended (${how}), as it must be`
        : `✗ ${target}, seed ${at}: it ended the process (${how}).\n${input.join('\n')}\n`,
    );
    growth = '';
    from = at === 'growth' ? from : Number(at) + 1;
    if (from - seed >= cases) break;
  }
  return { ends, failed };
}

let failed = 0;
for (const target of options.only?.split(',') ?? targets) {
  const sharers = options.only === undefined ? (parts.find((part) => part.includes(target))?.length ?? 1) : 1;
  const seconds = Number(options.seconds) / sharers;
  if (fuzz(target, seconds, Number(options.cases), Number(options.seed)).failed) failed++;
}
if (options.only === undefined) {
  console.log('watching: cases that fill the memory or never end');
  const { ends } = fuzz(watchdogCheck, 30, 3, 0);
  if (ends.join() !== '0,1,2') {
    console.log(`✗ Of the cases 0, 1 and 2 these were ended and named: ${ends.join(', ') || 'none'}`);
    failed++;
  }
}
process.exitCode = failed > 0 ? 1 : 0;

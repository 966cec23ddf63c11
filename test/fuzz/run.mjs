/**
 * Random inputs for every part that takes what people and files give it:
 * `npm run fuzz -- [--seconds N] [--cases N] [--seed S] [--only language,data]`.
 * Without numbers, as in `npm test`, it tries the same inputs on every machine: as many of each target as
 * stand below. `--seconds` is processor time and holds for each part, as `--cases` does; what is reached
 * first ends it.
 * A part may be tried in several ways, which share its time unless `--only` names them: the language is also
 * what the editor asks of a text, and what changes of texts do.
 * Fails on an error, on more work than an input may cost, on work that grows faster than the input, and where
 * an input takes all memory or never ends. Each part runs in a process of its own, so that its seed can be
 * told even then.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundle } from '../../bench/support/bundle.mjs';
import { countWork } from './countWork.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
/**
 * What takes texts, files, conversions, messages and networks that people give it, each with what tries it
 * (several that try one part share its time), and how many inputs of it `npm test` tries.
 */
const parts = [
  { language: 1000, editorServices: 500, textChanges: 600 },
  { data: 2700, recordings: 3000 },
  { converter: 950, roundTrips: 2400 },
  { protocol: 7000 },
  { networks: 270, gradients: 950 },
];
/** @type {Readonly<Record<string, number>>} */
const targets = Object.assign({}, ...parts);
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
    seconds: { type: 'string' },
    cases: { type: 'string' },
    seed: { type: 'string', default: '0' },
    only: { type: 'string' },
  },
});

const program = await bundle('run', 'test/fuzz');
writeFileSync(program, countWork(readFileSync(program, 'utf8')));
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
    const [at = '', ...input] = noted(join(folder, `current-${target}`)).split('\n');
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

/** What `run.ts` noted last; what it noted before may have been longer. @param {string} file */
function noted(file) {
  const bytes = readFileSync(file);
  const start = bytes.indexOf('\n') + 1;
  return bytes.subarray(start, start + Number(bytes.toString('latin1', 0, start))).toString();
}

let failed = 0;
const isBounded = options.seconds !== undefined || options.cases !== undefined;
for (const target of options.only?.split(',') ?? Object.keys(targets)) {
  const part = options.only === undefined ? parts.find((each) => target in each) : undefined;
  const seconds = Number(options.seconds ?? Infinity) / Object.keys(part ?? { target }).length;
  const cases = Number(options.cases ?? (isBounded ? Infinity : (targets[target] ?? Infinity)));
  if (fuzz(target, seconds, cases, Number(options.seed)).failed) failed++;
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

/**
 * Tries one target from a seed on, in a process of its own: `run.mjs` starts it, and says what was tried
 * where this process does not live to say it.
 */
import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { countedWork } from './countedWork';
import { converter } from './converter';
import { dataReaders } from './dataReaders';
import { exhausting } from './exhausting';
import { gradients } from './gradients';
import { editorServices } from './editorServices';
import { language } from './language';
import { networks } from './networks';
import { protocol } from './protocol';
import { recordings } from './recordings';
import { roundTrips } from './roundTrips';
import { Choices, type FuzzTarget, type GrowthCase } from './target';
import { textChanges } from './textChanges';
import type { Watched } from './watchdog';

/** A further part is a file like `language.ts` and one entry here, and one in `run.mjs`. */
const targets: readonly FuzzTarget[] = [
  language,
  editorServices,
  textChanges,
  dataReaders,
  converter,
  recordings,
  protocol,
  gradients,
  networks,
  roundTrips,
  exhausting,
];

const [folder = '', name = '', seconds = '', most = '', firstSeed = '', grows = ''] = process.argv.slice(2);
const shown = 300;
const slowestKept = 5;
/** After so many a part is given up. */
const mostFailures = 5;
const begun = new Int32Array(new SharedArrayBuffer(4));

interface Slow {
  readonly milliseconds: number;
  readonly work: number;
  readonly seed: number;
  readonly input: string;
}

function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** It stays open, and as long as it was: to empty it for every case takes longer than most cases. */
const current = openSync(join(folder, `current-${name}`), 'w');

/** Keeps what is tried now where `run.mjs` finds it: how many bytes that is, and those. */
function note(what: string): void {
  const bytes = Buffer.from(what);
  writeSync(current, Buffer.concat([Buffer.from(`${String(bytes.length)}\n`), bytes]), 0, undefined, 0);
  Atomics.add(begun, 0, 1);
}

/** Gives the number of failures. */
async function fuzz(target: FuzzTarget): Promise<number> {
  const from = Number(firstSeed);
  const end = processorSeconds() + Number(seconds);
  const slowest: Slow[] = [];
  let failures = 0;
  let seed = from;
  for (; seed - from < Number(most) && processorSeconds() < end && failures < mostFailures; seed++) {
    note(`${String(seed)}\nThe case is being made.`);
    const { input, attempt, mostWork } = target.makeCase(new Choices(seed));
    note(`${String(seed)}\n${input}`);
    const began = processorSeconds();
    try {
      const work = await countedWork(attempt);
      slowest.push({ milliseconds: 1000 * (processorSeconds() - began), work, seed, input });
      slowest.sort((a, b) => b.work - a.work).splice(slowestKept);
      if (work > mostWork) {
        throw new Error(`It took ${String(work)} steps; ${String(mostWork)} are allowed.`);
      }
    } catch (error) {
      failures++;
      const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
      console.log(`✗ ${target.name}, seed ${String(seed)}: ${what}\n${input}\n`);
    }
  }
  console.log(
    `${target.name}: ${String(seed - from)} inputs from seed ${String(from)}, ${String(failures)} failed`,
  );
  for (const line of target.summary?.() ?? []) console.log(`  ${line}`);
  for (const slow of slowest) {
    console.log(
      `  ${String(slow.work)} steps, ${slow.milliseconds.toFixed(0)} ms, seed ${String(slow.seed)}: ${JSON.stringify(slow.input.slice(0, shown))}`,
    );
  }
  return failures;
}

/** Twice the input may cost a little more than twice the work: tables grow, and a logarithm is no fault. */
const mostGrowth = 2.3;
const smallCount = 1000;

async function growsTooFast(kind: GrowthCase): Promise<boolean> {
  const steps: number[] = [];
  for (const count of [smallCount, 2 * smallCount]) {
    note(`growth\n${kind.name}, ${String(count)} parts`);
    steps.push(await countedWork(kind.attempt(count)));
  }
  const [once = NaN, twice = NaN] = steps;
  const growth = twice / once;
  const isTooFast = !(growth <= mostGrowth);
  console.log(
    `  ${isTooFast ? '✗' : '✓'} ${kind.name}: ${String(once)} steps for ${String(smallCount)}, ${growth.toFixed(2)} times as many for twice`,
  );
  return isTooFast;
}

async function main(): Promise<number> {
  const target = targets.find((candidate) => candidate.name === name);
  if (target === undefined) throw new RangeError(`There is no target ${name}.`);
  const watched: Watched = { begun, ...(target.bounds ?? { mostBytes: 2 ** 31, mostSeconds: 60 }) };
  new Worker(join(folder, 'watchdog.cjs'), { workerData: watched }).unref();
  let failed = 0;
  if (grows === 'growth' && target.growth.length > 0) {
    console.log(`${target.name}: growth`);
    for (const kind of target.growth) if (await growsTooFast(kind)) failed++;
  }
  return failed + (await fuzz(target));
}

/** Told from how the process ends by itself. */
const someFailed = 3;

void main().then((failed) => {
  process.exitCode = failed > 0 ? someFailed : 0;
});

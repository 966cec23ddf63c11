/**
 * Random inputs for every part that takes what people and files give it:
 * `npm run fuzz -- [--seconds N | --quick] [--seed S] [--only language]`. `--seconds` holds for each part;
 * `--quick` tries a fixed number of inputs instead, as the tests do.
 * Fails on an error, on more work than an input may cost, and on work that grows faster than the input.
 */
import { parseArgs } from 'node:util';
import { WorkCounter } from './countedWork';
import { dataReaders } from './dataReaders';
import { gradients } from './gradients';
import { language } from './language';
import { protocol } from './protocol';
import { Choices, type FuzzTarget, type GrowthCase } from './target';

/** A further part is a file like `language.ts` and one entry here. */
const targets: readonly FuzzTarget[] = [language, dataReaders, protocol, gradients];

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '30' },
    seed: { type: 'string', default: '0' },
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});
const seconds = Number(options.seconds);
const firstSeed = Number(options.seed);
const counter = new WorkCounter();
const shown = 300;
const slowestKept = 5;
/** After so many a part is given up. */
const mostFailures = 5;

interface Slow {
  readonly milliseconds: number;
  readonly work: number;
  readonly seed: number;
  readonly input: string;
}

/** Gives the number of failures. */
function fuzz(target: FuzzTarget): number {
  const end = performance.now() + seconds * 1000;
  const isEnough = (): boolean =>
    options.quick ? seed - firstSeed >= target.quickCount : performance.now() >= end;
  const slowest: Slow[] = [];
  let failures = 0;
  let seed = firstSeed;
  for (; !isEnough() && failures < mostFailures; seed++) {
    const { input, attempt, mostWork } = target.makeCase(new Choices(seed));
    const began = performance.now();
    try {
      const work = counter.count(attempt);
      const milliseconds = performance.now() - began;
      slowest.push({ milliseconds, work, seed, input });
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
    `${target.name}: ${String(seed - firstSeed)} inputs from seed ${String(firstSeed)}, ${String(failures)} failed`,
  );
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

function grows({ name, attempt }: GrowthCase): boolean {
  const [once, twice] = [smallCount, 2 * smallCount].map((count) => counter.count(attempt(count)));
  const growth = (twice ?? NaN) / (once ?? NaN);
  const tooFast = !(growth <= mostGrowth);
  console.log(
    `  ${tooFast ? '✗' : '✓'} ${name}: ${String(once)} steps for ${String(smallCount)}, ${growth.toFixed(2)} times as many for twice`,
  );
  return tooFast;
}

let failed = 0;
for (const target of targets) {
  if (options.only !== undefined && target.name !== options.only) continue;
  console.log(`${target.name}: growth`);
  failed += target.growth.filter(grows).length;
  failed += fuzz(target);
}
process.exitCode = failed > 0 ? 1 : 0;

/**
 * How often the gradient check is right: `node test/fuzz/gradientCheck.mjs [graphs] [networks] [first seed]`.
 * Every second graph or network has a mistake planted in the backward of one of its layers.
 */
import { graphTrial, networkTrial, type Trial, type TrialOutcome } from '../unit/engine/explain/checkTrials';

const [graphs = 10_000, networks = 1000, firstSeed = 0] = process.argv.slice(2).map(Number);
const failures: readonly TrialOutcome[] = ['FALSE ALARM', 'MISSED'];
const shown = 12;
let failed = 0;

function run(name: string, count: number, trial: (seed: number) => Trial): void {
  const outcomes = new Map<TrialOutcome, number>();
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const { outcome, fault, check, subject } = trial(seed);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    const isFailure = failures.includes(outcome);
    if (isFailure) failed++;
    if ((isFailure && failed <= shown) || process.env['SHOW'] === outcome) {
      const worst = check.values.map(
        ({ name: value, worst: entry }) => `  ${value}: ${JSON.stringify(entry)}`,
      );
      console.log(`${name} ${String(seed)}: ${outcome}, fault ${fault}\n${worst.join('\n')}`);
      if (process.env['GRAPH'] !== undefined) console.log(JSON.stringify(subject));
    }
  }
  console.log(`${name}: ${String(count)}`);
  for (const [outcome, number] of [...outcomes].sort(([, a], [, b]) => b - a)) {
    console.log(`  ${outcome}: ${String(number)} (${((number / count) * 100).toFixed(2)} %)`);
  }
}

run('graphs', graphs, graphTrial);
run('networks', networks, networkTrial);
process.exitCode = failed > 0 ? 1 : 0;

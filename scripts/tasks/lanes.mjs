import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeError } from '../console/problem.mjs';
import { fail, headline } from '../console/report.mjs';
import { runInto } from '../process/run.mjs';
import { inRoot } from '../process/root.mjs';
import { NONE } from '../../test/driver/results.mjs';
import { STAGES } from './parts.mjs';

/**
 * @typedef {import('../../test/driver/results.mjs').Counts} Counts
 * @typedef {{ title: string, counts: Counts, milliseconds: number }} Result
 */

const runLane = fileURLToPath(new URL('run-lane.mjs', import.meta.url));

/**
 * Runs every stage; later ones also after a failure, so that one run shows everything.
 * @returns {Promise<Result[]>}
 */
export async function runStages() {
  /** @type {Result[]} */
  const results = [];
  for (const [stage, lanes] of STAGES.entries()) {
    // The first lane prints as it goes; what the others print comes after it, in one piece.
    const others = lanes.slice(1).map((_lane, at) => runAside(stage, at + 1));
    results.push(...(await runParts(lanes[0] ?? [])));
    for (const other of others) results.push(...(await other()));
  }
  return results;
}

/** @param {readonly import('./parts.mjs').Part[]} parts @returns {Promise<Result[]>} */
export async function runParts(parts) {
  /** @type {Result[]} */
  const results = [];
  for (const { title, run } of parts) {
    headline(title);
    const started = performance.now();
    const counts = await countsOf(run);
    results.push({ title, counts, milliseconds: performance.now() - started });
  }
  return results;
}

/**
 * Starts a lane in a process of its own.
 * @param {number} stage
 * @param {number} lane
 * @returns {() => Promise<Result[]>} waits for its end and prints what it said
 */
function runAside(stage, lane) {
  const log = inRoot('.cache', 'results', `lane-${stage}-${lane}.log`);
  const report = inRoot('.cache', 'results', `lane-${stage}-${lane}.json`);
  const running = (async () => {
    await mkdir(dirname(log), { recursive: true });
    await rm(report, { force: true });
    return runInto(process.execPath, [runLane, String(stage), String(lane), report], log);
  })();
  return async () => {
    const code = await running;
    process.stdout.write(await readFile(log, 'utf8'));
    /** @type {Result[]} */
    const results = JSON.parse(await readFile(report, 'utf8').catch(() => '[]'));
    if (results.length > 0) return results;
    const title = (STAGES[stage]?.[lane] ?? []).map((part) => part.title).join(', ');
    fail(`${title}: ended with ${code} before it was done.`);
    return [{ title, counts: { ...NONE, failed: 1 }, milliseconds: 0 }];
  };
}

/** What `runAside` starts. @param {readonly string[]} args stage, lane and the file for the results */
export async function runLaneHere([stage, lane, report = '']) {
  const results = await runParts(STAGES[Number(stage)]?.[Number(lane)] ?? []);
  await writeFile(report, JSON.stringify(results));
  return results.every(({ counts }) => counts.failed === 0) ? 0 : 1;
}

/**
 * A part that breaks, or runs no test, has failed.
 * @param {() => Promise<Counts>} run
 * @returns {Promise<Counts>}
 */
async function countsOf(run) {
  try {
    const counts = await run();
    if (counts.passed + counts.failed > 0) return counts;
    fail('This part ran no test.');
    return { ...counts, failed: 1 };
  } catch (error) {
    fail(describeError(error));
    return { ...NONE, failed: 1 };
  }
}

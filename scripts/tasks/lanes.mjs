import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeError } from '../console/problem.mjs';
import { fail, headline } from '../console/report.mjs';
import { runInto } from '../process/run.mjs';
import { inRoot } from '../process/root.mjs';
import { NONE } from '../../test/driver/results.mjs';
import { PARTS } from './parts.mjs';

/**
 * @typedef {import('../../test/driver/results.mjs').Counts} Counts
 * @typedef {import('./parts.mjs').Part} Part
 * @typedef {{ title: string, counts: Counts, milliseconds: number }} Result
 */

const runPart = fileURLToPath(new URL('run-part.mjs', import.meta.url));

/**
 * Runs every part in two lanes, for machines have two cores: each lane takes the next part when it is done
 * with one. All of them also after a failure, so that one run shows everything.
 * @returns {Promise<readonly Result[]>} in the order of the parts
 */
export async function runParts() {
  /** @type {Map<Part, Promise<Result>>} */
  const started = new Map();
  /** @type {string[]} What the parts aside have said since this lane last printed. */
  const said = [];
  const printAside = async () => {
    for (const log of said.splice(0)) process.stdout.write(await readFile(log, 'utf8'));
  };
  /** @param {(part: Part) => Promise<Result>} start */
  const lane = async (start) => {
    for (const part of PARTS) {
      if (started.has(part)) continue;
      const needed = part.needs === undefined ? undefined : started.get(part.needs);
      const result = Promise.resolve(needed).then(() => start(part));
      started.set(part, result);
      await result;
    }
  };
  // The first lane prints as it goes; what the other prints comes between the parts, in one piece each.
  const here = lane(async (part) => {
    await printAside();
    return runHere(part);
  });
  const aside = lane(async (part) => {
    const { log, result } = await runAside(part);
    said.push(log);
    return result;
  });
  await Promise.all([here, aside]);
  await printAside();
  return Promise.all(PARTS.flatMap((part) => started.get(part) ?? []));
}

/** @param {Part} part @returns {Promise<Result>} */
async function runHere({ title, run }) {
  headline(title);
  const started = performance.now();
  const counts = await countsOf(run);
  return { title, counts, milliseconds: performance.now() - started };
}

/**
 * Runs a part in a process of its own, whose output goes into a file.
 * @param {Part} part
 * @returns {Promise<{ log: string, result: Result }>}
 */
async function runAside(part) {
  const at = PARTS.indexOf(part);
  const log = inRoot('.cache', 'results', `part-${at}.log`);
  const report = inRoot('.cache', 'results', `part-${at}.json`);
  await mkdir(dirname(log), { recursive: true });
  await rm(report, { force: true });
  const code = await runInto(process.execPath, [runPart, String(at), report], log);
  /** @type {Result | undefined} */
  const result = JSON.parse(await readFile(report, 'utf8').catch(() => 'null')) ?? undefined;
  if (result !== undefined) return { log, result };
  await appendFile(log, `✗  ${part.title} ended with ${code} before it was done.\n`);
  return { log, result: { title: part.title, counts: { ...NONE, failed: 1 }, milliseconds: 0 } };
}

/**
 * What `runAside` starts.
 * @param {readonly string[]} args the number of the part, and the file for the result
 */
export async function runPartHere([at, report = '']) {
  const part = PARTS[Number(at)];
  if (part === undefined) throw new Error(`There is no part ${at}.`);
  const result = await runHere(part);
  await writeFile(report, JSON.stringify(result));
  return result.counts.failed === 0 ? 0 : 1;
}

/**
 * A part that breaks, or runs no test, has failed.
 * @param {() => Promise<Counts>} run
 * @returns {Promise<Counts>}
 */
async function countsOf(run) {
  try {
    const counts = await run();
    return counts.passed + counts.failed > 0 ? counts : broken('This part ran no test.');
  } catch (error) {
    return broken(describeError(error));
  }
}

/** @param {string} why @returns {Counts} */
function broken(why) {
  fail(why);
  return { ...NONE, failed: 1, failures: [why] };
}

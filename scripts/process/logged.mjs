import { mkdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Problem } from '../console/problem.mjs';
import { inRoot, root } from './root.mjs';

/** As many last lines as tell most causes; all of them are in the file. */
const SHOWN_LINES = 12;

/**
 * One step of a command whose details matter only when it fails: they go into a file of `.cache/logs`.
 * @param {string} name of the file
 * @param {string} failed what to say where the step fails
 * @param {(file: string) => Promise<number>} step writes into the file, and gives an exit code
 * @throws {Problem} with the end of what was written and the file's name, where the code is not 0
 */
export async function runLogged(name, failed, step) {
  const folder = inRoot('.cache', 'logs');
  const file = join(folder, `${name}.log`);
  await mkdir(folder, { recursive: true });
  if ((await step(file)) === 0) return;
  const written = await readFile(file, 'utf8').catch(() => '');
  throw new Problem([failed, ...lastLines(written), `All of it: ${relative(root, file)}`].join('\n   '));
}

/** @param {string} text */
function lastLines(text) {
  return text.trimEnd().split('\n').slice(-SHOWN_LINES);
}

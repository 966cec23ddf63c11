import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Problem } from '../console/problem.mjs';
import { run } from '../process/run.mjs';
import { inRoot, root } from '../process/root.mjs';

/**
 * Runs a tool of node_modules by its own script: no shell, no npx, the same on every system.
 * @param {string} name of the package
 * @param {readonly string[]} args
 * @param {string} [binary] its command, when the package has several or another than its name
 * @returns {Promise<number>} the exit code
 */
export async function tool(name, args, binary = name) {
  const manifest = inRoot('node_modules', name, 'package.json');
  /** @type {{ bin?: string | Record<string, string> }} */
  const { bin } = JSON.parse(await readFile(manifest, 'utf8'));
  const script = typeof bin === 'object' ? bin[binary] : bin;
  if (script === undefined) throw new Problem(`The package ${name} has no command ${binary}.`);
  return run(process.execPath, [join(dirname(manifest), script), ...args], { cwd: root });
}

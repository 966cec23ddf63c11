import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { note } from '../console/report.mjs';
import { runLogged } from '../process/logged.mjs';
import { npmInto } from '../process/npm.mjs';
import { root } from '../process/root.mjs';

/** @typedef {Map<string, { version: string, optional: boolean }>} Packages by their path */

/**
 * `npm ci`, but only when what is installed is not what the lockfile says. No package's install script runs,
 * whatever the settings of who calls say.
 * @param {string} [folder] that holds the lockfile
 */
export async function ensureDependencies(folder = root) {
  if (await isInstalled(folder)) return;
  note('Installing the packages of package-lock.json (npm ci) …');
  await runLogged(
    'npm-ci',
    'npm ci failed. Check the network and `npm config get registry`, then run this command again.',
    (file) => npmInto(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], file, { cwd: folder }),
  );
}

/**
 * npm writes its own record of node_modules last, so an interrupted installation is not taken for one.
 * @param {string} folder
 */
async function isInstalled(folder) {
  const locked = await readPackages(join(folder, 'package-lock.json'));
  const installed = await readPackages(join(folder, 'node_modules', '.package-lock.json'));
  return [...locked].every(([path, { version, optional }]) => {
    const found = installed.get(path);
    return found === undefined ? optional : found.version === version;
  });
}

/** @param {string} lockfile */
async function readPackages(lockfile) {
  /** @type {unknown} */
  const content = JSON.parse(await readFile(lockfile, 'utf8').catch(() => '{}'));
  /** @type {Packages} */
  const packages = new Map();
  if (!isRecord(content) || !isRecord(content['packages'])) return packages;
  for (const [path, entry] of Object.entries(content['packages'])) {
    if (path === '' || !isRecord(entry) || typeof entry['version'] !== 'string') continue;
    const optional = entry['optional'] === true || entry['devOptional'] === true;
    packages.set(path, { version: entry['version'], optional });
  }
  return packages;
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isRecord(value) {
  return typeof value === 'object' && value !== null;
}

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../console/problem.mjs';
import { npmQuietly } from '../process/npm.mjs';

/**
 * A package that is fetched on demand, never among the project's dependencies.
 * @typedef {object} NpmPackage
 * @property {string} name
 * @property {string} version
 * @property {string} integrity the hash of its archive, as `npm view NAME@VERSION dist.integrity` said it
 *   when the version was chosen: another archive under the same number is refused
 */

/**
 * Installs packages into a folder of their own, without their install scripts.
 * @param {string} folder
 * @param {readonly NpmPackage[]} packages
 */
export async function installPackages(folder, packages) {
  const dependencies = Object.fromEntries(packages.map(({ name, version }) => [name, version]));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  await npmInstall(folder);
  await verifyPackages(folder, packages);
}

/** What the package.json of a folder asks for. @param {string} folder */
export async function npmInstall(folder) {
  const { code, errors } = await npmQuietly(
    ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--engine-strict=false'],
    { cwd: folder },
  );
  if (code !== 0) {
    throw new Problem(
      `npm could not fetch what is needed:\n${errors.trim()}`,
      'Check the network and `npm config get registry`, then run this command again.',
    );
  }
}

/**
 * Refuses packages whose archives were others than expected; npm has compared the archives with the hashes in
 * its record, and the hashes of what a package brings along stand in the package itself.
 * @param {string} folder
 * @param {readonly NpmPackage[]} packages
 */
export async function verifyPackages(folder, packages) {
  /** @type {{ packages?: Record<string, { integrity?: string }> }} */
  const { packages: installed = {} } = JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8'));
  for (const { name, version, integrity } of packages) {
    const found = installed[`node_modules/${name}`]?.integrity;
    if (found !== integrity) {
      throw new Problem(
        `${name} ${version} has the hash ${found ?? 'of nothing'}, not the expected ${integrity}.`,
        `Its archive was exchanged. Remove ${folder} and find out why before you run this command again.`,
      );
    }
  }
}

import { readFile } from 'node:fs/promises';
import { Problem } from '../console/problem.mjs';
import { note, warn } from '../console/report.mjs';
import { capture, run } from '../process/run.mjs';

/** Debian itself: Ubuntu's `chromium` is a snap, which cannot be driven from outside its sandbox. */
export async function isDebian() {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return /^ID="?(debian|raspbian)"?$/m.test(release);
}

/**
 * Installs packages where this process may; elsewhere it says with which command a person can. Nothing here
 * ever asks for another's rights.
 * @param {readonly string[]} packages
 * @returns {Promise<boolean>} whether they are installed now
 */
export async function installDebianPackages(packages) {
  if (process.getuid?.() !== 0) {
    throw new Problem(
      `Debian packages are missing: ${packages.join(', ')}.`,
      `Install them, then run this again: sudo sh -c '${commandFor(packages)}'`,
    );
  }
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '-y', '-qq', '--no-install-recommends', ...packages];
  note(`Installing ${packages.join(', ')} (apt-get) …`);
  if ((await capture('apt-get', install, { env })).code === 0) return true;
  // A fresh machine has no package lists yet.
  await run('apt-get', ['update', '-qq'], { env });
  const code = await run('apt-get', install, { env });
  if (code !== 0) warn(`${packages.join(', ')} could not be installed.`);
  return code === 0;
}

/** @param {readonly string[]} packages */
const commandFor = (packages) =>
  `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;

import { readFile } from 'node:fs/promises';
import { note, warn } from '../console/report.mjs';
import { capture, run } from '../process/run.mjs';

/** Debian itself: Ubuntu's `chromium` is a snap, which cannot be driven from outside its sandbox. */
export async function isDebian() {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return /^ID="?(debian|raspbian)"?$/m.test(release);
}

/**
 * @param {readonly string[]} packages
 * @returns {Promise<boolean>} whether they are installed now
 */
export async function installDebianPackages(packages) {
  const rights = await administratorPrefix();
  const [program = 'apt-get', ...prefix] = [...rights, 'apt-get'];
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '-y', '-qq', '--no-install-recommends', ...packages];
  note(`Installing ${packages.join(', ')} (${[...rights, 'apt-get'].join(' ')}) …`);
  if ((await capture(program, [...prefix, ...install], { env })).code === 0) return true;
  // A fresh machine has no package lists yet.
  await run(program, [...prefix, 'update', '-qq'], { env });
  const code = await run(program, [...prefix, ...install], { env });
  if (code !== 0) warn(`${packages.join(', ')} could not be installed.`);
  return code === 0;
}

/** `sudo` for all but root; without a terminal it must not ask for a password nobody can type. */
async function administratorPrefix() {
  if (process.getuid?.() === 0) return [];
  if ((await capture('sudo', ['--version'])).code !== 0) return [];
  return process.stdin.isTTY ? ['sudo'] : ['sudo', '-n'];
}

import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { note } from '../console/report.mjs';
import { onExit } from '../process/cleanup.mjs';

/** An owner that wrote no process id for this long died between making the folder and the file. */
const SILENT_OWNER_MS = 10_000;

/**
 * Runs `work` while no other process does so under the same lock. Making a folder is the one
 * operation that succeeds for exactly one process on every file system.
 * @template T
 * @param {string} lock a path that nothing else uses
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function exclusively(lock, work) {
  for (let attempt = 0; !(await acquire(lock)); attempt++) {
    if (attempt === 0) note(`Waiting for another command that is installing the same (${lock}) …`);
    await sleep(500);
  }
  const release = onExit(() => rm(lock, { recursive: true, force: true }));
  try {
    return await work();
  } finally {
    await release();
  }
}

/** @param {string} lock */
async function acquire(lock) {
  const owner = join(lock, 'owner');
  try {
    await mkdir(lock);
    await writeFile(owner, String(process.pid));
    return true;
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
    if (!(await hasLivingOwner(lock, owner))) await rm(lock, { recursive: true, force: true });
    return false;
  }
}

/** @param {string} lock @param {string} owner */
async function hasLivingOwner(lock, owner) {
  const id = Number(await readFile(owner, 'utf8').catch(() => ''));
  if (!id) {
    const made = await stat(lock).catch(() => undefined);
    return made !== undefined && Date.now() - made.mtimeMs < SILENT_OWNER_MS;
  }
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

/** @param {unknown} error @param {string} code */
function isCode(error, code) {
  return error instanceof Error && 'code' in error && error.code === code;
}

import { access, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { onExit } from '../process/cleanup.mjs';
import { cacheFolder } from './cache-folder.mjs';
import { exclusively } from './lock.mjs';

const UNFINISHED = '.installing-';
/** No installation takes this long: what is older was left behind by a process that was killed. */
const ABANDONED_MS = 3_600_000;

/**
 * A folder of the cache, filled on first use. It appears under its name only when it is complete:
 * an interrupted installation leaves nothing that could be mistaken for a finished one.
 * @param {string} name contains the version, so that another version is another folder
 * @param {(folder: string) => Promise<void>} fill
 * @returns {Promise<string>} the folder
 */
export async function cachedInstall(name, fill) {
  const finished = join(cacheFolder(), name);
  if (await exists(finished)) return finished;
  await mkdir(cacheFolder(), { recursive: true });
  return exclusively(`${finished}.lock`, async () => {
    if (await exists(finished)) return finished;
    await removeAbandoned();
    const unfinished = await mkdtemp(join(cacheFolder(), UNFINISHED));
    const discard = onExit(() => rm(unfinished, { recursive: true, force: true }));
    try {
      await fill(unfinished);
      await rename(unfinished, finished);
    } finally {
      await discard();
    }
    return finished;
  });
}

async function removeAbandoned() {
  for (const name of await readdir(cacheFolder())) {
    if (!name.startsWith(UNFINISHED)) continue;
    const folder = join(cacheFolder(), name);
    const { mtimeMs } = await stat(folder);
    if (Date.now() - mtimeMs > ABANDONED_MS) await rm(folder, { recursive: true, force: true });
  }
}

/** @param {string} path */
async function exists(path) {
  return access(path).then(
    () => true,
    () => false,
  );
}

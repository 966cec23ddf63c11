import { segmentFolder, snapshotFolder } from './recordingFolder';
import { within, type FileStore } from './fileStore';
import type { RecordingIndex } from './recordingIndex';
import type { RunSummary } from './runSummary';

/** A folder that is being removed ends in this, and is a recording no more. */
const removedSuffix = '.removed';

/**
 * A run that says it is running is left alone for so long after its last sign of life, in milliseconds: its
 * machine may sleep, or a debugger may hold it.
 */
const runningFor = 24 * 3_600_000;

/**
 * Removes recordings, the oldest first, until all together have no more bytes than they may: never one that
 * is pinned or running, nor one that tells nothing of itself, for it may be just about to be made. Several
 * windows may do this at the same time: they agree on which is the oldest, and one that is gone is gone.
 * @param limit in bytes
 * @returns the folders that were removed
 * @throws the store's own error where the folder cannot be listed
 */
export async function makeRoom(
  store: FileStore,
  index: RecordingIndex,
  limit: number,
  now: Date,
): Promise<readonly string[]> {
  await index.refresh(now);
  await removeRests(store);
  const sizes = new Map<string, number>();
  for (const { folder, run } of index.runs) sizes.set(folder, await sizeOf(store, folder, run));
  let all = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const removed: string[] = [];
  for (const { folder, run } of [...index.runs].reverse()) {
    if (all <= limit) break;
    if (!mayGo(run, now)) continue;
    // Another window may have pinned it a moment ago, or gone on with it.
    await index.reread(folder);
    const found = index.find(folder);
    if (found !== undefined && !mayGo(found.run, now)) continue;
    all -= sizes.get(folder) ?? 0;
    if (found === undefined) continue;
    if (await removeWhole(store, folder)) removed.push(folder);
    index.drop(folder);
  }
  return removed;
}

function mayGo(run: RunSummary | { readonly kind: string }, now: Date): boolean {
  if ('kind' in run) return false;
  const isRunning = run.state === 'running' && now.getTime() - Date.parse(run.alive) < runningFor;
  return !run.pinned && !isRunning;
}

/** Killed on the way, it leaves nothing that looks like a recording. @returns whether it was there */
async function removeWhole(store: FileStore, folder: string): Promise<boolean> {
  try {
    await store.rename(folder, `${folder}${removedSuffix}`);
  } catch {
    return false;
  }
  // What stays is removed the next time.
  await store.remove(`${folder}${removedSuffix}`).catch(() => undefined);
  return true;
}

async function removeRests(store: FileStore): Promise<void> {
  for (const folder of await store.folders('')) {
    if (folder.endsWith(removedSuffix)) await store.remove(folder).catch(() => undefined);
  }
}

/** As the recording says itself, or else of its files as they are. */
async function sizeOf(store: FileStore, folder: string, run: RunSummary | object): Promise<number> {
  if ('bytes' in run && run.bytes !== undefined) return run.bytes;
  const files = within(store, folder);
  const lists = ['', segmentFolder, snapshotFolder].map((each) => files.list(each).catch(() => []));
  return (await Promise.all(lists)).flat().reduce((sum, { size }) => sum + size, 0);
}

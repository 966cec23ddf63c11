import { within, type FileStore } from './fileStore';
import { readRun } from './recordingReader';
import { recordingSuffix, type RunDescription, type RunFileProblem } from './runDescription';

/** A recording in a folder of them, by what its `run.json` says. */
export interface IndexedRun {
  /** The name of its folder. */
  readonly folder: string;
  /** What it is of, or why that cannot be told: `unreadable` where there is no `run.json` to be read. */
  readonly run: RunDescription | RunFileProblem | { readonly kind: 'unreadable' };
}

/** So many are read at a time: a disk is kept busy, and no folder takes all file handles. */
const readAtOnce = 16;

/**
 * All recordings of a folder, the newest first; those that cannot be read behind them, by name. Only their
 * `run.json` is read.
 * @throws the store's own error where the folder cannot be listed
 */
export async function listRecordings(store: FileStore): Promise<readonly IndexedRun[]> {
  const entries = await store.list('');
  const folders = entries.filter(({ name, isFolder }) => isFolder && name.endsWith(recordingSuffix));
  const runs: IndexedRun[] = [];
  for (let start = 0; start < folders.length; start += readAtOnce) {
    const some = folders.slice(start, start + readAtOnce);
    runs.push(...(await Promise.all(some.map(({ name }) => indexed(store, name)))));
  }
  return runs.sort((a, b) => createdAt(b) - createdAt(a) || (a.folder < b.folder ? -1 : 1));
}

async function indexed(store: FileStore, folder: string): Promise<IndexedRun> {
  const files = within(store, folder);
  try {
    const result = await readRun(files, await files.list(''));
    if (result === undefined) return { folder, run: { kind: 'unreadable' } };
    return { folder, run: result.ok ? result.run : result.problem };
  } catch {
    return { folder, run: { kind: 'unreadable' } };
  }
}

function createdAt({ run }: IndexedRun): number {
  return 'created' in run ? Date.parse(run.created) : -Infinity;
}

import { within, type FileStore } from './fileStore';
import { readDescription, type DamagedFile, type SummaryProblem } from './recordingReader';
import { recordingSuffix, type RunDescription } from './runDescription';
import { readEventFolder } from './tensorboard/eventFolder';
import { readLabel, type RunLabel } from './runLabel';

/** A recording in a folder of them, by what its `run.json` says. */
export interface ListedRun {
  /** The name of its folder. */
  readonly folder: string;
  /** What it is of, or why that cannot be told. */
  readonly run: RunDescription | SummaryProblem;
  /** What its keeper made of it. */
  readonly label: RunLabel;
  /** Of a folder of event files what is not read whole; those of a recording are not looked at. */
  readonly damaged: readonly DamagedFile[];
}

/** So many are read at a time: a disk is kept busy, and no folder takes all file handles. */
const readAtOnce = 16;

/**
 * All recordings of a folder, the newest first; those that cannot be read behind them, by name. Only their
 * `run.json` and their label are read.
 * @throws the store's own error where the folder cannot be listed
 */
export async function listRecordings(store: FileStore): Promise<readonly ListedRun[]> {
  const entries = await store.list('');
  const folders = entries.filter(({ isFolder }) => isFolder);
  const runs: ListedRun[] = [];
  for (let start = 0; start < folders.length; start += readAtOnce) {
    const some = folders.slice(start, start + readAtOnce);
    const found = await Promise.all(some.map(({ name }) => indexed(store, name)));
    runs.push(...found.flatMap((run) => run ?? []));
  }
  return runs.sort((a, b) => createdAt(b) - createdAt(a) || (a.folder < b.folder ? -1 : 1));
}

/** A recording, or a folder of TensorBoard's events; `undefined` for any other. */
async function indexed(store: FileStore, folder: string): Promise<ListedRun | undefined> {
  const own = within(store, folder);
  try {
    return await described(own, folder);
  } catch {
    return { folder, label: await readLabel(own), damaged: [], run: { kind: 'unreadable' } };
  }
}

/** @throws where the folder cannot be read */
async function described(own: FileStore, folder: string): Promise<ListedRun | undefined> {
  const events = folder.endsWith(recordingSuffix) ? undefined : await readEventFolder(own, folder);
  if (events === undefined && !folder.endsWith(recordingSuffix)) return undefined;
  const files = events?.files ?? own;
  const label = await readLabel(own);
  const damaged = events?.damaged ?? [];
  return { folder, label, damaged, run: await readDescription(files) };
}

function createdAt({ run }: ListedRun): number {
  return 'created' in run ? Date.parse(run.created) : -Infinity;
}

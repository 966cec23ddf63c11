import type { ReadableStore, StoredEntry } from '../fileStore';
import { segmentFile, segmentFolder, snapshotFile, snapshotFolder } from '../recordingFolder';
import type { DamagedFile } from '../recordingReader';
import { runFile, writeRun } from '../runDescription';
import { encodeSegment } from '../segment';
import { encodeSnapshot } from '../snapshot';
import { readEvent, type Event } from './eventMessages';
import { readRecords } from './eventRecords';
import { eventRun } from './eventRun';

/** Events of TensorBoard, made into a recording. */
export interface EventFolder {
  /** The files that a recording of them has; they are in memory only. */
  readonly files: ReadableStore;
  /** By path in the recording. */
  readonly contents: ReadonlyMap<string, Uint8Array>;
  /** Event files that are not read whole: of the others what stands before the damage is there. */
  readonly damaged: readonly DamagedFile[];
}

const isEventFile = ({ name, isFolder }: StoredEntry): boolean => !isFolder && name.includes('.tfevents.');
/** A larger file is set aside unread, in bytes, and so are files after so many bytes together. */
const largestFile = 2 ** 28;
const mostBytes = 2 ** 29;
const mostFolders = 64;

/**
 * Reads a folder of TensorBoard's event files, and those of the folders in it, as `train` and `validation`
 * are, as one recording.
 * @param name of the folder, which the run is called by
 * @returns `undefined` where there are no event files
 */
export async function readEventFolder(store: ReadableStore, name: string): Promise<EventFolder | undefined> {
  const places = await eventFilesIn(store);
  if (places.length === 0) return undefined;
  const events: Event[] = [];
  const damaged: DamagedFile[] = [];
  let bytesRead = 0;
  for (const { prefix, file, size } of places) {
    if (size > largestFile || bytesRead + size > mostBytes) {
      damaged.push({ file, why: 'tooLarge' });
      continue;
    }
    const bytes = await store.read(file).catch(() => undefined);
    if (bytes === undefined) {
      damaged.push({ file, why: 'unreadable' });
      continue;
    }
    bytesRead += bytes.length;
    const { records, isDamaged } = readRecords(bytes);
    const read = records.map(readEvent);
    if (isDamaged || read.includes(undefined)) damaged.push({ file, why: 'damaged' });
    const whole = read.filter((event) => event !== undefined);
    for (const why of ['badStep', 'badHistogram'] as const) {
      const tags = [...new Set(whole.flatMap(({ refused }) => refused[why]))];
      if (tags.length > 0) damaged.push({ file, why, tags });
    }
    for (const event of whole) events.push(prefix === '' ? event : within(prefix, event));
  }
  // A file without values beside others is nothing to speak of: some writers begin one and use another.
  if (damaged.length === 0 && events.every(({ values }) => values.length === 0))
    damaged.push(...places.map(({ file }) => ({ file, why: 'empty' }) as const));
  const { run, segment, snapshots } = eventRun(name, events);
  const contents = new Map([
    [runFile, writeRun(run)],
    [segmentFile(1), encodeSegment(segment)],
    ...[...snapshots].map(([step, snapshot]) => [snapshotFile(step), encodeSnapshot(snapshot)] as const),
  ]);
  return { files: inMemory(contents), contents, damaged };
}

/** Keras writes `train/` and `validation/`, whose tags are the same. */
function within(prefix: string, event: Event): Event {
  return { ...event, values: event.values.map(({ tag, value }) => ({ tag: `${prefix}/${tag}`, value })) };
}

async function eventFilesIn(
  store: ReadableStore,
): Promise<readonly { readonly prefix: string; readonly file: string; readonly size: number }[]> {
  const entries = await store.list('').catch(() => []);
  const folders = [
    '',
    ...entries
      .filter(({ isFolder }) => isFolder)
      .map(({ name }) => name)
      .sort(),
  ];
  const found = await Promise.all(
    folders.slice(0, mostFolders).map(async (folder) => {
      const inside = folder === '' ? entries : await store.list(folder).catch(() => []);
      return (
        inside
          .filter(isEventFile)
          .map(({ name, size }) => ({
            prefix: folder,
            file: folder === '' ? name : `${folder}/${name}`,
            size,
          }))
          // Their names begin with the time at which they were begun.
          .sort((a, b) => (a.file < b.file ? -1 : 1))
      );
    }),
  );
  return found.flat();
}

function inMemory(contents: ReadonlyMap<string, Uint8Array>): ReadableStore {
  const entries = [...contents].map(([path, { length }]) => ({ path, length }));
  return {
    list: async (folder) => {
      await Promise.resolve();
      if (folder === '') {
        const own = entries.filter(({ path }) => !path.includes('/'));
        return [
          ...own.map(({ path, length }) => ({ name: path, isFolder: false, size: length })),
          ...[segmentFolder, snapshotFolder].map((name) => ({ name, isFolder: true, size: 0 })),
        ];
      }
      return entries
        .filter(({ path }) => path.startsWith(`${folder}/`))
        .map(({ path, length }) => ({ name: path.slice(folder.length + 1), isFolder: false, size: length }));
    },
    read: async (file) => {
      await Promise.resolve();
      const bytes = contents.get(file);
      if (bytes === undefined) throw new Error(`There is no ${file}.`);
      return bytes;
    },
  };
}

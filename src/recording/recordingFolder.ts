import { type FileStore, within } from './fileStore';
import { recordingSuffix } from './runDescription';

/** The folders of a recording. */
export const segmentFolder = 'segments';
/** Updates that were captured whole, each an NPZ file named after its number. */
export const captureFolder = 'captures';
export const snapshotFolder = 'snapshots';

const extension = '.safetensors';

/** Segments are numbered in the order of their steps; a number may be missing. */
export function segmentFile(number: number): string {
  return `${segmentFolder}/${String(number).padStart(6, '0')}${extension}`;
}

/** A snapshot is named after its step. */
export function snapshotFile(step: number): string {
  return `${snapshotFolder}/${String(step).padStart(9, '0')}${extension}`;
}

/** The number that a file of one of the folders is named after; `undefined` for other files. */
export function numberOfFile(name: string): number | undefined {
  const [, digits] = /^(\d{1,15})\.safetensors$/.exec(name) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** Whether somebody removed a recording, or one of its folders, while it was written. */
export async function isRemoved(files: Pick<FileStore, 'list'>): Promise<boolean> {
  try {
    for (const folder of ['', segmentFolder, snapshotFolder]) await files.list(folder);
    return false;
  } catch {
    return true;
  }
}

/** A recording that was just made: nobody else writes into it. */
export interface NewRecording {
  /** The name of its folder. */
  readonly folder: string;
  /** Its files. */
  readonly files: FileStore;
}

/**
 * Makes the folder of a recording, with a name that no other has.
 * @param store where recordings lie
 * @throws the store's own error where it cannot be made
 */
export async function makeRecording(store: FileStore, name: string, created: Date): Promise<NewRecording> {
  const [day = '', time = ''] = created.toISOString().split(/[T.]/);
  // Names of networks may hold letters of any language, and nothing that a path could trip over.
  const stem = `${name.replace(/[^\p{L}\p{N}_-]/gu, '_').slice(0, 60)}-${day}-${time.replaceAll(':', '')}`;
  for (let attempt = 1; ; attempt++) {
    const folder = `${stem}${attempt === 1 ? '' : `-${String(attempt)}`}${recordingSuffix}`;
    if (!(await store.makeFolder(folder))) continue;
    const files = within(store, folder);
    try {
      await files.makeFolder(segmentFolder);
      await files.makeFolder(snapshotFolder);
    } catch (error) {
      await store.remove(folder).catch(() => undefined);
      throw error;
    }
    return { folder, files };
  }
}

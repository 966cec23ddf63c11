/** A file or folder in a folder. */
export interface StoredEntry {
  readonly name: string;
  readonly isFolder: boolean;
  /** In bytes; 0 of a folder. */
  readonly size: number;
}

/**
 * A folder in which recordings lie, wherever that is: on a disk, behind VS Code's file system, in memory.
 * Paths are relative to it, with `/` between folders; the folder itself is the empty path. What cannot be
 * done rejects, with the error of whoever keeps the files.
 */
export interface FileStore {
  /** What lies in a folder, in any order. */
  list(folder: string): Promise<readonly StoredEntry[]>;
  /** The names of the folders in a folder, in any order, without a look at each of them. */
  folders(folder: string): Promise<readonly string[]>;
  /**
   * When a file was written, or when something came into a folder or left it, in milliseconds since 1970.
   * Not being there rejects.
   */
  modified(path: string): Promise<number>;
  read(file: string): Promise<Uint8Array>;
  /** Creates the file or replaces what it holds. May leave half of it where it rejects. */
  write(file: string, bytes: Uint8Array): Promise<void>;
  /**
   * A file that has the new name already is replaced; folders move, too. Some stores take the old file away
   * first: whoever reads meanwhile reads by `readWhole`.
   */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file, or a folder with all that is in it; not being there is no error. */
  remove(path: string): Promise<void>;
  /** Makes a folder in one that is there. `false`: there is something of this name already. */
  makeFolder(folder: string): Promise<boolean>;
}

/** What whoever only reads needs of a folder. */
export type ReadableStore = Pick<FileStore, 'list' | 'read'>;

/** The files of one folder of a store. */
export function within(store: FileStore, folder: string): FileStore {
  const inside = (path: string): string => (path === '' ? folder : `${folder}/${path}`);
  return {
    list: (path) => store.list(inside(path)),
    folders: (path) => store.folders(inside(path)),
    modified: (path) => store.modified(inside(path)),
    read: (path) => store.read(inside(path)),
    write: (path, bytes) => store.write(inside(path), bytes),
    rename: (from, to) => store.rename(inside(from), inside(to)),
    remove: (path) => store.remove(inside(path)),
    makeFolder: (path) => store.makeFolder(inside(path)),
  };
}

/** What is being written ends in this, and is no part of a recording. */
const aside = '.tmp';

/** Writes a file so that whoever reads it finds all of the old bytes or all of the new ones. */
export async function writeWhole(store: FileStore, file: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${file}${aside}`;
  try {
    await store.write(temporary, bytes);
    await store.rename(temporary, file);
  } catch (error) {
    // A disk that is full must not stay full of a file that nobody will read.
    await store.remove(temporary).catch(() => undefined);
    throw error;
  }
}

/** Reads a file that is written by `writeWhole`, also while the old one is gone and the new one to come. */
export async function readWhole(store: ReadableStore, file: string): Promise<Uint8Array> {
  const readOr = async (name: string, otherwise: () => Promise<Uint8Array>): Promise<Uint8Array> => {
    try {
      return await store.read(name);
    } catch {
      return otherwise();
    }
  };
  // Where the one that was written has its name by now, it is found by that.
  return readOr(file, () => readOr(`${file}${aside}`, () => store.read(file)));
}

/** Whether a file of a folder is just being replaced. */
export function isReplaced(folder: readonly StoredEntry[], file: string): boolean {
  return folder.some(({ name, isFolder }) => name === `${file}${aside}` && !isFolder);
}

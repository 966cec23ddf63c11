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
  read(file: string): Promise<Uint8Array>;
  /** Creates the file or replaces what it holds. May leave half of it where it rejects. */
  write(file: string, bytes: Uint8Array): Promise<void>;
  /** At once for everybody who reads: a file that has the new name already is replaced. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file, or a folder with all that is in it; not being there is no error. */
  remove(path: string): Promise<void>;
  /** Makes a folder in one that is there. `false`: there is something of this name already. */
  makeFolder(folder: string): Promise<boolean>;
}

/** The files of one folder of a store. */
export function within(store: FileStore, folder: string): FileStore {
  const inside = (path: string): string => (path === '' ? folder : `${folder}/${path}`);
  return {
    list: (path) => store.list(inside(path)),
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

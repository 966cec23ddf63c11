import { existsSync, statSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { FileStore, StoredEntry } from '../recording/fileStore';

/** A folder on a disk. What is in it is what the disk says, links included. */
export function diskStore(root: string): FileStore {
  const at = (name: string): string => path.join(root, name);
  return {
    async list(folder) {
      const entries = await readdir(at(folder), { withFileTypes: true });
      const described = entries.map(async (entry): Promise<StoredEntry[]> => {
        try {
          const found = await stat(path.join(at(folder), entry.name));
          // A pipe is listed, too: who expects a file of its name says that it cannot be read.
          const isFolder = found.isDirectory();
          return [{ name: entry.name, isFolder, size: isFolder ? 0 : found.size }];
        } catch {
          // It was removed meanwhile, or it is a link that leads nowhere.
          return entry.isSymbolicLink() ? [{ name: entry.name, isFolder: false, size: 0 }] : [];
        }
      });
      return (await Promise.all(described)).flat();
    },
    async folders(folder) {
      const entries = await readdir(at(folder), { withFileTypes: true });
      return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    },
    modified: async (name) => (await stat(at(name))).mtimeMs,
    async read(file) {
      // A pipe would be waited at for ever, and a device may have no end.
      if (!(await stat(at(file))).isFile()) throw new Error(`${file} is no file.`);
      // A Buffer would not do: its `slice` shares memory, where that of every other array copies.
      const { buffer, byteOffset, length } = await readFile(at(file));
      return new Uint8Array(buffer, byteOffset, length);
    },
    write: (file, bytes) => writeFile(at(file), bytes),
    rename: (from, to) => renameOver(at(from), at(to)),
    remove: (name) => rm(at(name), { recursive: true, force: true }),
    async makeFolder(folder) {
      try {
        await mkdir(at(folder));
        return true;
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return false;
        throw error;
      }
    },
  };
}

/** Windows refuses to replace a file while somebody reads it, which takes a reader of ours milliseconds. */
const attempts = 10;
const pause = 20;
const refusals = ['EPERM', 'EACCES', 'EBUSY'];

async function renameOver(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const isBusy = process.platform === 'win32' && refusals.includes(codeOf(error) ?? '');
      if (!isBusy || attempt === attempts) throw error;
      await setTimeout(pause);
    }
  }
}

/** What the operating system calls the error: `ENOENT`, `EEXIST`, … */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/**
 * Makes a folder and those it lies in, as the recursive `mkdir` of Node does: but that never ends where a
 * file system, as `/proc`, takes no folder.
 * @throws the error of the operating system
 */
export async function makeFolders(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (codeOf(error) === 'EEXIST' && statSync(folder).isDirectory()) return;
    const parent = path.dirname(folder);
    if (codeOf(error) !== 'ENOENT' || parent === folder || existsSync(parent)) throw error;
    await makeFolders(parent);
    await mkdir(folder);
  }
}

import * as vscode from 'vscode';
import type { FileStore, StoredEntry } from '../../recording/fileStore';

/** A folder behind VS Code's own file system, wherever that keeps it: on a server, in a browser. */
export function uriStore(root: vscode.Uri): FileStore {
  const { fs } = vscode.workspace;
  const at = (path: string): vscode.Uri => (path === '' ? root : vscode.Uri.joinPath(root, path));
  /** Two recordings that begin at once must not share a folder: to make one that is there is no error. */
  const beingMade = new Set<string>();
  return {
    async list(folder) {
      const entries = await fs.readDirectory(at(folder));
      const described = entries.map(async ([name, type]): Promise<StoredEntry[]> => {
        if ((type & vscode.FileType.Directory) !== 0) return [{ name, isFolder: true, size: 0 }];
        try {
          const { size } = await fs.stat(vscode.Uri.joinPath(at(folder), name));
          return [{ name, isFolder: false, size }];
        } catch {
          // It was removed meanwhile, or it is a link that leads nowhere.
          return (type & vscode.FileType.SymbolicLink) === 0 ? [] : [{ name, isFolder: false, size: 0 }];
        }
      });
      return (await Promise.all(described)).flat();
    },
    async folders(folder) {
      const entries = await fs.readDirectory(at(folder));
      return entries.flatMap(([name, type]) => ((type & vscode.FileType.Directory) === 0 ? [] : [name]));
    },
    modified: async (path) => (await fs.stat(at(path))).mtime,
    async read(file) {
      // A pipe would be waited at for ever, and a device may have no end.
      if (((await fs.stat(at(file))).type & vscode.FileType.File) === 0)
        throw new Error(`${file} is no file.`);
      return fs.readFile(at(file));
    },
    write: async (file, bytes) => fs.writeFile(at(file), bytes),
    rename: async (from, to) => fs.rename(at(from), at(to), { overwrite: true }),
    async remove(path) {
      try {
        await fs.delete(at(path), { recursive: true });
      } catch (error) {
        if (await isThere(at(path))) throw error;
      }
    },
    async makeFolder(folder) {
      if (beingMade.has(folder)) return false;
      beingMade.add(folder);
      try {
        if (await isThere(at(folder))) return false;
        await fs.createDirectory(at(folder));
        return true;
      } finally {
        beingMade.delete(folder);
      }
    },
  };
}

async function isThere(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

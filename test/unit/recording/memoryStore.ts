import type { FileStore, StoredEntry } from '../../../src/recording/fileStore';

/** What ends a writer in the middle of its work. */
export class Killed extends Error {}

/**
 * A disk in memory. Every byte written and every other change is a moment; after `moments` of them whoever
 * writes is killed: half of a file may have been written, and nothing happens any more.
 */
export class MemoryStore implements FileStore {
  readonly files = new Map<string, Uint8Array>();
  readonly made = new Set<string>(['']);
  /** When a file or folder was last changed, in moments. */
  private readonly times = new Map<string, number>();
  /** Moments that have passed. */
  passed = 0;
  /** After so many bytes in all the disk is full. */
  capacity = Infinity;
  /** Writing such a file fails: somebody removed the folder. */
  refuses: (path: string) => boolean = () => false;

  constructor(private readonly moments = Infinity) {}

  list(folder: string): Promise<readonly StoredEntry[]> {
    if (!this.made.has(folder)) return Promise.reject(new Error('ENOENT: no such folder'));
    const prefix = folder === '' ? '' : `${folder}/`;
    const inside = (path: string): boolean =>
      path !== '' && path.startsWith(prefix) && !path.slice(prefix.length).includes('/');
    return Promise.resolve([
      ...[...this.made].filter(inside).map((path) => ({
        name: path.slice(prefix.length),
        isFolder: true,
        size: 0,
      })),
      ...[...this.files]
        .filter(([path]) => inside(path))
        .map(([path, { length }]) => ({ name: path.slice(prefix.length), isFolder: false, size: length })),
    ]);
  }

  async folders(folder: string): Promise<readonly string[]> {
    const entries = await this.list(folder);
    return entries.filter(({ isFolder }) => isFolder).map(({ name }) => name);
  }

  modified(path: string): Promise<number> {
    const isThere = this.files.has(path) || this.made.has(path);
    return isThere
      ? Promise.resolve(this.times.get(path) ?? 0)
      : Promise.reject(new Error('ENOENT: nothing'));
  }

  read(file: string): Promise<Uint8Array> {
    const bytes = this.files.get(file);
    return bytes ? Promise.resolve(bytes.slice()) : Promise.reject(new Error('ENOENT: no such file'));
  }

  write(file: string, bytes: Uint8Array): Promise<void> {
    if (this.refuses(file)) return Promise.reject(new Error('ENOENT: no such folder'));
    const room = this.capacity - this.bytes + (this.files.get(file)?.length ?? 0);
    const left = Math.max(0, this.moments - this.passed);
    this.passed += bytes.length + 1;
    const written = bytes.slice(0, Math.min(left, room));
    if (left > 0) this.files.set(file, written);
    this.touch(file);
    if (left < bytes.length + 1) return Promise.reject(new Killed());
    if (room < bytes.length) return Promise.reject(new Error('ENOSPC: no space left on device, write'));
    return Promise.resolve();
  }

  rename(from: string, to: string): Promise<void> {
    return this.change(() => {
      if (this.made.has(from)) {
        this.moveFolder(from, to);
        return;
      }
      const bytes = this.files.get(from);
      if (bytes === undefined) throw new Error('ENOENT: no such file');
      this.files.delete(from);
      this.files.set(to, bytes);
      this.touch(from);
      this.touch(to);
    });
  }

  remove(path: string): Promise<void> {
    return this.change(() => {
      for (const name of [...this.files.keys(), ...this.made]) {
        if (name !== path && !name.startsWith(`${path}/`)) continue;
        this.files.delete(name);
        this.made.delete(name);
      }
      this.touch(path);
    });
  }

  async makeFolder(folder: string): Promise<boolean> {
    let isNew = false;
    await this.change(() => {
      isNew = !this.made.has(folder) && !this.files.has(folder);
      this.made.add(folder);
      this.touch(folder);
    });
    return isNew;
  }

  get bytes(): number {
    return [...this.files.values()].reduce((sum, { length }) => sum + length, 0);
  }

  /** As a disk does it: what a folder holds has changed, and nothing above it. */
  private touch(path: string): void {
    const at = path.lastIndexOf('/');
    this.times.set(path, this.passed);
    this.times.set(at < 0 ? '' : path.slice(0, at), this.passed);
  }

  private moveFolder(from: string, to: string): void {
    const moved = (path: string): string => to + path.slice(from.length);
    for (const [path, bytes] of [...this.files]) {
      if (!path.startsWith(`${from}/`)) continue;
      this.files.delete(path);
      this.files.set(moved(path), bytes);
    }
    for (const path of [...this.made]) {
      if (path !== from && !path.startsWith(`${from}/`)) continue;
      this.made.delete(path);
      this.made.add(moved(path));
    }
    this.touch(from);
    this.touch(to);
  }

  private async change(make: () => void): Promise<void> {
    await Promise.resolve();
    this.passed++;
    if (this.passed > this.moments) throw new Killed();
    make();
  }
}

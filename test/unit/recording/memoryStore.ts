import type { FileStore, StoredEntry } from '../../../src/recording/fileStore';

/** What ends a writer in the middle of its work. */
export class Killed extends Error {}

/**
 * A disk in memory. Every byte written and every other change is a moment; after `moments` of them whoever
 * writes is killed: half of a file may have been written, and nothing happens any more.
 */
export class MemoryStore implements FileStore {
  readonly files = new Map<string, Uint8Array>();
  readonly folders = new Set<string>(['']);
  /** Moments that have passed. */
  passed = 0;
  /** After so many bytes in all the disk is full. */
  capacity = Infinity;

  constructor(private readonly moments = Infinity) {}

  list(folder: string): Promise<readonly StoredEntry[]> {
    if (!this.folders.has(folder)) return Promise.reject(new Error('ENOENT: no such folder'));
    const prefix = folder === '' ? '' : `${folder}/`;
    const inside = (path: string): boolean =>
      path !== '' && path.startsWith(prefix) && !path.slice(prefix.length).includes('/');
    return Promise.resolve([
      ...[...this.folders].filter(inside).map((path) => ({
        name: path.slice(prefix.length),
        isFolder: true,
        size: 0,
      })),
      ...[...this.files]
        .filter(([path]) => inside(path))
        .map(([path, { length }]) => ({ name: path.slice(prefix.length), isFolder: false, size: length })),
    ]);
  }

  read(file: string): Promise<Uint8Array> {
    const bytes = this.files.get(file);
    return bytes ? Promise.resolve(bytes.slice()) : Promise.reject(new Error('ENOENT: no such file'));
  }

  write(file: string, bytes: Uint8Array): Promise<void> {
    const room = this.capacity - this.bytes + (this.files.get(file)?.length ?? 0);
    const left = Math.max(0, this.moments - this.passed);
    this.passed += bytes.length + 1;
    const written = bytes.slice(0, Math.min(left, room));
    if (left > 0) this.files.set(file, written);
    if (left < bytes.length + 1) return Promise.reject(new Killed());
    if (room < bytes.length) return Promise.reject(new Error('ENOSPC: no space left on device, write'));
    return Promise.resolve();
  }

  rename(from: string, to: string): Promise<void> {
    return this.change(() => {
      const bytes = this.files.get(from);
      if (bytes === undefined) throw new Error('ENOENT: no such file');
      this.files.delete(from);
      this.files.set(to, bytes);
    });
  }

  remove(path: string): Promise<void> {
    return this.change(() => {
      for (const name of [...this.files.keys(), ...this.folders]) {
        if (name !== path && !name.startsWith(`${path}/`)) continue;
        this.files.delete(name);
        this.folders.delete(name);
      }
    });
  }

  async makeFolder(folder: string): Promise<boolean> {
    let isNew = false;
    await this.change(() => {
      isNew = !this.folders.has(folder) && !this.files.has(folder);
      this.folders.add(folder);
    });
    return isNew;
  }

  get bytes(): number {
    return [...this.files.values()].reduce((sum, { length }) => sum + length, 0);
  }

  private async change(make: () => void): Promise<void> {
    await Promise.resolve();
    this.passed++;
    if (this.passed > this.moments) throw new Killed();
    make();
  }
}

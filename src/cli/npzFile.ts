import { constants } from 'node:fs';
import { access, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writeNpz } from '../data/npyWriter';
import type { WritableArray } from '../data/npyWriter';
import type { SavedTensor } from '../engine/tensor';
import { CommandFailure, exitUnusable, unwritableReason } from './failure';

/**
 * The file that `--npz` names. It is tried before anything is computed, and written beside its place and then
 * renamed: a disk that is full leaves the old file as it was.
 */
export class NpzFile {
  private constructor(
    private readonly file: string,
    /** Where it is written first; absent for what is not a plain file, as a pipe. */
    private readonly aside: string | undefined,
  ) {}

  /** @throws CommandFailure where nothing can be written there */
  static async prepare(file: string): Promise<NpzFile> {
    if (file === '') throw new CommandFailure('The file of --npz has no name.', exitUnusable);
    try {
      const found = await stat(file).catch(() => undefined);
      if (found?.isDirectory() === true) throw new Error('it is a folder.');
      if (found) await access(file, constants.W_OK);
      if (found?.isFile() === false) return new NpzFile(file, undefined);
      // A link stays a link: what it points at is replaced.
      const target = found ? await realpath(file) : path.resolve(file);
      const aside = `${target}.${String(process.pid)}.tmp`;
      await (await open(aside, 'wx')).close();
      return new NpzFile(target, aside);
    } catch (error) {
      throw unwritable(file, error);
    }
  }

  /**
   * Writes tensors as `numpy.load` reads them; masks become arrays of bool.
   * @throws CommandFailure where the file cannot be written
   */
  async write(tensors: ReadonlyMap<string, SavedTensor>): Promise<void> {
    const arrays = Object.fromEntries(
      [...tensors].map(([name, { shape, data }]): [string, WritableArray] => [
        name,
        data instanceof Uint8Array ? { shape, data, boolean: true } : { shape, data },
      ]),
    );
    try {
      await writeFile(this.aside ?? this.file, writeNpz(arrays));
      if (this.aside !== undefined) await rename(this.aside, this.file);
    } catch (error) {
      await this.discard();
      throw unwritable(this.file, error);
    }
  }

  /** Leaves nothing behind where it comes to no writing. */
  async discard(): Promise<void> {
    if (this.aside !== undefined) await rm(this.aside, { force: true });
  }
}

function unwritable(file: string, error: unknown): CommandFailure {
  return new CommandFailure(`${file} could not be written: ${unwritableReason(error)}`, exitUnusable);
}

/**
 * Calls `work` with the file that `--npz` names, tried beforehand; `undefined` where none is named.
 * @throws CommandFailure where nothing can be written there, before any work is done
 */
export async function withNpzFile<Result>(
  file: string | undefined,
  work: (npz: NpzFile | undefined) => Promise<Result>,
): Promise<Result> {
  const npz = file === undefined ? undefined : await NpzFile.prepare(file);
  try {
    return await work(npz);
  } finally {
    await npz?.discard();
  }
}

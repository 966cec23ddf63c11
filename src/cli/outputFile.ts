import { randomUUID } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { access, type FileHandle, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { devNull } from 'node:os';
import path from 'node:path';
import { codeOf } from '../platform/diskStore';
import { CommandFailure, exitUnusable } from './failure';
import { l10n } from './l10n';
import { noteWritten } from './readFiles';
import { systemReason } from './systemReason';

/** As much as file systems give at once. */
const oneBlock = 4096;

/** A file that is written beside its place and then renamed: a full disk leaves the old one as it was. */
export class OutputFile {
  private constructor(
    /** Where links lead to. */
    readonly file: string,
    /** Where it is written first, or what is written to at once: a pipe, which is open from the beginning. */
    private readonly way: string | FileHandle,
    /** Who may read and write it: as before. */
    private readonly mode: number | undefined,
  ) {}

  /** @throws CommandFailure where nothing can be written there, or what is there is read */
  static async prepare(file: string): Promise<OutputFile> {
    try {
      const found = await statIfThere(file);
      if (found?.isDirectory() === true)
        throw new CommandFailure(
          l10n.t('{0} could not be written: {1}', file, l10n.t('it is a folder.')),
          exitUnusable,
        );
      noteWritten(file);
      if (found) await access(file, constants.W_OK);
      if (found?.isFile() === false) return new OutputFile(file, await openOther(file, found), undefined);
      // A link stays a link: what it points at is replaced.
      const target = found ? await realpath(file) : path.resolve(file);
      const aside = path.join(path.dirname(target), `.${randomUUID()}.tmp`);
      await tryOut(aside);
      return new OutputFile(target, aside, found?.mode);
    } catch (error) {
      throw unwritable(file, error);
    }
  }

  /** @throws CommandFailure where the file cannot be written */
  async write(content: Uint8Array | string): Promise<void> {
    try {
      await writeFile(this.way, content, this.mode === undefined ? {} : { mode: this.mode });
      if (typeof this.way === 'string') await rename(this.way, this.file);
      else await this.way.close();
    } catch (error) {
      await this.discard();
      throw unwritable(this.file, error);
    }
  }

  /** Leaves nothing behind where it comes to no writing. */
  async discard(): Promise<void> {
    if (typeof this.way === 'string') await rm(this.way, { force: true });
    else await this.way.close();
  }
}

/**
 * Of a full disk a name can be had, but not one block: found here, not once all is computed. Nothing stays:
 * whatever ends the program until then would leave it lying there.
 */
async function tryOut(aside: string): Promise<void> {
  try {
    await writeFile(aside, new Uint8Array(oneBlock), { flag: 'wx' });
  } finally {
    await rm(aside, { force: true });
  }
}

/**
 * A pipe is opened at once: one that nobody reads would be waited for once all is computed.
 * @throws CommandFailure for a device, of which nothing tells beforehand whether it takes anything
 */
async function openOther(file: string, { rdev }: Stats): Promise<FileHandle> {
  const isDevice = rdev !== 0;
  const takesAll = isDevice && (await stat(devNull)).rdev === rdev;
  if (isDevice && !takesAll)
    throw new CommandFailure(
      l10n.t('{0} could not be written: {1}', file, l10n.t('it is a device, not a file.')),
      exitUnusable,
    );
  // Without waiting: that nobody reads is an error then. What is written waits for the reader.
  const tried = await open(file, constants.O_WRONLY | constants.O_NONBLOCK).catch((error: unknown) => {
    if (codeOf(error) !== 'ENXIO') throw error;
    throw new CommandFailure(
      l10n.t('{0} could not be written: {1}', file, l10n.t('nobody reads what is written there.')),
      exitUnusable,
    );
  });
  try {
    return await open(file, 'w');
  } finally {
    await tried.close();
  }
}

/** @throws what the system says of a name that no file can have */
async function statIfThere(file: string): Promise<Stats | undefined> {
  try {
    return await stat(file);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function unwritable(file: string, error: unknown): CommandFailure {
  if (error instanceof CommandFailure) return error;
  return new CommandFailure(l10n.t('{0} could not be written: {1}', file, systemReason(error)), exitUnusable);
}

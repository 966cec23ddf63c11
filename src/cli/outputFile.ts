import { randomUUID } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { access, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
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
    /** Where it is written first; absent for what is not a plain file, as a pipe. */
    private readonly aside: string | undefined,
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
      if (found?.isFile() === false) return new OutputFile(file, undefined);
      // A link stays a link: what it points at is replaced.
      const target = found ? await realpath(file) : path.resolve(file);
      const aside = path.join(path.dirname(target), `.${randomUUID()}.tmp`);
      const output = new OutputFile(target, aside);
      await output.claim(aside);
      return output;
    } catch (error) {
      throw unwritable(file, error);
    }
  }

  /** Of a full disk a name can be had, but not one block: found here, not once all is computed. */
  private async claim(aside: string): Promise<void> {
    try {
      await writeFile(aside, new Uint8Array(oneBlock), { flag: 'wx' });
    } catch (error) {
      await this.discard();
      throw error;
    }
  }

  /** @throws CommandFailure where the file cannot be written */
  async write(content: Uint8Array | string): Promise<void> {
    try {
      await writeFile(this.aside ?? this.file, content);
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

/** @throws what the system says of a name that no file can have */
async function statIfThere(file: string): Promise<Stats | undefined> {
  try {
    return await stat(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function unwritable(file: string, error: unknown): CommandFailure {
  if (error instanceof CommandFailure) return error;
  return new CommandFailure(l10n.t('{0} could not be written: {1}', file, systemReason(error)), exitUnusable);
}

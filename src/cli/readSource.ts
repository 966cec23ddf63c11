import { statSync } from 'node:fs';
import { open, realpath, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { CommandFailure, exitUnusable } from './failure';
import { l10n } from './l10n';
import { codeOf } from '../platform/diskStore';
import { noteRead } from './readFiles';
import { systemReason } from './systemReason';

/** Definitions are small texts; what is larger than this is something else. */
const largestSource = 8 * 1024 * 1024;

/**
 * The text of a definition file, without its byte order mark, which says where it is UTF-16 as shells of
 * Windows write it.
 * @throws CommandFailure for what is missing, no file, too large, or no text
 */
export async function readSource(file: string): Promise<string> {
  const bytes = await readBytes(file, largestSource);
  const encoding = encodingOf(bytes);
  if (encoding === 'utf-8' && bytes.includes(0))
    throw new CommandFailure(l10n.t('{0} is a binary file, not a definition.', file), exitUnusable);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new CommandFailure(
      encoding === 'utf-8'
        ? l10n.t('{0} is not UTF-8 text: see line {1}. Save it as UTF-8.', file, firstUndecodableLine(bytes))
        : l10n.t('{0} begins as UTF-16, but is none. Save it as UTF-8.', file),
      exitUnusable,
    );
  }
}

function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

/** No character of UTF-8 has the byte of a line end in it. */
function firstUndecodableLine(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (let line = 1, start = 0; start < bytes.length; line++) {
    const found = bytes.indexOf(0x0a, start);
    const end = found === -1 ? bytes.length : found + 1;
    try {
      decoder.decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    start = end;
  }
  return 1;
}

/**
 * All of a file, which may be a device or the pipe of `<(…)`.
 * @param largest how many bytes it may have
 * @throws CommandFailure for what cannot be read, or is larger
 */
export async function readBytes(file: string, largest: number): Promise<Uint8Array> {
  noteRead(file);
  try {
    if (await isNamedPipe(file))
      throw new CommandFailure(
        l10n.t('{0} is not a file but a pipe or a device, which is not read.', file),
        exitUnusable,
      );
    const handle = await open(file, 'r');
    try {
      return await readBounded(handle, file, largest);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
    throw new CommandFailure(unreadableText(file, error), exitUnusable);
  }
}

/** One that has a place in a folder: to read it is to wait, perhaps for ever, for a program that writes. */
async function isNamedPipe(file: string): Promise<boolean> {
  if (!(await stat(file)).isFIFO()) return false;
  // The pipes of a shell are named by what describes this process, or lead to no name at all.
  const place = await realpath(file).catch(() => '/proc/');
  return !/^\/(?:dev|proc)\//.test(place);
}

/** Refuses what is larger by its size, else by what comes of it: a pipe or a device tells no size. */
async function readBounded(handle: FileHandle, file: string, largest: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  if ((await handle.stat()).size > largest) throw tooLarge(file, largest);
  for (;;) {
    const { bytesRead, buffer } = await handle.read(new Uint8Array(64 * 1024), 0, null);
    if (bytesRead === 0) return Buffer.concat(chunks, total);
    total += bytesRead;
    if (total > largest) throw tooLarge(file, largest);
    chunks.push(buffer.subarray(0, bytesRead));
  }
}

function tooLarge(file: string, largest: number): CommandFailure {
  return new CommandFailure(
    l10n.t('{0} is larger than the {1} MB that are read.', file, largest / 1024 / 1024),
    exitUnusable,
  );
}

/** That a file cannot be read, and why. */
export function unreadableText(file: string, error: unknown): string {
  switch (codeOf(error) ?? '') {
    case 'ENOENT':
    case 'ENOTDIR':
      return l10n.t('{0} was not found.', file);
    case 'EISDIR':
      return l10n.t('{0} is a folder, not a file.', file);
    default:
      return l10n.t('{0} cannot be read: {1}', file, systemReason(error));
  }
}

/** That a folder cannot be read, and why. */
export function unreadableFolderText(folder: string, error: unknown): string {
  return isOther(folder) ? l10n.t('{0} is no folder.', folder) : unreadableText(folder, error);
}

/** Whether there is something that is no folder. */
function isOther(place: string): boolean {
  try {
    return statSync(place, { throwIfNoEntry: false })?.isDirectory() === false;
  } catch {
    // A path that leads nowhere: the error that was met already says why.
    return false;
  }
}

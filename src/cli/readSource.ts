import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { CommandFailure, exitUnusable } from './failure';
import { errorText } from '../protocol/errorText';

/** Definitions are small texts; what is larger than this is something else. */
const largestSource = 8 * 1024 * 1024;

/**
 * The text of a definition file, without its byte order mark.
 * @throws CommandFailure for what is missing, no file, too large, or no UTF-8 text
 */
export async function readSource(file: string): Promise<string> {
  const bytes = await readBytes(file);
  if (bytes.includes(0))
    throw new CommandFailure(`${file} is a binary file, not a definition.`, exitUnusable);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new CommandFailure(`${file} is not UTF-8 text.`, exitUnusable);
  }
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    const handle = await open(file, 'r');
    try {
      return await readBounded(handle, file);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
    throw new CommandFailure(`${file} ${unreadableReason(error)}`, exitUnusable);
  }
}

/** Reads until the end or the bound, whichever comes first: a pipe or a device tells no size. */
async function readBounded(handle: FileHandle, file: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for (;;) {
    const { bytesRead, buffer } = await handle.read(new Uint8Array(64 * 1024), 0, null);
    if (bytesRead === 0) return Buffer.concat(chunks, total);
    total += bytesRead;
    if (total > largestSource) {
      throw new CommandFailure(
        `${file} is larger than the ${String(largestSource / 1024 / 1024)} MB a definition may have.`,
        exitUnusable,
      );
    }
    chunks.push(buffer.subarray(0, bytesRead));
  }
}

/** Why a file cannot be read, to stand behind its name. */
export function unreadableReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'was not found.';
    case 'EACCES':
    case 'EPERM':
      return 'cannot be read: permission denied.';
    case 'EISDIR':
      return 'is a folder, not a file.';
    case 'ELOOP':
      return 'cannot be read: its symbolic links lead round in a circle.';
    case 'ENAMETOOLONG':
      return 'cannot be read: its name is too long.';
    default:
      return `cannot be read: ${errorText(error)}`;
  }
}

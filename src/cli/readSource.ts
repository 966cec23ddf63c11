import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { CommandFailure, exitUnusable } from './failure';
import { errorText } from '../protocol/errorText';

/** Definitions are small texts; what is larger than this is something else. */
const largestSource = 8 * 1024 * 1024;

/**
 * The text of a definition file, without its byte order mark, which says where it is UTF-16 as shells of
 * Windows write it.
 * @throws CommandFailure for what is missing, no file, too large, or no text
 */
export async function readSource(file: string): Promise<string> {
  const bytes = await readBytes(file);
  const encoding = encodingOf(bytes);
  if (encoding === 'utf-8' && bytes.includes(0))
    throw new CommandFailure(`${file} is a binary file, not a definition.`, exitUnusable);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    const sentence =
      encoding === 'utf-8'
        ? `is not UTF-8 text: see line ${String(firstUndecodableLine(bytes))}. Save it as UTF-8.`
        : 'begins as UTF-16, but is none. Save it as UTF-8.';
    throw new CommandFailure(`${file} ${sentence}`, exitUnusable);
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

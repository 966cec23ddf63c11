import { Unzip, UnzipInflate, type UnzipFileInfo } from 'fflate';
import { message } from '../../engine/message';
import { crc32 } from '../bytes/crc32';
import { expandsTooFar, expandsTooFarFor } from '../bytes/fileSize';
import { unzipFirst, unzipWanted } from '../bytes/unzip';
import { writtenText } from '../columns';
import { failure, listed, shortened, success, type Failure, type Result } from '../result';
import type { SourceFile } from '../dataSource';
import { foreignContent } from './foreignContent';
import { readNpy, readNpyStart, type NpyArray, type NpyStart } from './npyArray';
import { isNpy } from './npyHeader';
import { declaredFiles, type DeclaredFile } from './zipDirectory';

const SUFFIX = '.npy';

const STORED = 0;
const DEFLATED = 8;

/** How much is expanded at a time, in compressed bytes: bounds what one step can take. */
const SLICE = 2 ** 14;

/** An array of an archive, as the directory has it. */
export interface NpzEntry extends UnzipFileInfo {
  /** Absent where the directory does not tell it. */
  readonly declared: DeclaredFile | undefined;
  /** Whether another has the same name: readers of other libraries take the one or the other. */
  readonly isTwofold: boolean;
}

/**
 * An NPZ archive (`numpy.savez`, `numpy.savez_compressed`): its directory has been read, its arrays not yet.
 */
export interface Npz {
  readonly file: SourceFile;
  /** By the name of the array. */
  readonly entries: ReadonlyMap<string, NpzEntry>;
}

/** Lists an archive by the directory at its end; nothing is expanded. */
export function openNpz(file: SourceFile): Result<Npz> {
  const { name, bytes } = file;
  if (bytes.length === 0) return failure(message('{0} is empty.', name), { file: name });
  const entries = new Map<string, NpzEntry>();
  const files = declaredFiles(bytes);
  let count = 0;
  try {
    unzipFirst(bytes, (entry) => {
      const declared = files[count++];
      const array = entry.name.endsWith(SUFFIX) ? entry.name.slice(0, -SUFFIX.length) : undefined;
      if (array !== undefined) entries.set(array, { ...entry, declared, isTwofold: entries.has(array) });
      return false;
    });
  } catch {
    const other = isNpy(bytes)
      ? message('{0} is a single array, as .npy files are, and no archive of several.', name)
      : foreignContent(name, bytes);
    return failure(other ?? message('{0} is not a ZIP archive, or it is cut off.', name), { file: name });
  }
  return success({ file, entries });
}

/** The array of a name, or the names there are. */
export function findNpzEntry({ file, entries }: Npz, name: string, argument: string): Result<NpzEntry> {
  const entry = entries.get(name);
  if (entry) return success(entry);
  const place = { file: file.name, argument };
  const names = [...entries.keys()];
  const meant = meantBy(argument, names);
  if (meant === undefined) return failure(message('{0} holds no arrays.', file.name), place);
  return failure(
    message(
      '{0} holds no array {1}. It holds {2}. Say which is meant, as in: {3}="{4}"',
      file.name,
      shortened(name),
      listed(names),
      argument,
      shortened(meant),
    ),
    { ...place, fix: { argument, text: writtenText(meant) } },
  );
}

/** The array that is most likely meant where the name of an argument is none: `x_train` for `x`. */
function meantBy(argument: string, names: readonly string[]): string | undefined {
  const letters = argument.startsWith('t') ? ['t', 'y', 'l'] : ['x', 'd', 'i'];
  const fits = (name: string): boolean =>
    letters.some((letter) => name.toLowerCase().startsWith(letter)) &&
    /test/i.test(name) === argument.endsWith('_test');
  return names.find(fits) ?? names[0];
}

/**
 * Why these entries together are not expanded: overlapping entries can each be small and their sum endless.
 */
export function entriesTooLarge(
  { file: { name, bytes } }: Npz,
  entries: readonly UnzipFileInfo[],
): Failure | undefined {
  const size = entries.reduce((sum, entry) => sum + entry.originalSize, 0);
  const error = expandsTooFar(name, bytes.length, size);
  return error && { ok: false, error };
}

/** The whole array. Expands to the size the directory declares, never to more. */
export function readNpzEntry({ file }: Npz, entry: NpzEntry): Result<NpyArray> {
  const name = `${file.name}/${entry.name}`;
  const unreadable = whyUnreadable(name, entry);
  if (unreadable) return unreadable;
  const tooLarge = expandsTooFar(name, entry.size, entry.originalSize);
  if (tooLarge) return { ok: false, error: tooLarge };
  try {
    const bytes = unzipFirst(file.bytes, (other) => other.name === entry.name);
    if (bytes?.length !== entry.originalSize) return damaged(name);
    return changed(name, bytes, entry) ?? readNpy({ name, bytes, size: bytes.length });
  } catch {
    return damaged(name);
  }
}

/**
 * All arrays that can be read, by their names. The archive is walked once, however many there are.
 * @param largest how many bytes all of them together may expand to
 */
export function readNpzArrays(
  { file, entries }: Npz,
  largest: number,
): Result<ReadonlyMap<string, NpyArray>> {
  const wanted = new Set<string>();
  const size = [...entries.values()].reduce((sum, { originalSize }) => sum + originalSize, 0);
  if (size > largest) return expandsTooFarFor(file.name, size, largest);
  for (const entry of entries.values()) {
    const unreadable = whyUnreadable(`${file.name}/${entry.name}`, entry);
    if (unreadable) return unreadable;
    wanted.add(entry.name);
  }
  let files: ReadonlyMap<string, Uint8Array>;
  try {
    files = unzipWanted(file.bytes, ({ name }) => wanted.delete(name));
  } catch {
    return damaged(file.name);
  }
  const arrays = new Map<string, NpyArray>();
  for (const [array, entry] of entries) {
    const name = `${file.name}/${entry.name}`;
    const bytes = files.get(entry.name);
    if (bytes?.length !== entry.originalSize) return damaged(name);
    const damage = changed(name, bytes, entry);
    if (damage) return damage;
    const read = readNpy({ name, bytes, size: bytes.length });
    if (read.ok) arrays.set(array, read.value);
  }
  return success(arrays);
}

/**
 * The header of an array and as many of its first rows as `most` bytes hold.
 * No more than that is expanded, whatever the archive declares: a small file
 * beside a definition must not fill the memory of the editor that opens it.
 */
export function readNpzStart({ file }: Npz, entry: NpzEntry, most: number): Result<NpyStart> {
  const name = `${file.name}/${entry.name}`;
  const unreadable = whyUnreadable(name, entry);
  if (unreadable) return unreadable;
  if (entry.originalSize === 0) return failure(message('{0} is empty.', name), { file: name });
  const start = new Uint8Array(Math.min(most, entry.originalSize));
  const state = { length: 0, isFound: false };
  const unzip = new Unzip((found) => {
    if (state.isFound || found.name !== entry.name) return;
    state.isFound = true;
    found.ondata = (error, piece) => {
      if (error) throw error;
      const taken = piece.subarray(0, start.length - state.length);
      start.set(taken, state.length);
      state.length += taken.length;
    };
    found.start();
  });
  unzip.register(UnzipInflate);
  try {
    for (let at = 0; at < file.bytes.length && state.length < start.length; at += SLICE) {
      unzip.push(file.bytes.subarray(at, at + SLICE), at + SLICE >= file.bytes.length);
    }
  } catch {
    // What came before the damage still tells how the array begins.
  }
  const bytes = start.subarray(0, state.length);
  if (bytes.length === 0) return damaged(name);
  return changed(name, bytes, entry) ?? readNpyStart({ name, bytes, size: entry.originalSize });
}

/** A bit that flipped on the way changes a number, which nothing but the checksum tells. */
function changed(file: string, bytes: Uint8Array, { originalSize, declared }: NpzEntry): Failure | undefined {
  const isWhole = bytes.length === originalSize;
  if (!isWhole || declared === undefined || crc32(bytes) === declared.checksum) return undefined;
  return failure(
    message('{0} is damaged: its checksum is not that of what was packed. Copy or save it again.', file),
    { file },
  );
}

function whyUnreadable(file: string, { compression, declared, isTwofold }: NpzEntry): Failure | undefined {
  if (isTwofold)
    return failure(
      message('{0} stands in the archive twice. Save the archive again with one array of that name.', file),
      { file },
    );
  if (declared?.isEncrypted === true) {
    return failure(
      message('{0} is encrypted, which cannot be read. Save the arrays without a password.', file),
      { file },
    );
  }
  return compression === STORED || compression === DEFLATED
    ? undefined
    : failure(
        message(
          '{0} is compressed by method {1}; only stored and deflated files can be read.',
          file,
          compression,
        ),
        { file },
      );
}

function damaged(file: string): Failure {
  return failure(message('{0} is damaged: its compressed data do not expand to what was packed.', file), {
    file,
  });
}

import { Unzip, UnzipInflate, unzipSync, type UnzipFileInfo } from 'fflate';
import { message } from '../../engine/message';
import { crc32 } from '../bytes/crc32';
import { expandsTooFar } from '../bytes/fileSize';
import { writtenText } from '../columns';
import { failure, listed, shortened, success, type Failure, type Result } from '../result';
import type { SourceFile } from '../dataSource';
import { foreignContent } from './foreignContent';
import { readNpy, readNpyStart, type NpyArray, type NpyStart } from './npyArray';
import { declaredChecksums } from './zipDirectory';

const SUFFIX = '.npy';

/**
 * The shortest entry of the directory at the end of an
 * archive, in bytes (PKWARE's APPNOTE 6.3, section 4.3.12).
 */
const SHORTEST_ENTRY = 46;

const STORED = 0;
const DEFLATED = 8;

/** How much is expanded at a time, in compressed bytes: bounds what one step can take. */
const SLICE = 2 ** 14;

/** An array of an archive, as the directory has it. */
export interface NpzEntry extends UnzipFileInfo {
  /** The CRC-32 of what was packed; absent where the directory does not tell it. */
  readonly checksum: number | undefined;
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
  const most = bytes.length / SHORTEST_ENTRY;
  const checksums = declaredChecksums(bytes);
  let count = 0;
  try {
    unzipSync(bytes, {
      filter: (entry) => {
        const checksum = checksums[count];
        if (++count > most) throw new RangeError('The directory holds more entries than it has room for.');
        const array = entry.name.endsWith(SUFFIX) ? entry.name.slice(0, -SUFFIX.length) : undefined;
        if (array !== undefined && !entries.has(array)) entries.set(array, { ...entry, checksum });
        return false;
      },
    });
  } catch {
    return failure(
      foreignContent(name, bytes) ?? message('{0} is not a ZIP archive, or it is cut off.', name),
      { file: name },
    );
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
  const unknown = unknownMethod(name, entry);
  if (unknown) return unknown;
  const tooLarge = expandsTooFar(name, entry.size, entry.originalSize);
  if (tooLarge) return { ok: false, error: tooLarge };
  let isFound = false;
  try {
    const { [entry.name]: bytes } = unzipSync(file.bytes, {
      filter: (other) => {
        const isWanted = !isFound && other.name === entry.name;
        isFound ||= isWanted;
        return isWanted;
      },
    });
    if (bytes?.length !== entry.originalSize) return damaged(name);
    return changed(name, bytes, entry) ?? readNpy({ name, bytes, size: bytes.length });
  } catch {
    return damaged(name);
  }
}

/**
 * The header of an array and as many of its first rows as `most` bytes hold.
 * No more than that is expanded, whatever the archive declares: a small file
 * beside a definition must not fill the memory of the editor that opens it.
 */
export function readNpzStart({ file }: Npz, entry: NpzEntry, most: number): Result<NpyStart> {
  const name = `${file.name}/${entry.name}`;
  const unknown = unknownMethod(name, entry);
  if (unknown) return unknown;
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
function changed(file: string, bytes: Uint8Array, { originalSize, checksum }: NpzEntry): Failure | undefined {
  const isWhole = bytes.length === originalSize;
  if (!isWhole || checksum === undefined || crc32(bytes) === checksum) return undefined;
  return failure(
    message('{0} is damaged: its checksum is not that of what was packed. Copy or save it again.', file),
    { file },
  );
}

function unknownMethod(file: string, { compression }: UnzipFileInfo): Failure | undefined {
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

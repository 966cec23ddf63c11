import { unzipSync, type UnzipFileInfo } from 'fflate';

/**
 * The shortest entry of the directory at the end of an
 * archive, in bytes (PKWARE's APPNOTE 6.3, section 4.3.12).
 */
const SHORTEST_ENTRY = 46;

/**
 * The files of a ZIP archive that are wanted, expanded, by their names. The directory is walked once.
 * @param isWanted asked of every entry of the directory, in its order
 * @throws where it is no archive, or damaged
 */
export function unzipWanted(
  bytes: Uint8Array,
  isWanted: (entry: UnzipFileInfo) => boolean,
): ReadonlyMap<string, Uint8Array> {
  const most = bytes.length / SHORTEST_ENTRY;
  let count = 0;
  const files = unzipSync(bytes, {
    filter: (entry) => {
      if (++count > most) throw new RangeError('The directory holds more entries than it has room for.');
      return isWanted(entry);
    },
  });
  return new Map(Object.entries(files));
}

/**
 * The first file that is wanted; no other one is expanded, so that an archive of many entries for the same
 * stretch costs no more than one of them.
 * @throws where it is no archive, or damaged
 */
export function unzipFirst(
  bytes: Uint8Array,
  isWanted: (entry: UnzipFileInfo) => boolean,
): Uint8Array | undefined {
  let isFound = false;
  const files = unzipWanted(bytes, (entry) => {
    const isTaken = !isFound && isWanted(entry);
    isFound ||= isTaken;
    return isTaken;
  });
  return [...files.values()][0];
}

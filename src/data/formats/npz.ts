import { message } from '../../engine/message';
import { readZipEntry, zipEntries, type ZipEntry } from '../bytes/zip';
import { listed } from '../excerpt';
import { failure, success, type Result } from '../result';
import type { SourceFile } from '../source';
import { readNpy, type NumberArray } from './npy';

const SUFFIX = '.npy';

/**
 * An NPZ archive (`numpy.savez`, `numpy.savez_compressed`): its directory has been read, its arrays not yet.
 */
export interface Npz {
  readonly file: SourceFile;
  readonly entries: ReadonlyMap<string, ZipEntry>;
}

export function openNpz(file: SourceFile): Result<Npz> {
  if (file.bytes.length === 0) return failure(message('{0} is empty.', file.name), { file: file.name });
  const listed = zipEntries(file);
  if (!listed.ok) return listed;
  const arrays = listed.value.filter((entry) => entry.name.endsWith(SUFFIX));
  return success({
    file,
    entries: new Map(arrays.map((entry) => [entry.name.slice(0, -SUFFIX.length), entry])),
  });
}

/** The array of a name, or the names there are. */
export function findNpzEntry({ file, entries }: Npz, name: string, argument: string): Result<ZipEntry> {
  const entry = entries.get(name);
  if (entry) return success(entry);
  const place = { file: file.name, argument };
  return entries.size === 0
    ? failure(message('{0} holds no arrays.', file.name), place)
    : failure(
        message('{0} holds no array {1}. It holds {2}.', file.name, name, listed([...entries.keys()])),
        place,
      );
}

export function readNpzEntry({ file }: Npz, entry: ZipEntry): Result<NumberArray> {
  const bytes = readZipEntry(file, entry);
  if (!bytes.ok) return bytes;
  return readNpy({ name: `${file.name}/${entry.name}`, bytes: bytes.value, size: bytes.value.length });
}

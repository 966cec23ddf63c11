import { message } from '../../engine/message';
import { nearest } from '../../engine/suggestion';
import { expandsTooFarFor, LARGEST_FILE } from '../bytes/fileSize';
import { writtenText } from '../columns';
import type { SourceFile } from '../dataSource';
import { failure, listed, shortened, success, type Result } from '../result';
import { readNpy, type NpyArray, type NumberArray } from './npyArray';
import { findNpzEntry, openNpz, readNpzEntry } from './npzArchive';
import { openSafetensors, readSafetensorsEntry } from './safetensors';

/** What a file of arrays is: one array without a name, or several with names. */
export type ArrayFileKind = 'npy' | 'npz' | 'safetensors';

/** A file of arrays, listed; each is decoded when it is asked for. */
export interface ArrayFile {
  /** As messages name it. */
  readonly file: string;
  /** In the order of the file; the array of an NPY file is called `''`. */
  readonly names: readonly string[];
  /** One of `names`. Texts are refused. */
  readonly read: (name: string) => Result<NumberArray>;
}

/**
 * Lists the arrays of a file, which must be whole.
 * @param largest how many bytes an array of an archive may expand to
 */
export function openArrayFile(
  kind: ArrayFileKind,
  file: SourceFile,
  largest = LARGEST_FILE,
): Result<ArrayFile> {
  const { name: title } = file;
  switch (kind) {
    case 'npy': {
      const array = readNpy(file);
      return array.ok
        ? success({ file: title, names: [''], read: () => numbersOf(title, array.value) })
        : array;
    }
    case 'npz': {
      const archive = openNpz(file);
      if (!archive.ok) return archive;
      return success({
        file: title,
        names: [...archive.value.entries.keys()],
        read(name) {
          const entry = findNpzEntry(archive.value, name, 'name');
          if (!entry.ok) return entry;
          const path = `${title}/${shortened(name)}`;
          if (entry.value.originalSize > largest)
            return expandsTooFarFor(path, entry.value.originalSize, largest);
          const array = readNpzEntry(archive.value, entry.value);
          return array.ok ? numbersOf(path, array.value) : array;
        },
      });
    }
    case 'safetensors': {
      const opened = openSafetensors(file);
      if (!opened.ok) return opened;
      const { entries } = opened.value;
      return success({
        file: title,
        names: [...entries.keys()],
        read(name) {
          const entry = entries.get(name);
          return entry
            ? readSafetensorsEntry(opened.value, name, entry)
            : noSuchArray(title, name, [...entries.keys()]);
        },
      });
    }
  }
}

/**
 * The array of a name; without one the only array there is.
 * @returns an error that blames the argument `name`, with the names there are
 */
export function arrayNamed({ file, names, read }: ArrayFile, name: string | undefined): Result<NumberArray> {
  if (name !== undefined) return names.includes(name) ? read(name) : noSuchArray(file, name, names);
  const [only, ...others] = names;
  if (only === undefined) return noArrays(file);
  if (others.length === 0) return read(only);
  return failure(
    message(
      '{0} holds {1} arrays: {2}. Say which is meant, as in: "{3}"',
      file,
      names.length,
      listed(names),
      shortened(only),
    ),
    { file, argument: 'name' },
  );
}

function noSuchArray(file: string, name: string, names: readonly string[]): Result<NumberArray> {
  if (names.length === 0) return noArrays(file);
  const meant = nearest(name, names);
  if (meant === undefined) {
    return failure(message('{0} holds no array {1}. It holds {2}.', file, shortened(name), listed(names)), {
      file,
      argument: 'name',
    });
  }
  return failure(
    message('{0} holds no array {1}. Did you mean {2}?', file, shortened(name), shortened(meant)),
    { file, argument: 'name', fix: { argument: 'name', text: writtenText(meant) } },
  );
}

function noArrays(file: string): Result<NumberArray> {
  return failure(message('{0} holds no arrays.', file), { file });
}

function numbersOf(name: string, array: NpyArray): Result<NumberArray> {
  return array.kind === 'numbers'
    ? success(array)
    : failure(message('{0} holds texts, not numbers.', name), { file: name });
}

import { findArraySource } from '../../data/arraySources';
import { filesOf } from '../../data/load';
import { archiveReading, arrayFileOf, arrayReading, LARGEST_ARRAY_FILE } from '../../data/readArray';
import type { ArchiveReading, ArrayReading, FileKind } from '../../language';
import { outsideTrust, previewData } from '../../data/networkData';
import type { FileRequest, SourceFile } from '../../data/dataSource';
import { findDataSource } from '../../data/dataSources';
import { LARGEST_FILE } from '../../data/bytes/fileSize';
import { isGzip } from '../../data/bytes/gzip';
import type { Settings } from '../../engine/layers/support/layer';
import type { DataPreview } from '../../engine/network/dataPreview';
import { fileNameOf } from '../documents/uris';

/**
 * What is known of one path: that there is no such file, or its size and as much of its bytes as were read.
 */
export type FileReport =
  /** Nothing that can be read: there is nothing, or it is no file. */
  | { readonly kind: Exclude<FileKind, 'file'> }
  /** Not looked at, as it lies elsewhere and the workspace is not trusted. */
  | { readonly kind: 'untrusted' }
  | {
      readonly kind: 'file';
      readonly size: number;
      readonly modified: number;
      /** Absent where nobody reads so large a file only to describe it. */
      readonly head?: Uint8Array;
    };

/** No more of a file is kept than this: the beginning of most, all of one like Keras' mnist.npz of 11 MB. */
const mostKept = 2 ** 24;

/** A file of so many bytes is described by all of it: that takes a moment, once for each of its versions. */
const smallFile = 2 ** 21;

/** A path among those a request may mean, and how many of its leading bytes are requested. */
export interface RequestedFile {
  readonly from: FileRequest['from'];
  readonly path: string;
  readonly bytes: number;
  /** Of a file that somebody edits the text in the editor is meant, saved or not. */
  readonly unsaved?: true;
}

/** What a call of a data source gives, as far as its files have been looked at. */
export interface VersionedPreview {
  /** `undefined`: not known yet, or it would take reading all of a large file. */
  readonly preview: DataPreview | undefined;
  /** The same for the same files: what was seen need not be worked out again. */
  readonly version: string;
}

/**
 * Finds the files of a call among what is known. Whatever is not known yet has been asked for through `find`,
 * so the caller can look it up and come again.
 * @param find what is known of a path; `undefined` where nobody has looked yet
 * @param earlier what was worked out for files of this version
 */
export function previewOf(
  name: string,
  settings: Settings,
  find: (requested: RequestedFile) => FileReport | undefined,
  earlier: (version: string) => VersionedPreview | undefined = () => undefined,
): VersionedPreview {
  const source = findDataSource(name);
  if (source === undefined) return { preview: undefined, version: '' };
  const requests = filesOf(source, settings);
  if (!requests.ok) return { preview: { ...requests.error, ok: false, isMissing: false }, version: '' };
  const files: Record<string, SourceFile | undefined> = {};
  let version = '';
  let isComplete = true;
  for (const request of requests.value) {
    // What describes itself need not be looked for.
    if (request.describedBy === 0) continue;
    const found = firstFound(request, find);
    if (found === undefined) {
      isComplete = false;
      continue;
    }
    if (found === 'absent') {
      version += '|';
      continue;
    }
    const { path, file } = found;
    if (file.kind === 'untrusted') {
      const { argument } = request;
      const refused = { ok: false, message: outsideTrust(path), isMissing: false } as const;
      return { preview: { ...refused, ...(argument !== undefined && { argument }) }, version: '' };
    }
    version += `|${path} ${file.size} ${file.modified}`;
    const read = sourceFile(request, path, file);
    if (read === undefined) isComplete = false;
    files[request.role] = read;
  }
  if (!isComplete) return { preview: undefined, version };
  return earlier(version) ?? { preview: previewData(source, settings, requests.value, files), version };
}

interface Found {
  readonly path: string;
  readonly file: Extract<FileReport, { readonly kind: 'file' | 'untrusted' }>;
}

/** The first of the request's paths that exists; `undefined` until that is resolved. */
function firstFound(
  { from, paths, describedBy }: FileRequest,
  find: (requested: RequestedFile) => FileReport | undefined,
): Found | 'absent' | undefined {
  const bytes = describedBy === 'whole file' ? mostKept : Math.max(describedBy, smallFile);
  for (const path of paths) {
    const file = find({ from, path, bytes });
    if (file === undefined) return undefined;
    if (file.kind === 'file' || file.kind === 'untrusted') return { path, file };
  }
  return 'absent';
}

/** `undefined` where too little of it was read to describe it. */
function sourceFile(
  { describedBy }: FileRequest,
  path: string,
  { size, head }: FileReport & { readonly kind: 'file' },
): SourceFile | undefined {
  const name = fileNameOf({ path });
  // Its size alone is reason enough to refuse it.
  if (size > LARGEST_FILE) return { name, bytes: new Uint8Array(), size };
  const isAll = describedBy === 'whole file' || (size <= smallFile && !(head && isGzip(head)));
  const requested = isAll ? size : Math.min(size, describedBy);
  if (head === undefined || head.length < requested) return undefined;
  return { name, bytes: head.subarray(0, requested), size };
}

/** What was read of a file: the numbers of a call, or all arrays of an archive. */
export interface VersionedReading<Reading = ArrayReading> {
  /** `undefined`: not known yet. */
  readonly reading: Reading | undefined;
  readonly version: string;
}

type Refusal = ArrayReading & ArchiveReading & { readonly ok: false };

/**
 * Reads the numbers of a file among what is known.
 * @param find what is known of a path; `undefined` where nobody has looked yet
 * @param earlier what the same call gave last, given back as long as the file is the same
 */
export function readingOf(
  name: string,
  settings: Settings,
  find: (requested: RequestedFile) => FileReport | undefined,
  earlier: VersionedReading | undefined,
): VersionedReading {
  const source = findArraySource(name);
  return readWhole(source, settings, find, earlier, (file) => source && arrayReading(source, settings, file));
}

/** All arrays of a file among what is known, as `readingOf` reads one. */
export function archiveOf(
  name: string,
  path: string,
  find: (requested: RequestedFile) => FileReport | undefined,
  earlier: VersionedReading<ArchiveReading> | undefined,
): VersionedReading<ArchiveReading> {
  const source = findArraySource(name);
  return readWhole(source, { file: path }, find, earlier, (file) => source && archiveReading(source, file));
}

function readWhole<Reading>(
  source: ReturnType<typeof findArraySource>,
  settings: Settings,
  find: (requested: RequestedFile) => FileReport | undefined,
  earlier: VersionedReading<Reading> | undefined,
  read: (file: SourceFile) => Reading | undefined,
): VersionedReading<Reading | Refusal> {
  const unknown = { reading: undefined, version: '' };
  const request = source && arrayFileOf(source, settings);
  if (request === undefined) return unknown;
  if (!request.ok) return { reading: { ok: false, ...request.error }, version: '' };
  const { from, paths, argument } = request.value;
  const [path] = paths;
  const file = find({ from, path, bytes: LARGEST_ARRAY_FILE, unsaved: true });
  if (file?.kind === 'untrusted') {
    const refused = { ok: false, message: outsideTrust(path) } as const;
    return { reading: { ...refused, ...(argument !== undefined && { argument }) }, version: '' };
  }
  // What is not there is said by the kind of the path.
  if (file?.kind !== 'file') return unknown;
  const { size, modified, head = new Uint8Array() } = file;
  const version = `${String(size)} ${String(modified)}`;
  if (earlier?.version === version) return earlier;
  return { reading: read({ name: fileNameOf({ path }), bytes: head, size }), version };
}

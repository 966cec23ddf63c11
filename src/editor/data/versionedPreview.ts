import { filesOf } from '../../data/load';
import { outsideTrust, previewData } from '../../data/networkData';
import type { FileRequest, SourceFile } from '../../data/dataSource';
import { findDataSource } from '../../data/dataSources';
import { LARGEST_FILE } from '../../data/bytes/fileSize';
import type { Settings } from '../../engine/layers/support/layer';
import type { DataPreview } from '../../engine/network/dataPreview';
import { fileNameOf } from '../documents/uris';

/**
 * What is known of one path: that there is no such file, or its size and as much of its bytes as were read.
 */
export type FileReport =
  | { readonly kind: 'absent' }
  /** Not looked at, as it lies elsewhere and the workspace is not trusted. */
  | { readonly kind: 'untrusted' }
  | {
      readonly kind: 'file';
      readonly size: number;
      readonly modified: number;
      /** Absent where nobody reads so large a file only to describe it. */
      readonly head?: Uint8Array;
    };

/** A path among those a request may mean, and how many of its leading bytes are requested. */
export interface RequestedFile {
  readonly from: FileRequest['from'];
  readonly path: string;
  readonly bytes: number;
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
  readonly file: Exclude<FileReport, { readonly kind: 'absent' }>;
}

/** The first of the request's paths that exists; `undefined` until that is resolved. */
function firstFound(
  { from, paths, describedBy }: FileRequest,
  find: (requested: RequestedFile) => FileReport | undefined,
): Found | 'absent' | undefined {
  const bytes = describedBy === 'whole file' ? Infinity : describedBy;
  for (const path of paths) {
    const file = find({ from, path, bytes });
    if (file === undefined) return undefined;
    if (file.kind !== 'absent') return { path, file };
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
  const requested = describedBy === 'whole file' ? size : Math.min(size, describedBy);
  return head === undefined || head.length < requested ? undefined : { name, bytes: head, size };
}

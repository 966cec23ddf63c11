import { message } from '../../engine/message';
import { decodeText } from './text';
import { failure, success, type Failure, type Result } from '../result';
import type { SourceFile } from '../source';
import { crc32 } from './crc32';
import { expandsTooFar } from './fileSize';
import { damaged, inflate } from './inflate';

/**
 * Signatures and fixed lengths of the records of a ZIP file (PKWARE's APPNOTE 6.3, sections 4.3.7 to 4.3.16).
 */
const END_OF_DIRECTORY = 0x06054b50;
const END_LENGTH = 22;
const DIRECTORY_ENTRY = 0x02014b50;
const ENTRY_LENGTH = 46;
const LOCAL_HEADER = 0x04034b50;
const LOCAL_LENGTH = 30;
const LONGEST_COMMENT = 0xffff;

const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;

/** What the directory of a ZIP file says of one of its files. */
export interface ZipEntry {
  readonly name: string;
  readonly encrypted: boolean;
  readonly method: number;
  readonly checksum: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly headerOffset: number;
}

/** Lists a ZIP file by the directory at its end; nothing is expanded. */
export function zipEntries({ name, bytes }: SourceFile): Result<readonly ZipEntry[]> {
  const view = viewOf(bytes);
  const end = findEnd(view);
  if (end === undefined) {
    return failure(message('{0} is no ZIP archive, or it is cut off.', name), { file: name });
  }
  const count = view.getUint16(end + 10, true);
  const entries: ZipEntry[] = [];
  let offset = view.getUint32(end + 16, true);
  for (let index = 0; index < count; index++) {
    if (offset + ENTRY_LENGTH > end || view.getUint32(offset, true) !== DIRECTORY_ENTRY) {
      return badDirectory(name);
    }
    const nameLength = view.getUint16(offset + 28, true);
    const decoded = decodeText(bytes.subarray(offset + ENTRY_LENGTH, offset + ENTRY_LENGTH + nameLength));
    if (decoded.firstBad !== undefined) return badDirectory(name);
    entries.push({
      name: decoded.text,
      encrypted: (view.getUint16(offset + 8, true) & ENCRYPTED) !== 0,
      method: view.getUint16(offset + 10, true),
      checksum: view.getUint32(offset + 16, true),
      compressedSize: view.getUint32(offset + 20, true),
      size: view.getUint32(offset + 24, true),
      headerOffset: view.getUint32(offset + 42, true),
    });
    offset +=
      ENTRY_LENGTH + nameLength + view.getUint16(offset + 30, true) + view.getUint16(offset + 32, true);
  }
  return success(entries);
}

/** The bytes of one entry: a view where it is stored, expanded where it is deflated. */
export function readZipEntry({ name, bytes }: SourceFile, entry: ZipEntry): Result<Uint8Array> {
  const file = `${name}/${entry.name}`;
  if (entry.encrypted) return failure(message('{0} is encrypted.', file), { file });
  const view = viewOf(bytes);
  const header = entry.headerOffset;
  if (header + LOCAL_LENGTH > bytes.length || view.getUint32(header, true) !== LOCAL_HEADER) {
    return badDirectory(name);
  }
  const start = header + LOCAL_LENGTH + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
  const end = start + entry.compressedSize;
  if (end > bytes.length) return damaged(file);
  const content = bytes.subarray(start, end);
  switch (entry.method) {
    case STORED:
      if (content.length !== entry.size || crc32(content) !== entry.checksum) return damaged(file);
      return success(content);
    case DEFLATED:
      return inflate({
        file,
        compressed: content,
        declaredSize: entry.size,
        declaredChecksum: entry.checksum,
      });
    default:
      return failure(
        message(
          '{0} is compressed by method {1}; only stored and deflated files can be read.',
          file,
          entry.method,
        ),
        { file },
      );
  }
}

/**
 * Why these entries together are not expanded: overlapping entries can each be small and their sum endless.
 */
export function entriesTooLarge(
  { name, bytes }: SourceFile,
  entries: readonly ZipEntry[],
): Failure | undefined {
  const size = entries.reduce((sum, entry) => sum + entry.size, 0);
  const error = expandsTooFar(name, bytes.length, size);
  return error && { ok: false, error };
}

function findEnd(view: DataView): number | undefined {
  const last = view.byteLength - END_LENGTH;
  for (let at = last; at >= 0 && at >= last - LONGEST_COMMENT; at--) {
    if (view.getUint32(at, true) === END_OF_DIRECTORY) return at;
  }
  return undefined;
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

function badDirectory(file: string): Failure {
  return failure(message('{0} is damaged: its directory of files cannot be read.', file), { file });
}

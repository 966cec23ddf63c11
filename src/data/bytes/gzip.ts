import { Gunzip } from 'fflate';
import { success, type Result } from '../result';
import type { SourceFile } from '../source';
import { damaged, inflate } from './inflate';

/** Flags of a gzip header (RFC 1952): which optional fields follow its ten bytes. */
const HEADER_CHECKSUM = 2;
const EXTRA_FIELD = 4;
const FILE_NAME = 8;
const COMMENT = 16;

const HEADER_LENGTH = 10;
/** Checksum and size at the end. */
const TRAILER_LENGTH = 8;

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** The bytes of a file, expanded where it is gzipped (one member, as `gzip` writes it). */
export function gunzipIfNeeded({ name, bytes }: SourceFile): Result<Uint8Array> {
  if (!isGzip(bytes)) return success(bytes);
  const start = headerEnd(bytes);
  const end = bytes.length - TRAILER_LENGTH;
  if (start === undefined || start > end) return damaged(name);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return inflate({
    file: name,
    compressed: bytes.subarray(start, end),
    declaredChecksum: view.getUint32(end, true),
    declaredSize: view.getUint32(end + 4, true),
  });
}

/** The first bytes of what a gzipped file holds, as far as the leading part of it tells. */
export function gunzipStart({ name, bytes }: SourceFile): Result<Uint8Array> {
  if (!isGzip(bytes)) return success(bytes);
  const chunks: Uint8Array[] = [];
  try {
    const stream = new Gunzip((chunk) => chunks.push(chunk));
    stream.push(bytes.subarray(0, 4096));
  } catch {
    return damaged(name);
  }
  return success(chunks[0] ?? new Uint8Array());
}

/** Where the deflated data begin; `undefined` where the header is cut off or of another kind. */
function headerEnd(bytes: Uint8Array): number | undefined {
  const [, , method, flags = 0] = bytes;
  if (method !== 8 || bytes.length < HEADER_LENGTH) return undefined;
  let end = HEADER_LENGTH;
  if (flags & EXTRA_FIELD) end += 2 + (bytes[end] ?? 0) + 256 * (bytes[end + 1] ?? 0);
  for (const field of [FILE_NAME, COMMENT]) {
    if (!(flags & field)) continue;
    const zero = bytes.indexOf(0, end);
    if (zero < 0) return undefined;
    end = zero + 1;
  }
  return flags & HEADER_CHECKSUM ? end + 2 : end;
}

import { inflateSync } from 'fflate';
import { message } from '../../engine/message';
import { failure, success, type Failure, type Result } from '../result';
import { crc32 } from './crc32';
import { expandsTooFar } from './fileSize';

/** A deflated stream and what its container says of it. */
export interface Deflated {
  readonly file: string;
  readonly compressed: Uint8Array;
  readonly declaredSize: number;
  readonly declaredChecksum: number;
}

/**
 * Expands raw deflate data into exactly one buffer of the declared size, never more.
 * Refused: sizes above the limit, and data that do not give the declared size and checksum.
 */
export function inflate({
  file,
  compressed,
  declaredSize,
  declaredChecksum,
}: Deflated): Result<Uint8Array<ArrayBuffer>> {
  const refused = expandsTooFar(file, compressed.length, declaredSize);
  if (refused) return { ok: false, error: refused };
  // The library answers no input with the untouched buffer, and cuts what exceeds it: hence one byte more.
  if (compressed.length === 0) return damaged(file);
  let expanded;
  try {
    expanded = inflateSync(compressed, { out: new Uint8Array(declaredSize + 1) });
  } catch {
    return damaged(file);
  }
  if (expanded.length !== declaredSize || crc32(expanded) !== declaredChecksum) return damaged(file);
  return success(expanded);
}

export function damaged(file: string): Failure {
  return failure(message('{0} is damaged: its compressed data do not expand to what was packed.', file), {
    file,
  });
}

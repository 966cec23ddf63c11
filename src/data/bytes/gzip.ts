import { Gunzip } from 'fflate';
import { message } from '../../engine/message';
import { failure, success, type Failure, type Result } from '../result';
import type { SourceFile } from '../dataSource';
import { crc32 } from './crc32';
import { formatSize, LARGEST_FILE } from './fileSize';

const HEADER_LENGTH = 10;
/** Checksum and size at the end of a member. */
const TRAILER_LENGTH = 8;

/** How much is expanded at a time, in compressed bytes: bounds what one step can take. */
const SLICE = 2 ** 14;
/** How much of what a file holds is expanded where only its beginning is asked for. */
const START = 2 ** 18;

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * One of the gzip files that are joined in one: where it ends, and where what it expands to begins and ends.
 */
interface Member {
  readonly end: number;
  readonly from: number;
  readonly to: number;
}

/**
 * The bytes of a file, expanded where it is gzipped: one member as `gzip` writes it, or several joined,
 * filled up with zeros or not. Never trusts the declared size: a file that is cut off ends in any bytes.
 * @param largest how many bytes it may expand to
 */
export function gunzipIfNeeded({ name, bytes }: SourceFile, largest = LARGEST_FILE): Result<Uint8Array> {
  if (!isGzip(bytes)) return success(bytes);
  if (bytes.length < HEADER_LENGTH + TRAILER_LENGTH) return cutOff(name);
  const expanded = new GrowingBytes(largest);
  const members: Member[] = [];
  let from = 0;
  const endMember = (end: number): void => {
    members.push({ end, from, to: expanded.length });
    from = expanded.length;
  };
  const take = (piece: Uint8Array): boolean => {
    expanded.push(piece);
    return expanded.length <= largest;
  };
  try {
    if (!gunzip(bytes, take, endMember)) {
      return failure(
        message(
          '{0} expands to more than {1}, which is the most that can be read.',
          name,
          formatSize(largest),
        ),
        { file: name },
      );
    }
  } catch {
    // The last member is damaged, or what stands behind it is none: its trailer tells.
  }
  const result = expanded.bytes();
  const end = endOf(bytes, result.subarray(from), members.at(-1)?.end ?? 0);
  if (end === undefined || !members.every((member) => isIntact(bytes, result, member))) return cutOff(name);
  const behind = bytes.subarray(end);
  // Tapes and block devices fill files up with zeros.
  return behind.every((byte) => byte === 0) ? success(result) : notGzip(name, behind.length);
}

/** Where a member ends that expands to this, by its trailer; `undefined` where it has none. */
function endOf(bytes: Uint8Array, expanded: Uint8Array, start: number): number | undefined {
  const trailer = new DataView(new ArrayBuffer(TRAILER_LENGTH));
  trailer.setUint32(0, crc32(expanded), true);
  trailer.setUint32(4, expanded.length, true);
  const wanted = new Uint8Array(trailer.buffer);
  for (let at = bytes.length - TRAILER_LENGTH; at >= start + HEADER_LENGTH; at--) {
    if (bytes[at] === wanted[0] && wanted.every((byte, index) => bytes[at + index] === byte))
      return at + TRAILER_LENGTH;
  }
  return undefined;
}

/** The first bytes of what a gzipped file holds, as far as the leading part of it tells. */
export function gunzipStart(file: SourceFile): Result<Uint8Array> {
  const { name, bytes, size } = file;
  if (!isGzip(bytes)) return success(bytes);
  const expanded = new GrowingBytes(2 * START);
  try {
    gunzip(bytes, (piece) => {
      expanded.push(piece);
      return expanded.length < START;
    });
  } catch {
    // What came before the damage still tells how the file begins.
  }
  if (expanded.length > 0) return success(expanded.bytes());
  return bytes.length < size ? cutOff(name) : gunzipIfNeeded(file);
}

/**
 * Expands piece by piece until `take` says that it is enough.
 * @param endMember given where one ends and another follows
 * @returns whether everything was expanded
 * @throws where the data are not gzip, or end too early
 */
function gunzip(
  bytes: Uint8Array,
  take: (piece: Uint8Array) => boolean,
  endMember?: (end: number) => void,
): boolean {
  const state = { wantsMore: true };
  const stream = new Gunzip((piece) => {
    state.wantsMore = take(piece);
  });
  if (endMember) stream.onmember = endMember;
  for (let start = 0; start < bytes.length && state.wantsMore; start += SLICE) {
    stream.push(bytes.subarray(start, start + SLICE), start + SLICE >= bytes.length);
  }
  return state.wantsMore;
}

/** Whether a member gave what its trailer declares. */
function isIntact(bytes: Uint8Array, expanded: Uint8Array, { end, from, to }: Member): boolean {
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + end - TRAILER_LENGTH, TRAILER_LENGTH);
  return (
    trailer.getUint32(4, true) === to - from &&
    trailer.getUint32(0, true) === crc32(expanded.subarray(from, to))
  );
}

function cutOff(file: string): Failure {
  return failure(
    message('{0} is cut off or damaged: its compressed data do not expand to what was packed.', file),
    { file },
  );
}

function notGzip(file: string, count: number): Failure {
  return failure(
    message(
      '{0} has {1} bytes behind its compressed data that are not gzip. Unpack it, and pack it again.',
      file,
      count,
    ),
    { file },
  );
}

/** Bytes whose count is not known beforehand, in one array that doubles when it is full. */
class GrowingBytes {
  private data = new Uint8Array(2 ** 16);
  length = 0;

  /** @param most no more room than this is taken ahead of what is pushed */
  constructor(private readonly most: number) {}

  push(piece: Uint8Array): void {
    const length = this.length + piece.length;
    if (length > this.data.length) {
      const larger = new Uint8Array(Math.max(length, Math.min(2 * this.data.length, this.most)));
      larger.set(this.data.subarray(0, this.length));
      this.data = larger;
    }
    this.data.set(piece, this.length);
    this.length = length;
  }

  /** A view of what was pushed. */
  bytes(): Uint8Array {
    return this.data.subarray(0, this.length);
  }
}

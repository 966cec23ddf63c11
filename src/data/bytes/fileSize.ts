import { message } from '../../engine/message';
import { failure, type DataError, type Failure } from '../result';

/** The largest file that is read, and the most a compressed one may expand to, in bytes. */
export const LARGEST_FILE = 2 ** 30;

/** Deflate never does better: a file that claims to expand further is damaged, or made to fill the memory. */
const LARGEST_EXPANSION = 1032;

/** Why a file of this size is not read. To be asked before it is. */
export function tooLarge(file: string, size: number): DataError | undefined {
  return size > LARGEST_FILE
    ? { message: message('{0} is {1}. At most 1 GB can be read.', file, formatSize(size)), file }
    : undefined;
}

/** Why something compressed is not expanded, by the sizes its headers declare. */
export function expandsTooFar(file: string, compressed: number, expanded: number): DataError | undefined {
  if (expanded > LARGEST_FILE) {
    return {
      message: message('{0} would expand to {1}. At most 1 GB can be read.', file, formatSize(expanded)),
      file,
    };
  }
  // Some bytes of grace: a short stream is more header than data.
  return expanded > LARGEST_EXPANSION * (compressed + 8)
    ? {
        message: message(
          '{0} is damaged: {1} of compressed data cannot expand to {2}.',
          file,
          formatSize(compressed),
          formatSize(expanded),
        ),
        file,
      }
    : undefined;
}

/** Refuses what expands to more than a value of a formula, or the beginning of a network, can be made of. */
export function expandsTooFarFor(file: string, expanded: number, largest: number): Failure {
  return failure(
    message(
      '{0} would expand to {1}. At most {2} can be read.',
      file,
      formatSize(expanded),
      formatSize(largest),
    ),
    { file },
  );
}

/** `1.5 GB`, `200 MB`, `12 kB`, `80 B`; in powers of 1024. */
export function formatSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB', 'PB'];
  let size = bytes / 1024;
  let unit = 0;
  for (; size >= 1024 && unit < units.length - 1; unit++) size /= 1024;
  // Rounded up, so that a size just above a limit does not read as the limit.
  const digits = size < 100 ? 10 : 1;
  return `${Math.ceil(size * digits) / digits} ${units[unit] ?? ''}`;
}

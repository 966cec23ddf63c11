import { strFromU8 } from 'fflate';
import { message } from '../../engine/message';
import { failure, success, type Failure, type Result } from '../result';

const REPLACEMENT = '\u{fffd}';

/** Why these bytes cannot be a UTF-8 text, by how they begin. */
export function notText(file: string, bytes: Uint8Array): Failure | undefined {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return failure(message('{0} is in UTF-16. Save it as UTF-8.', file), { file });
  }
  if (bytes.subarray(0, 4096).includes(0)) {
    return failure(message('{0} is not a text file.', file), { file });
  }
  return undefined;
}

/**
 * Decodes a piece of a text that begins at `firstRow` (from 1). Refused: what is not UTF-8, by its row.
 * A byte order mark is dropped by the decoder.
 */
export function decodeText(file: string, bytes: Uint8Array, firstRow: number): Result<string> {
  const text = strFromU8(bytes);
  const bad = text.indexOf(REPLACEMENT);
  if (bad >= 0) {
    const row = firstRow + countLineEnds(text, bad);
    return failure(message('{0}, row {1}: a character is not UTF-8. Save the file as UTF-8.', file, row), {
      file,
      row,
    });
  }
  return success(text);
}

function countLineEnds(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

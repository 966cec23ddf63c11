import { strFromU8 } from 'fflate';
import { message } from '../../engine/message';
import { failure, type Failure } from '../result';

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

/** A text, and where in it the first character is that was not UTF-8. */
export interface DecodedText {
  readonly text: string;
  readonly firstBad?: number;
}

/** A byte order mark is dropped by the decoder. */
export function decodeText(bytes: Uint8Array): DecodedText {
  const text = strFromU8(bytes);
  const firstBad = text.indexOf(REPLACEMENT);
  return firstBad < 0 ? { text } : { text, firstBad };
}

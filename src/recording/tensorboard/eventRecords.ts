import { crc32c } from '../../data/bytes/crc32';

/** What is whole of a file of records. */
export interface Records {
  readonly records: readonly Uint8Array[];
  /** Whether something follows the last of them that is none: the file was cut off, or changed. */
  readonly isDamaged: boolean;
}

const lengthBytes = 8;
const checksumBytes = 4;

/** As the format turns a checksum that is stored beside data: https://github.com/google/leveldb/blob/main/util/crc32c.h */
function masked(bytes: Uint8Array): number {
  const checksum = crc32c(bytes);
  return (((checksum >>> 15) | (checksum << 17)) + 0xa282ead8) >>> 0;
}

/**
 * The records of a TFRecord file up to the first that is not whole: length in 8 bytes, its checksum, the
 * bytes, and theirs (https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details).
 */
export function readRecords(file: Uint8Array): Records {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const records: Uint8Array[] = [];
  let at = 0;
  while (at + lengthBytes + checksumBytes <= file.length) {
    const start = at + lengthBytes + checksumBytes;
    const length = view.getUint32(at, true);
    const isWhole =
      view.getUint32(at + 4, true) === 0 &&
      view.getUint32(at + lengthBytes, true) === masked(file.subarray(at, at + lengthBytes)) &&
      start + length + checksumBytes <= file.length;
    if (!isWhole) break;
    const record = file.subarray(start, start + length);
    if (view.getUint32(start + length, true) !== masked(record)) break;
    records.push(record);
    at = start + length + checksumBytes;
  }
  return { records, isDamaged: at < file.length };
}

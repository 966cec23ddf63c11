import { message, type Message } from '../../engine/message';

/** How much tells what a file is, in bytes. */
const beginning = 512;

/** What other programs' files begin with, as Latin-1. */
const beginnings: readonly (readonly [beginning: string, what: Message])[] = [
  ['%PDF-', message('a PDF')],
  ['PAR1', message('a Parquet file')],
  ['\x89HDF\r\n\x1a\n', message('an HDF5 file')],
  ['MATLAB 5.0 MAT-file', message('a file of MATLAB')],
  ['SQLite format 3\0', message('a database of SQLite')],
  ['\x89PNG\r\n\x1a\n', message('a picture')],
  ['\xff\xd8\xff', message('a picture')],
];

/** What is compressed in a way that nobody here undoes, and the name of that. */
const compressed: readonly (readonly [beginning: string, name: string])[] = [
  ['\xfd7zXZ\0', 'xz'],
  ['BZh', 'bzip2'],
  ['(\xb5/\xfd', 'zstd'],
  ["7z\xbc\xaf'\x1c", '7z'],
];

/**
 * What a file is where it is plainly something else than its name says: what a browser saved, what Git LFS or
 * a spreadsheet left. `undefined` where nothing is known of it.
 */
export function foreignContent(file: string, bytes: Uint8Array): Message | undefined {
  const text = String.fromCharCode(...bytes.subarray(0, beginning)).replace(/^\xef\xbb\xbf/, '');
  if (/^\s*<(!doctype html|html|\?xml|svg)/i.test(text)) {
    return message('{0} is a web page, not the data: its address led to one when it was saved.', file);
  }
  const program = beginnings.find(([start]) => text.startsWith(start));
  if (program)
    return message('{0} is {1}, which is not read. Save the data as CSV or NPY.', file, program[1]);
  const packed = compressed.find(([start]) => text.startsWith(start));
  if (packed)
    return message('{0} is compressed by {1}, which is not read. Unpack it, or use gzip.', file, packed[1]);
  if (text.startsWith('version https://git-lfs.github.com/')) {
    return message('{0} only says where Git LFS keeps the data. Fetch them: git lfs pull', file);
  }
  if (/^\s*[[{]\s*("|[[{]\s*["[{\d])/.test(text)) {
    return message(
      '{0} is JSON, not a table. Save it as CSV, as in: pandas.read_json("{0}").to_csv("data.csv", index=False)',
      file,
    );
  }
  return undefined;
}

/** Whether a file begins as a ZIP archive does: a spreadsheet, an .npz file. */
export function isZip([first, second, third, fourth]: Uint8Array): boolean {
  return first === 0x50 && second === 0x4b && third === 3 && fourth === 4;
}

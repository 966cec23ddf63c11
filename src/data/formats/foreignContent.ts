import { message, type Message } from '../../engine/message';

/** How much tells what a file is, in bytes. */
const beginning = 512;

/**
 * What a file is where it is plainly something else than its name says: what a browser saved, what Git LFS or
 * a spreadsheet left. `undefined` where nothing is known of it.
 */
export function foreignContent(file: string, bytes: Uint8Array): Message | undefined {
  const text = String.fromCharCode(...bytes.subarray(0, beginning)).replace(/^\xef\xbb\xbf/, '');
  if (/^\s*<(!doctype html|html|\?xml|svg)/i.test(text)) {
    return message('{0} is a web page, not the data: its address led to one when it was saved.', file);
  }
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

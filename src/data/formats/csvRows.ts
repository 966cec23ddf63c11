import Papa from 'papaparse';
import { message } from '../../engine/message';
import { gunzipIfNeeded, gunzipStart } from '../bytes/gzip';
import { decodeText, notText } from '../bytes/text';
import { failure, success, type Failure, type Result } from '../result';
import type { SourceFile } from '../source';

/** How much is decoded at a time, in bytes: a large file is never one string. */
const PIECE = 2 ** 22;
/** Longest row, in characters: a quote that is never closed would swallow the file. */
const LONGEST_ROW = 2 ** 24;
/** How much tells the delimiter, in characters. */
const GUESSED_FROM = 2 ** 18;

const DELIMITERS = [',', '\t', ';', '|'] as const;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Called with each row that is not blank and its number in
 * the file, from 1. A failure it returns ends the reading.
 */
export type RowVisitor = (cells: readonly string[], row: number) => Failure | undefined;

/**
 * Reads the rows of a CSV file, gzipped or not: UTF-8, cells parted by comma, tab, semicolon or bar,
 * rows by any line end, quotes as in RFC 4180. Of the beginning of a file the row cut off is left out.
 */
export function readCsvRows(file: SourceFile, visit: RowVisitor): Result<undefined> {
  const complete = file.bytes.length >= file.size;
  const expanded = complete ? gunzipIfNeeded(file) : gunzipStart(file);
  if (!expanded.ok) return expanded;
  const wrong = notText(file.name, expanded.value);
  if (wrong) return wrong;
  const newline = expanded.value.includes(LINE_FEED) ? '\n' : '\r';
  const lineEnd = newline === '\n' ? LINE_FEED : CARRIAGE_RETURN;
  const bytes = complete
    ? expanded.value
    : expanded.value.subarray(0, expanded.value.lastIndexOf(lineEnd) + 1);

  let parser: InstanceType<typeof Papa.Parser> | undefined;
  let row = 1;
  let rest = '';
  for (let start = 0; start < bytes.length;) {
    const end = pieceEnd(bytes, start, lineEnd);
    const last = end === bytes.length;
    const piece = decodeText(bytes.subarray(start, end));
    const text = rest + piece.text;
    parser ??= new Papa.Parser({ delimiter: guessDelimiter(text, newline), newline });
    if (piece.firstBad !== undefined) {
      const { data } = parser.parse(text.slice(0, rest.length + piece.firstBad + 1), 0, false);
      return notUtf8(file.name, row + data.length - 1, data.at(-1)?.length ?? 1);
    }
    const { data, errors, meta } = parser.parse(text, 0, !last || !complete);
    for (const [index, cells] of data.entries()) {
      if (errors[0]?.row === index) return badQuotes(file.name, row);
      if (!isBlank(cells)) {
        const stopped = visit(cells, row);
        if (stopped) return stopped;
      }
      row++;
    }
    rest = text.slice(meta.cursor);
    if (rest.length > LONGEST_ROW) return badQuotes(file.name, row);
    start = end;
  }
  return success(undefined);
}

/** The end of the next piece: behind a line end, so that no character is cut. */
function pieceEnd(bytes: Uint8Array, start: number, lineEnd: number): number {
  if (start + PIECE >= bytes.length) return bytes.length;
  const before = bytes.lastIndexOf(lineEnd, start + PIECE - 1);
  const at = before >= start ? before : bytes.indexOf(lineEnd, start + PIECE);
  return at < 0 ? bytes.length : at + 1;
}

function guessDelimiter(text: string, newline: '\n' | '\r'): string {
  return Papa.parse(text.slice(0, GUESSED_FROM), {
    preview: 10,
    newline,
    skipEmptyLines: true,
    delimitersToGuess: DELIMITERS,
  }).meta.delimiter;
}

function isBlank(cells: readonly string[]): boolean {
  return cells.length === 1 && (cells[0] ?? '').trim() === '';
}

function notUtf8(file: string, row: number, column: number): Failure {
  return failure(
    message('{0}, row {1}, column {2}: a character is not UTF-8. Save the file as UTF-8.', file, row, column),
    { file, row, column },
  );
}

function badQuotes(file: string, row: number): Failure {
  return failure(message('{0}, row {1}: a quote is not closed, or stands inside a cell.', file, row), {
    file,
    row,
  });
}

import Papa from 'papaparse';
import { message } from '../../engine/message';
import { gunzipIfNeeded, gunzipStart } from '../bytes/gzip';
import { failure, success, type Failure, type Result } from '../result';
import type { SourceFile } from '../dataSource';
import { encodingHere } from './encodingNames';
import { foreignContent, isZip } from './foreignContent';

/** How much is decoded at a time, in bytes: a large file is never one string. */
const PIECE = 2 ** 22;
/** Longest row, in characters: a quote that is never closed would swallow the file. */
const LONGEST_ROW = 2 ** 24;
/** As many rows as a spreadsheet can have; each takes time. */
const MOST_BLANK_ROWS = 2 ** 20;
/** How much tells the delimiter, in characters. */
const GUESSED_FROM = 2 ** 18;
/** How much tells whether it is text, in bytes. */
const TEXT_GUESSED_FROM = 4096;
/** How much tells the encoding, in bytes. */
const ENCODING_GUESSED_FROM = 2 ** 16;

const DELIMITERS = [',', '\t', ';', '|'] as const;
const SPACE = ' ';

/** What a decoder puts where bytes are not a character. */
const REPLACEMENT = '\u{fffd}';

export interface RowOptions {
  /** What parts the cells; absent: what the beginning of the file tells. */
  readonly delimiter?: string | undefined;
  /** How many bytes a compressed file may expand to; absent: as many as any file may have. */
  readonly largest?: number | undefined;
  /** By its name in the Encoding Standard; absent: UTF-8, or UTF-16 where the file says so itself. */
  readonly encoding?: string | undefined;
}

/**
 * Called with each row that is not blank, its number in the file, from 1, and what parts its cells. A failure
 * it returns ends the reading.
 */
export type RowVisitor = (cells: readonly string[], row: number, delimiter: string) => Failure | undefined;

/**
 * Reads the rows of a CSV file, gzipped or not: cells parted by comma, tab,
 * semicolon or bar, or as a first line `sep=;` says, rows by any line end,
 * quotes as in RFC 4180. Of the beginning of a file the row cut off is left out.
 */
export function readCsvRows(file: SourceFile, options: RowOptions, visit: RowVisitor): Result<undefined> {
  const noDelimiter = whyNoDelimiter(options.delimiter);
  if (noDelimiter) return noDelimiter;
  const isComplete = file.bytes.length >= file.size;
  // Its beginning tells whether it is a table at all, before much is expanded.
  const start = gunzipStart(file);
  if (!start.ok) return start;
  const other = foreignContent(file.name, start.value);
  if (other) return failure(other, { file: file.name });
  const decoder = decoderFor(file.name, start.value, options.encoding);
  if (!decoder.ok) return decoder;
  const expanded = isComplete ? gunzipIfNeeded(file, options.largest) : start;
  if (!expanded.ok) return expanded;
  const bytes = expanded.value;

  let parser: InstanceType<typeof Papa.Parser> | undefined;
  let delimiter = '';
  let row = 1;
  let rest = '';
  let blankRows = 0;
  for (let at = 0; at < bytes.length; at += PIECE) {
    const isLast = at + PIECE >= bytes.length;
    const piece = decoder.value.decode(bytes.subarray(at, at + PIECE), {
      stream: !(isLast && isComplete),
    });
    let text = rest + piece;
    if (!/[\n\r]/.test(text)) {
      if (text.length > LONGEST_ROW) return endlessRow(file.name, row);
      // The first line end tells which one the file has. Cells that were cut off are not looked at twice.
      rest = text;
      if (!isLast) continue;
    }
    if (!parser) {
      const separatorLine = /^sep=(.)(?:\r?\n|\r)/i.exec(text);
      if (separatorLine) {
        text = text.slice(separatorLine[0].length);
        row++;
      }
      const newline = lineEndOf(text.slice(0, GUESSED_FROM));
      delimiter = delimiterOf(options.delimiter) ?? separatorLine?.[1] ?? guessDelimiter(text, newline);
      parser = new Papa.Parser({ delimiter, newline });
    }
    const firstBad = text.indexOf(REPLACEMENT);
    if (firstBad >= 0) {
      const { data } = parser.parse(text.slice(0, firstBad + 1), 0, false);
      const encoding = options.encoding ?? utf16By(bytes);
      return badCharacter(file.name, row + data.length - 1, data.at(-1)?.length ?? 1, bytes, encoding);
    }
    const { data, errors, meta } = parser.parse(text, 0, !isLast || !isComplete);
    for (const [index, found] of data.entries()) {
      if (errors[0]?.row === index) return badQuotes(file.name, row);
      // Columns that are lined up by spaces have any number of them in between.
      const cells = delimiter === SPACE ? found.filter((cell) => cell.trim() !== '') : found;
      if (isBlank(cells)) {
        if (++blankRows > MOST_BLANK_ROWS) return blank(file.name, row);
      } else {
        const stopped = visit(cells, row, delimiter);
        if (stopped) return stopped;
      }
      row++;
    }
    rest = text.slice(meta.cursor);
    if (rest.length > LONGEST_ROW) return endlessRow(file.name, row);
  }
  return success(undefined);
}

function decoderFor(file: string, bytes: Uint8Array, encoding: string | undefined): Result<TextDecoder> {
  if (encoding === undefined && isUtf32(bytes)) {
    return failure(message('{0} is UTF-32, which is not read. Save the file as UTF-8.', file), { file });
  }
  const declared = encoding ?? utf16By(bytes);
  if (declared === undefined && bytes.subarray(0, TEXT_GUESSED_FROM).includes(0)) return notText(file, bytes);
  try {
    return success(new TextDecoder(declared ?? 'utf-8'));
  } catch {
    const here = encodingHere(declared ?? '');
    if (here !== undefined) {
      return failure(message('The encoding {0} is written {1} here.', declared ?? '', here), {
        argument: 'encoding',
        fix: { argument: 'encoding', text: `"${here}"` },
      });
    }
    return failure(
      message(
        'The encoding {0} is not known here. Known are utf-8, shift_jis, euc-jp, windows-1252 and others.',
        declared ?? '',
      ),
      { argument: 'encoding' },
    );
  }
}

function notText(file: string, bytes: Uint8Array): Failure {
  if (isZip(bytes)) {
    return failure(
      message('{0} is a spreadsheet or a ZIP archive. Save the table as CSV, or unpack it.', file),
      { file },
    );
  }
  const likely = unmarkedUtf16(bytes.subarray(0, TEXT_GUESSED_FROM));
  if (likely === undefined) return failure(message('{0} is not a text file.', file), { file });
  return failure(
    message(
      '{0} seems to be UTF-16 and does not say so. Say encoding="{1}", or save the file as UTF-8.',
      file,
      likely,
    ),
    { file, argument: 'file', fix: { argument: 'encoding', text: `"${likely}"` } },
  );
}

/** Of digits and delimiters one half is zero in UTF-16, and the other is not. */
function unmarkedUtf16(bytes: Uint8Array): string | undefined {
  const pairs = Math.floor(bytes.length / 2);
  let [evenZeros, oddZeros] = [0, 0];
  for (let pair = 0; pair < pairs; pair++) {
    if (bytes[2 * pair] === 0) evenZeros++;
    if (bytes[2 * pair + 1] === 0) oddZeros++;
  }
  if (evenZeros === 0 && oddZeros > pairs / 2) return 'utf-16le';
  return oddZeros === 0 && evenZeros > pairs / 2 ? 'utf-16be' : undefined;
}

/** The byte order mark that Excel writes before “Unicode text”. */
function utf16By([first, second]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

/** The marks of both orders of bytes; the first begins as that of UTF-16. */
function isUtf32([first, second, third, fourth]: Uint8Array): boolean {
  return third === 0
    ? first === 0xff && second === 0xfe && fourth === 0
    : first === 0 && second === 0 && third === 0xfe && fourth === 0xff;
}

/** A tab can be written as a word, as quotes in a definition know no `\t`. */
function delimiterOf(given: string | undefined): string | undefined {
  return given === 'tab' || given === '\\t' ? '\t' : given;
}

/** What marks quotes, lines or nothing at all parts no cells. */
function whyNoDelimiter(given: string | undefined): Failure | undefined {
  if (given === undefined || !/^$|["\n\r\ufeff]/.test(given)) return undefined;
  return failure(
    message('delimiter is what stands between two cells, as in delimiter=";" or delimiter="tab".'),
    { argument: 'delimiter' },
  );
}

/** Old spreadsheets of the Macintosh end rows with CR alone, and the lines within a cell with LF. */
function lineEndOf(text: string): '\n' | '\r' {
  const unquoted = text.replace(/"[^"]*"/g, '');
  const alone = unquoted.match(/\r(?!\n)/g)?.length ?? 0;
  const feeds = unquoted.match(/\n/g)?.length ?? 0;
  return alone > feeds ? '\r' : '\n';
}

function guessDelimiter(text: string, newline: '\n' | '\r'): string {
  return Papa.parse(text.slice(0, GUESSED_FROM), {
    preview: 10,
    newline,
    skipEmptyLines: true,
    delimitersToGuess: DELIMITERS,
  }).meta.delimiter;
}

/** Also a row of nothing but delimiters, as spreadsheets leave them. */
function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '');
}

function badCharacter(
  file: string,
  row: number,
  column: number,
  bytes: Uint8Array,
  encoding: string | undefined,
): Failure {
  const place = { file, row, column, argument: 'encoding' };
  if (encoding !== undefined) {
    return failure(
      message(
        '{0}, row {1}, column {2}: a character is not in the encoding {3}.',
        file,
        row,
        column,
        encoding,
      ),
      place,
    );
  }
  const likely = guessEncoding(bytes);
  return failure(
    message(
      '{0}, row {1}, column {2}: a character is not UTF-8. Say encoding="{3}", or save the file as UTF-8.',
      file,
      row,
      column,
      likely,
    ),
    { ...place, argument: 'file', fix: { argument: 'encoding', text: `"${likely}"` } },
  );
}

/**
 * Japanese where every character beyond ASCII is then a letter of it; else what Western spreadsheets save.
 */
function guessEncoding(bytes: Uint8Array): string {
  for (const encoding of ['euc-jp', 'shift_jis']) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(
        bytes.subarray(0, ENCODING_GUESSED_FROM),
        {
          stream: true,
        },
      );
      if (
        /^[\p{ASCII}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u30ff\uff00-\uff60]*$/u.test(
          text,
        )
      ) {
        return encoding;
      }
    } catch {
      // Not this one.
    }
  }
  return 'windows-1252';
}

function endlessRow(file: string, row: number): Failure {
  return failure(
    message(
      '{0}, row {1} has more than {2} characters: the file has no line ends, or a quote is not closed.',
      file,
      row,
      LONGEST_ROW,
    ),
    { file, row },
  );
}

function blank(file: string, row: number): Failure {
  const text = message(
    '{0} has more than {1} empty rows, which is the most that is read.',
    file,
    MOST_BLANK_ROWS,
  );
  return failure(text, { file, row });
}

function badQuotes(file: string, row: number): Failure {
  return failure(message('{0}, row {1}: a quote is not closed, or stands inside a cell.', file, row), {
    file,
    row,
  });
}

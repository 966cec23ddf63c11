import Papa from 'papaparse';
import { message } from '../../engine/message';
import { gunzipIfNeeded, gunzipStart } from '../bytes/gzip';
import { failure, success, type Failure, type Result } from '../result';
import type { SourceFile } from '../dataSource';
import { foreignContent, isZip } from './foreignContent';

/** How much is decoded at a time, in bytes: a large file is never one string. */
const PIECE = 2 ** 22;
/** Longest row, in characters: a quote that is never closed would swallow the file. */
const LONGEST_ROW = 2 ** 24;
/** How much tells the delimiter, in characters. */
const GUESSED_FROM = 2 ** 18;
/** How much tells the encoding, in bytes. */
const ENCODING_GUESSED_FROM = 2 ** 16;

const DELIMITERS = [',', '\t', ';', '|'] as const;
const SPACE = ' ';

/** What a decoder puts where bytes are not a character. */
const REPLACEMENT = '\u{fffd}';

export interface RowOptions {
  /** What parts the cells; absent: what the beginning of the file tells. */
  readonly delimiter?: string | undefined;
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
  const isComplete = file.bytes.length >= file.size;
  const expanded = isComplete ? gunzipIfNeeded(file) : gunzipStart(file);
  if (!expanded.ok) return expanded;
  const bytes = expanded.value;
  const other = foreignContent(file.name, bytes);
  if (other) return failure(other, { file: file.name });
  const decoder = decoderFor(file.name, bytes, options.encoding);
  if (!decoder.ok) return decoder;

  let parser: InstanceType<typeof Papa.Parser> | undefined;
  let delimiter = '';
  let row = 1;
  let rest = '';
  for (let start = 0; start < bytes.length; start += PIECE) {
    const isLast = start + PIECE >= bytes.length;
    const piece = decoder.value.decode(bytes.subarray(start, start + PIECE), {
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
      const separatorLine = /^sep=(.)\r?\n/i.exec(text);
      if (separatorLine) {
        text = text.slice(separatorLine[0].length);
        row++;
      }
      const newline = text.includes('\n') ? '\n' : '\r';
      delimiter = delimiterOf(options.delimiter) ?? separatorLine?.[1] ?? guessDelimiter(text, newline);
      parser = new Papa.Parser({ delimiter, newline });
    }
    const firstBad = text.indexOf(REPLACEMENT);
    if (firstBad >= 0) {
      const { data } = parser.parse(text.slice(0, firstBad + 1), 0, false);
      return badCharacter(file.name, row + data.length - 1, data.at(-1)?.length ?? 1, bytes, options);
    }
    const { data, errors, meta } = parser.parse(text, 0, !isLast || !isComplete);
    for (const [index, found] of data.entries()) {
      if (errors[0]?.row === index) return badQuotes(file.name, row);
      // Columns that are lined up by spaces have any number of them in between.
      const cells = delimiter === SPACE ? found.filter((cell) => cell.trim() !== '') : found;
      if (!isBlank(cells)) {
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
  const declared = encoding ?? utf16By(bytes);
  if (declared === undefined && bytes.subarray(0, 4096).includes(0)) {
    return failure(
      isZip(bytes)
        ? message('{0} is a spreadsheet or a ZIP archive. Save the table as CSV, or unpack it.', file)
        : message('{0} is not a text file.', file),
      { file },
    );
  }
  try {
    return success(new TextDecoder(declared ?? 'utf-8'));
  } catch {
    return failure(
      message(
        'The encoding {0} is not known here. Known are utf-8, shift_jis, euc-jp, windows-1252 and others.',
        declared ?? '',
      ),
      { argument: 'encoding' },
    );
  }
}

/** The byte order mark that Excel writes before “Unicode text”. */
function utf16By([first, second]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

/** A tab can be written as a word, as quotes in a definition know no `\t`. */
function delimiterOf(given: string | undefined): string | undefined {
  return given === 'tab' || given === '\\t' ? '\t' : given;
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
  { encoding }: RowOptions,
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

function badQuotes(file: string, row: number): Failure {
  return failure(message('{0}, row {1}: a quote is not closed, or stands inside a cell.', file, row), {
    file,
    row,
  });
}

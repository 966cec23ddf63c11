import type { Shape } from '../../engine/shape';
import { formatShape } from '../../language';
import { listSeparator, shortNumber } from '../../protocol/numberText';

/** How the words around a tensor's statistics, and its numbers, read in the reader's language. */
export interface SummaryWords {
  /** BCP 47. */
  readonly locale: string;
  readonly mean: (mean: string) => string;
  readonly range: (minimum: string, maximum: string) => string;
  readonly nonFinite: (count: number) => string;
  /** Stands behind numbers that come from inputs tried in a panel. */
  readonly tried: string;
}

/** Significant digits of a number where nothing is said. */
export const mostDigits = 6;

/** So many entries are written out beside a line, whatever they are; more are told by their mean. */
const mostWrittenOut = 6;

/**
 * A tensor beside its line: written out, or its shape and what it is like.
 * @param detailed whether the smallest and the largest entry are named, too
 * @param digits that entries written out are rounded to: significant ones, but no whole number is rounded
 */
export function summaryText(
  shape: Shape,
  data: ArrayLike<number>,
  detailed: boolean,
  words: SummaryWords,
  digits = mostDigits,
): string {
  const write = (entry: number, locale: string): string =>
    shortNumber(
      entry,
      locale,
      Number.isInteger(entry) ? mostDigits : Math.max(digits, digitsBeforePoint(entry)),
    );
  return data.length <= mostWrittenOut
    ? listText(shape, data, words.locale, write)
    : `${formatShape(shape)} · ${statisticsText(data, detailed, words)}`;
}

/** So many of a number have no zeros in their place: 1234.5 in two digits is 1235, not 1200. */
function digitsBeforePoint(value: number): number {
  const size = Math.abs(value);
  return size >= 1 && Number.isFinite(size) ? Math.min(mostDigits, Math.floor(Math.log10(size)) + 1) : 1;
}

/** The same without the shape, for where that is said already. */
export function entriesText(
  shape: Shape,
  data: ArrayLike<number>,
  budget: number,
  words: SummaryWords,
): string {
  return listWithin(shape, data, budget, words.locale) ?? statisticsText(data, false, words);
}

function listWithin(
  shape: Shape,
  data: ArrayLike<number>,
  budget: number,
  locale: string,
): string | undefined {
  // Every entry takes at least three characters: `0, `.
  if (shape.length > 0 && data.length * 3 > budget) return undefined;
  const list = listText(shape, data, locale);
  return shape.length === 0 || list.length <= budget ? list : undefined;
}

function statisticsText(data: ArrayLike<number>, detailed: boolean, words: SummaryWords): string {
  const { mean, minimum, maximum, nonFinite } = statisticsOf(data);
  const { locale } = words;
  const parts = [words.mean(shortNumber(mean, locale))];
  if (detailed) parts.push(words.range(shortNumber(minimum, locale), shortNumber(maximum, locale)));
  if (nonFinite > 0) parts.push(words.nonFinite(nonFinite));
  return parts.join(' · ');
}

/**
 * Nested as the language of the files nests lists: `[[1, -0.5], [-2, 3]]`. A single number stays bare.
 * @param write how each number is written: in six digits unless given
 */
export function listText(
  shape: Shape,
  data: ArrayLike<number>,
  locale: string,
  write: (entry: number, locale: string) => string = shortNumber,
): string {
  const [size, ...inner] = shape;
  if (size === undefined) return write(data[0] ?? Number.NaN, locale);
  const stride = inner.reduce((product, axis) => product * axis, 1);
  const rows = Array.from({ length: size }, (_row, index) =>
    listText(
      inner,
      Array.from({ length: stride }, (_entry, at) => data[index * stride + at] ?? Number.NaN),
      locale,
      write,
    ),
  );
  return `[${rows.join(listSeparator(locale))}]`;
}

/** What a tensor too large to be written out is described by. The first three are of its finite entries. */
export interface Statistics {
  readonly mean: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly zeros: number;
  /** How many entries are NaN or infinite. */
  readonly nonFinite: number;
}

export function statisticsOf(data: ArrayLike<number>): Statistics {
  let sum = 0;
  let minimum = Infinity;
  let maximum = -Infinity;
  let zeros = 0;
  let nonFinite = 0;
  for (let index = 0; index < data.length; index++) {
    const entry = data[index] ?? Number.NaN;
    if (!Number.isFinite(entry)) {
      nonFinite++;
      continue;
    }
    sum += entry;
    if (entry < minimum) minimum = entry;
    if (entry > maximum) maximum = entry;
    if (entry === 0) zeros++;
  }
  const finite = data.length - nonFinite;
  return { mean: finite === 0 ? Number.NaN : sum / finite, minimum, maximum, zeros, nonFinite };
}

/** Larger tables are cut: a hover is not a spreadsheet. */
const mostRows = 12;
const mostColumns = 8;

/** A matrix or a list of numbers as lines of aligned columns. What is left out is marked by `…`. */
export function tableText(shape: Shape, data: ArrayLike<number>, locale: string): string {
  const columns = shape.at(-1) ?? 1;
  const rows = columns === 0 ? 0 : data.length / columns;
  const cells: string[][] = [];
  for (let row = 0; row < Math.min(rows, mostRows); row++) {
    const line: string[] = [];
    for (let column = 0; column < Math.min(columns, mostColumns); column++) {
      line.push(shortNumber(data[row * columns + column] ?? Number.NaN, locale));
    }
    if (columns > mostColumns) line.push('…');
    cells.push(line);
  }
  const widths = (cells[0] ?? []).map((_cell, column) =>
    Math.max(...cells.map((line) => line[column]?.length ?? 0)),
  );
  const lines = cells.map((line) =>
    line.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  '),
  );
  if (rows > mostRows) lines.push('…');
  return lines.join('\n');
}

/** False where the table would be cut, so that statistics must tell the rest. */
export function fitsTable(shape: Shape): boolean {
  const columns = shape.at(-1) ?? 1;
  const rows = shape.slice(0, -1).reduce((product, axis) => product * axis, 1);
  return shape.length <= 2 && rows <= mostRows && columns <= mostColumns;
}

/**
 * How a number reads to a person: beside a line, in a graph, a hover, a table, a sentence. Editor and
 * webviews write every number with these, so that one number reads the same wherever it stands.
 *
 * `locale` is VS Code's display language (BCP 47). It decides the decimal sign and
 * how counts are grouped; digits are 0 to 9, and the minus is the hyphen that the
 * language of the files has, too. What is written into a file, or copied for another
 * program to read, is not a text for people: `formatExactly` of the language writes it.
 */

/**
 * Rounded to `digits` significant ones, six unless given: `715`,
 * `2.2`, `1.23457e-8`, `NaN`, `∞`. Values are not grouped.
 */
export function shortNumber(value: number, locale: string, digits = 6): string {
  const name = nonFinite(value);
  if (name !== undefined) return name;
  // A whole number is not rounded while all of it fits: 1234567 is no 1234570.
  if (digits >= 6 && Number.isInteger(value) && Math.abs(value) < 1e9) return String(value === 0 ? 0 : value);
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  const isPlain = rounded === 0 || (size >= 1e-4 && size < 1e6);
  return localised(isPlain ? String(rounded) : rounded.toExponential(), locale);
}

/**
 * Always the same number of digits, so that it does not jump
 * while it changes: `0.210`, `34.5`, `12345`, `1.2e-5`.
 */
export function steadyNumber(value: number, locale: string, digits = 3): string {
  const name = nonFinite(value);
  if (name !== undefined) return name;
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e5 || size < 1e-3) return localised(value.toExponential(digits - 2), locale);
  return localised(size >= 10 ** (digits - 1) ? value.toFixed(0) : value.toPrecision(digits), locale);
}

/**
 * For the cells of a picture: six characters at most, seven
 * where the exponent has three digits: `0.12`, `123`, `5e-7`.
 */
export function cellNumber(value: number, locale: string): string {
  const name = nonFinite(value);
  if (name !== undefined) return name;
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e4 || size < 5e-3) return localised(value.toExponential(0), locale);
  return localised(String(Number(Number(value.toPrecision(3)).toFixed(3))), locale);
}

/** Every digit of the double. */
export function exactNumber(value: number, locale: string): string {
  return nonFinite(value) ?? (Object.is(value, -0) ? '-0' : localised(String(value), locale));
}

/** As a factor in a formula: a negative one stands in brackets, for `2 × -3` would read as a riddle. */
export function factorNumber(value: number, locale: string): string {
  const text = shortNumber(value, locale);
  return text.startsWith('-') ? `(${text})` : text;
}

/**
 * Grouped as the language groups digits: `39,760`. For counts,
 * and for measures that need no more than a few decimals.
 */
export function groupedNumber(value: number, locale: string, mostDecimals: 0 | 1 | 2 | 3 = 0): string {
  return grouping(locale, mostDecimals).format(value);
}

/** Below it a share is said to be smaller, rather than with more and more digits. */
const smallestShare = 0.0001;

/** `43 %` of a share from 0 to 1, in Japanese `43%`. Only nothing is `0 %`, and only all is `100 %`. */
export function percent(share: number, locale: string, mostDecimals: 0 | 1 = 0): string {
  const name = nonFinite(share);
  if (name !== undefined) return name;
  const sign = /^ja\b/.test(locale) ? '%' : ' %';
  const fromEnd = Math.min(share, 1 - share);
  if (fromEnd > 0 && fromEnd < smallestShare) {
    const [than, end] = share < 0.5 ? ['<', smallestShare] : ['>', 1 - smallestShare];
    return `${than} ${groupedNumber(100 * end, locale, 2)}${sign}`;
  }
  const isNearEnd = fromEnd > 0 && fromEnd < 0.01;
  return `${groupedNumber(100 * share, locale, isNearEnd ? 2 : mostDecimals)}${sign}`;
}

/** Between the numbers of a list: `[1, 2.5]`, and `[1; 2,5]` where the comma is the decimal sign. */
export function listSeparator(locale: string): string {
  return decimalSign(locale) === ',' ? '; ' : ', ';
}

function nonFinite(value: number): string | undefined {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return '∞';
  return value === -Infinity ? '-∞' : undefined;
}

function localised(digits: string, locale: string): string {
  return digits.replace('.', decimalSign(locale)).replace('e+', 'e');
}

/** Kept, because every number that is written asks for it. */
const decimalSigns = new Map<string, string>();

function decimalSign(locale: string): string {
  const known = decimalSigns.get(locale);
  if (known !== undefined) return known;
  const parts = grouping(locale, 1).formatToParts(0.5);
  const sign = parts.find(({ type }) => type === 'decimal')?.value ?? '.';
  decimalSigns.set(locale, sign);
  return sign;
}

/** Kept, because it takes longer to make one than to write a hundred numbers with it. */
const groupings = new Map<string, Intl.NumberFormat>();

function grouping(locale: string, maximumFractionDigits: number): Intl.NumberFormat {
  const key = `${locale} ${String(maximumFractionDigits)}`;
  let format = groupings.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, { maximumFractionDigits, numberingSystem: 'latn' });
    groupings.set(key, format);
  }
  return format;
}

/** As the definition language has them, with a sign before it: `-1_000`, `.5`, `1e-3`. */
const writtenNumber = /^[+-]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+)?$/i;

/**
 * The number that a person typed: what the definition language takes, and no more (`0x10` and `Infinity` are
 * numbers to JavaScript, and slips of the hand here). Digits of a Japanese keyboard are digits.
 * @returns NaN for everything else, and for what no double can hold
 */
export function numberTyped(text: string): number {
  const typed = text.normalize('NFKC').trim();
  const number = writtenNumber.test(typed) ? Number(typed.replaceAll('_', '')) : NaN;
  return Number.isFinite(number) ? number : NaN;
}

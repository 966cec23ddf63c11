/**
 * How numbers read in the panels: as everywhere in the product
 * (`protocol/numberText.ts`), in the language that the extension named.
 */
import * as numberText from '../../src/protocol/numberText';
import { locale } from './translation';

/** Six significant digits, as beside the lines of the editor: `715`, `0.333333`, `1.5e-9`. */
export function shortNumber(value: number): string {
  return numberText.shortNumber(value, locale());
}

/** As beside the lines, with as many fewer digits as it takes to need no more than so many characters. */
export function fittingNumber(value: number, characters: number): string {
  for (let digits = 6; digits > 3; digits--) {
    const written = numberText.shortNumber(value, locale(), digits);
    if (written.length <= characters) return written;
  }
  return numberText.shortNumber(value, locale(), 3);
}

/** With fewer significant digits, where numbers are for comparing. */
export function roundedNumber(value: number, digits: 3 | 4): string {
  return numberText.shortNumber(value, locale(), digits);
}

/** Always the same number of digits, so that it does not jump while it changes. */
export function steadyNumber(value: number, digits: number): string {
  return numberText.steadyNumber(value, locale(), digits);
}

/** Six characters at most, for the cells of a picture. */
export function cellNumber(value: number): string {
  return numberText.cellNumber(value, locale());
}

/** Every digit of the double. */
export function exactNumber(value: number): string {
  return numberText.exactNumber(value, locale());
}

/**
 * Every digit of the double as it is typed into a file or a field, whatever the language; a zero has no sign.
 */
export function typedNumber(value: number): string {
  return numberText.exactNumber(value === 0 ? 0 : value, 'en');
}

/** The shortest double that is the same float32: `0.1` rather than `0.10000000149011612`. */
export function shortestFloat(value: number): number {
  if (!Number.isFinite(value)) return value;
  for (let digits = 6; digits < 10; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

/** Every digit of a float32. */
export function floatNumber(value: number): string {
  return exactNumber(shortestFloat(value));
}

/** In a formula a negative factor stands in brackets. */
export function factorNumber(value: number): string {
  return numberText.factorNumber(value, locale());
}

/** A count, or a measure of a few decimals, in groups as the language groups digits: `39,760`. */
export function groupedNumber(value: number, mostDecimals: 0 | 1 | 2 | 3 = 0): string {
  return numberText.groupedNumber(value, locale(), mostDecimals);
}

/** Nothing alone is `0 %`, and all alone is `100 %`. */
export function percent(share: number, mostDecimals: 0 | 1 = 0): string {
  return numberText.percent(share, locale(), mostDecimals);
}

/** Numbers one after the other: `1, 2.5`, and `1; 2,5` where the comma is the decimal sign. */
export function numberList(numbers: readonly string[]): string {
  return numbers.join(numberText.listSeparator(locale()));
}

/** `2×3`; empty for a single number. */
export function shapeText(shape: readonly (number | string)[]): string {
  return shape.join('×');
}

/** Where an entry stands, as the book counts: `[0,1]`; empty in a single number. */
export function entryName(shape: readonly number[], entry: number): string {
  if (shape.length === 0) return '';
  const place: number[] = [];
  let rest = entry;
  for (const axis of [...shape].reverse()) {
    place.unshift(rest % axis);
    rest = Math.floor(rest / axis);
  }
  return `[${place.join(',')}]`;
}

/** A large count where there is little room: `1.2M`. */
export function compactNumber(value: number): string {
  return new Intl.NumberFormat(locale(), { notation: 'compact', maximumSignificantDigits: 3 }).format(value);
}

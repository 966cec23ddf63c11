/** Why a cell is not the number, or the name of a class, that is expected there. */
export type CellMistake =
  | 'empty'
  /** A mark such as `?` or `NA` where a number is missing. */
  | 'missing'
  | 'not a number'
  | 'not finite'
  /** A decimal comma where the numbers above have a point, or the other way round. */
  | 'mixed decimals'
  | 'not a name'
  | 'not text';

/** What stands in tables where nothing is known; NumPy and pandas write `nan`. */
const MISSING = new Set(['', '?', 'na', 'n/a', '#n/a', 'nan', 'null', 'none', '-']);

/** Longer cells are not such a mark. */
const LONGEST_MARK = 16;

export function isMissing(cell: string): boolean {
  const text = cell.trim();
  return text.length <= LONGEST_MARK && MISSING.has(text.toLowerCase());
}

/** Reads the numbers of one table; spaces around them do not count. */
export class NumberParser {
  /** The first number that was read with a decimal comma. */
  decimalCommaIn: string | undefined;
  private hasDecimalPoint = false;

  /** @param delimiter where it is a comma, no comma is a decimal comma */
  constructor(private readonly delimiter: string) {}

  parse(cell: string): number | CellMistake {
    const value = Number(cell);
    if (Number.isFinite(value)) {
      const text = cell.trim();
      if (text === '') return 'empty';
      // `Number` also takes 0x, 0o and 0b.
      if (/^0[xob]/i.test(text)) return 'not a number';
      if (this.delimiter === ',' || !text.includes('.')) return value;
      this.hasDecimalPoint = true;
      return this.decimalCommaIn === undefined ? value : 'mixed decimals';
    }
    const withPoint = this.delimiter === ',' ? NaN : decimalComma(cell);
    if (Number.isFinite(withPoint)) {
      this.decimalCommaIn ??= cell.trim();
      return this.hasDecimalPoint ? 'mixed decimals' : withPoint;
    }
    if (!Number.isNaN(value) || /^\s*[+-]?(inf|infinity)\s*$/i.test(cell)) return 'not finite';
    return isMissing(cell) ? 'missing' : 'not a number';
  }

  /** Whether a cell is text that may name a class: a mark for something missing is none. */
  isName(cell: string): boolean {
    const text = cell.trim();
    if (text === '' || Number.isFinite(this.delimiter === ',' ? NaN : decimalComma(text))) return false;
    return !Number.isFinite(Number(text)) || /^0[xob]/i.test(text)
      ? !/^[+-]?(nan|inf|infinity)$/i.test(text)
      : false;
  }
}

/** `5,0` as spreadsheets of half the world write it; NaN where it is not that. */
function decimalComma(cell: string): number {
  return /^\s*[+-]?\d*,\d+(e[+-]?\d+)?\s*$/i.test(cell) ? Number(cell.replace(',', '.')) : NaN;
}

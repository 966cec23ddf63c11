import { DOT, isDigit, UNDERSCORE } from './characters';
import { toHalfWidth } from './fullWidth';
import type { TokenKind } from './token';

const wellFormed = /^(\d+(_\d+)*)?(\.(\d+(_\d+)*)?)?([eE][+-]?\d+)?$/;

/** @param written in half width */
export function isNumberText(written: string): boolean {
  return wellFormed.test(written);
}

/**
 * Where what begins with a digit or a point ends. Letters or a further point glued to a number are part of
 * the same mistake.
 * @param endOfName where a name that begins at an offset ends
 */
export function endOfNumber(text: string, start: number, endOfName: (offset: number) => number): number {
  const code = (offset: number): number => toHalfWidth(text.charCodeAt(offset));
  const endOfDigits = (offset: number): number => {
    let at = offset;
    while (isDigit(code(at)) || code(at) === UNDERSCORE) at++;
    return at;
  };
  let end = endOfDigits(start);
  if (code(end) === DOT) end = endOfDigits(end + 1);
  if ((code(end) | 0x20) === 0x65) {
    const sign = code(end + 1);
    const digits = sign === 0x2b || sign === 0x2d ? end + 2 : end + 1;
    if (isDigit(code(digits))) {
      end = digits;
      while (isDigit(code(end))) end++;
    }
  }
  for (let next = endOfName(end); next > end || code(end) === DOT; next = endOfName(end)) {
    end = Math.max(next, end + 1);
  }
  return end;
}

/**
 * `2x` is a product, and `3.0f` a number; `undefined` for what may be a name: `2nd`.
 * @param before the token before it on its line
 */
export function repairedNumber(
  written: string,
  before: TokenKind | undefined,
  isCall: boolean,
): string | undefined {
  const [, digits = '', rest = ''] = /^(\d[\d_]*(?:\.\d*)?|\.\d+)(\p{L}[\p{L}\d_]*)$/u.exec(written) ?? [];
  if (rest === '' || before === undefined || rest === 'j') return undefined;
  if (/^[fFL]$/.test(rest)) return digits;
  if (!/^\p{L}\d?$/u.test(rest) && !isCall) return undefined;
  if (digits === '0') return undefined;
  if (!['/', '**', '@', 'invalid'].includes(before)) return `${digits} * ${rest}`;
  return isCall ? undefined : `(${digits} * ${rest})`;
}

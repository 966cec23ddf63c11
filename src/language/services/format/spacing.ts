import type { Token, TokenKind } from '../../scanner/token';
import type { Item, SourceLine } from './sourceLines';

/** A token as the one behind it sees it. */
interface Before {
  readonly token: Token;
  /** A value may end here, so that a minus behind it subtracts. */
  readonly endsValue: boolean;
  /** A minus that changes the sign of what follows. */
  readonly isSign: boolean;
}

/**
 * Sets the space between the tokens of sound lines, as far as neither columns nor comments ask for another:
 * `=` and operators have one on either side, arguments and signs none, commas one behind them.
 */
export function spaceTokens(lines: readonly SourceLine[]): void {
  let before: Before | undefined;
  for (const { items, isIntact } of lines) {
    for (const [index, item] of items.entries()) {
      const { token } = item;
      if (!token) continue;
      if (isIntact && index > 0 && before && !item.isSpaceKept) item.space = spaceBehind(before, item, token);
      before = seenFromBehind(token, index === 0, before);
    }
  }
}

function seenFromBehind(token: Token, isFirst: boolean, before: Before | undefined): Before {
  return {
    token,
    endsValue: endsValue(token, isFirst, before),
    isSign: token.kind === '-' && before?.endsValue !== true,
  };
}

const valueEnds: ReadonlySet<TokenKind> = new Set(['number', 'string', ')', ']']);
const valueWords: ReadonlySet<string> = new Set(['true', 'false', 'input']);

function endsValue({ kind, text }: Token, isFirst: boolean, before: Before | undefined): boolean {
  // `within 1e-6 or 1e-12`: two values do not meet, so the second is a word.
  if (kind === 'name') return isFirst || before?.endsValue !== true;
  return kind === 'keyword' ? valueWords.has(text) : valueEnds.has(kind);
}

function spaceBehind(before: Before, item: Item, token: Token): string {
  const { kind } = token;
  const last = before.token;
  const isArgument = item.bracket?.opener.token?.kind === '(';
  if (kind === ')' || kind === ']' || kind === ',' || kind === ';' || kind === '.') return '';
  if (kind === '}') return last.kind === '{' ? '' : ' ';
  if (last.kind === '(' || last.kind === '.' || last.kind === ':' || kind === ':') return '';
  if ((kind === '=' || last.kind === '=') && isArgument) return '';
  if (kind === '(' && isCalled(before)) return '';
  // An index stands directly behind its value; anywhere else a list begins.
  if (kind === '[' && before.endsValue && isEmpty(item.written.space)) return '';
  // Two signs side by side would be read as an operator of other languages.
  if (before.isSign) return kind === '-' ? ' ' : '';
  if (last.kind === '[') return isRow(item) ? blanks(item, 0) : '';
  if (last.kind === ',' && item.bracket?.opener.token?.kind === '[') return blanks(item, 1);
  return ' ';
}

function isCalled({ token: { kind, text }, endsValue: isValue }: Before): boolean {
  return (kind === 'name' && isValue) || (kind === 'keyword' && text === 'grad');
}

/** In a list within a list: blanks may keep its numbers in their columns. */
function isRow({ bracket }: Item): boolean {
  return bracket?.around?.opener.token?.kind === '[';
}

function isEmpty({ start, end }: { readonly start: number; readonly end: number }): boolean {
  return start === end;
}

/** As many as are written. */
function blanks({ written: { space } }: Item, least: number): string {
  return ' '.repeat(Math.max(least, space.end - space.start));
}

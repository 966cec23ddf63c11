import type { Range } from '../range';

export const symbols = [
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  '=',
  ',',
  ';',
  '+',
  '-',
  '*',
  '/',
  '@',
  '**',
  '<',
  '<=',
  '>',
  '>=',
  '==',
  '!=',
  ':',
  '?',
  '.',
] as const;
export type SymbolKind = (typeof symbols)[number];

/** `invalid`: characters that mean nothing here; the scanner has reported them. */
export type TokenKind = SymbolKind | 'name' | 'keyword' | 'number' | 'string' | 'invalid' | 'end';

export interface Token extends Range {
  readonly kind: TokenKind;
  /** Names in NFC, full-width forms made half-width, strings without quotes and escapes. */
  readonly text: string;
  /** True when a line end stands between this token and the one before it, and for the first token. */
  readonly startsLine: boolean;
  /** The scanner has reported something inside it: whoever uses it is broken, and says nothing more. */
  readonly damaged: boolean;
}

const keywords: ReadonlySet<string> = new Set([
  'backward',
  'expect',
  'network',
  'block',
  'layers',
  'train',
  'repeat',
  'from',
  'with',
  'within',
  'grad',
  'true',
  'false',
  'input',
]);

/** The reserved words: no value, layer or block may have such a name. */
export function isKeyword(word: string): boolean {
  return keywords.has(word);
}

export const reservedWords: readonly string[] = [...keywords];

/**
 * Whether `compare Name of Name` begins at `index`. Its words are words only there, so that files which use
 * them as names stay as they are.
 */
export function beginsComparison(tokens: readonly Token[], index: number): boolean {
  const [word, name, of] = [tokens[index], tokens[index + 1], tokens[index + 2]];
  if (word?.kind !== 'name' || word.text !== 'compare') return false;
  return isNameOnLine(name) && isNameOnLine(of) && of?.text === 'of';
}

function isNameOnLine(token: Token | undefined): boolean {
  return token?.kind === 'name' && !token.startsLine;
}

/** A line that begins with one of these, or follows one, continues the line above. */
export function isBinaryOperator(kind: TokenKind): boolean {
  return binaryOperators.has(kind);
}

export const comparisonOperators = ['<', '<=', '>', '>=', '==', '!='] as const;

const binaryOperators: ReadonlySet<TokenKind> = new Set([
  '+',
  '-',
  '*',
  '/',
  '@',
  '**',
  ...comparisonOperators,
] as const);

/** The tokens that lie in a range; all of them stand in the order of the text. */
export function tokensIn(tokens: readonly Token[], { start, end }: Range): readonly Token[] {
  let [first, last] = [0, tokens.length];
  while (first < last) {
    const middle = (first + last) >> 1;
    if ((tokens[middle]?.start ?? 0) < start) first = middle + 1;
    else last = middle;
  }
  let after = first;
  while ((tokens[after]?.end ?? Infinity) <= end) after++;
  return tokens.slice(first, after);
}

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

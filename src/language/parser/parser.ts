import type { FileSyntax, Statement } from '../ast';
import type { Diagnostic } from '../diagnostic';
import { scan, type ScannedText } from '../scanner/scanner';
import { Cursor } from './cursor';
import { expectLineEnd } from './layerParser';
import { parseStatement } from './statementParser';

export interface ParsedText {
  readonly file: FileSyntax;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * `File = { NEWLINE } [ [ "sheet" String NEWLINE ] Item { NEWLINE Item } ] [ NEWLINE ]`
 *
 * Never throws and never stops at a mistake: what cannot be read is reported once, at the token that is
 * wrong, and reading goes on at the next statement. The time is linear in the length of the text.
 */
export function parse(text: string): ParsedText {
  return parseTokens(scan(text), text);
}

export function parseTokens(scanned: ScannedText, text: string): ParsedText {
  const cursor = new Cursor(scanned, text);
  const statements: Statement[] = [];
  while (!cursor.at('end')) {
    if (cursor.at(';')) {
      cursor.advance();
      continue;
    }
    const before = cursor.damage;
    const statement = parseStatement(cursor);
    if (statement) statements.push(statement);
    if (statement ?? cursor.damage !== before) {
      cursor.statementBefore = cursor.damage === before ? 'intact' : 'damaged';
    }
    if (!cursor.at('}')) expectLineEnd(cursor);
  }
  const { tokens, comments, lineStarts } = scanned;
  const found = scanned.diagnostics.filter(({ range }) => !cursor.isExplained(range));
  return {
    file: { statements, tokens, comments, lineStarts, text, brokenNames: cursor.brokenNames },
    diagnostics: [...found, ...cursor.diagnostics],
  };
}

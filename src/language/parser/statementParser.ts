import { message } from '../../engine/message';
import type { AssignStatement, SheetStatement, Statement } from '../ast';
import type { Token } from '../scanner/token';
import { nearest } from '../../engine/suggestion';
import { parseBackward } from './backwardParser';
import { identifierOf, type Cursor } from './cursor';
import { parseExpression } from './expressionParser';
import { reportForeignStatement } from './foreignStatements';
import { atComparison, parseComparison } from './comparisonParser';
import { parseExpect } from './expectationParser';
import { parseBlock, parseNetwork } from './networkParser';
import { skipBraces } from './bodyParser';
import { recover } from './recovery';
import { endStatement, expectEquals, expectStatementEnd, rangeFrom, reportReserved } from './required';

const statementWords = ['backward', 'expect', 'network', 'block', 'compare'];

/** One `Item` of a file, or `undefined` where not even its kind is clear. Always moves on. */
export function parseStatement(cursor: Cursor): Statement | undefined {
  const { token } = cursor;
  cursor.startStatement();
  if (reportForeignStatement(cursor)) return undefined;
  if (token.kind === 'keyword') {
    switch (token.text) {
      case 'backward':
        return parseBackward(cursor);
      case 'expect':
        return parseExpect(cursor);
      case 'network':
        return parseNetwork(cursor);
      case 'block':
        return parseBlock(cursor);
    }
  }
  if (atSheet(cursor)) return parseSheet(cursor);
  if (atComparison(cursor)) return parseComparison(cursor);
  if (token.kind === 'name') {
    if (cursor.next.kind === '{') return parseNetwork(cursor);
    if (cursor.next.kind === '(' && bodyFollowsCall(cursor)) return parseBlock(cursor);
    if (cursor.next.kind === '=' || !looksLikeMistypedKeyword(cursor)) return parseAssign(cursor);
  }
  if (token.kind === '{') {
    cursor.report(
      'missing-keyword',
      message('Before {0}, network or block and a name are missing.', '{'),
      token,
    );
    skipBraces(cursor);
  } else {
    reportNoStatement(cursor);
    recover(cursor, token);
  }
  // Whatever was wrong, the same token must not be looked at again.
  if (cursor.token === token) cursor.advance();
  return undefined;
}

/** `bakward loss`: a word, then a name, with nothing that says what to do with them. */
function looksLikeMistypedKeyword(cursor: Cursor): boolean {
  const { next } = cursor;
  if (next.startsLine) return false;
  if (next.kind === 'string') return nearest(cursor.token.text, ['sheet']) !== undefined;
  if (next.kind !== 'name' && next.kind !== 'keyword') return false;
  return nearest(cursor.token.text, statementWords) !== undefined;
}

function isRest({ kind }: Token): boolean {
  return kind === '[' || kind === ']' || kind === ')' || kind === ',' || kind === 'number';
}

/** `Residual(filters) {`: a block without its word. */
function bodyFollowsCall(cursor: Cursor): boolean {
  for (let index = cursor.index + 1; ; index++) {
    const token = cursor.tokens[index];
    if (!token || token.startsLine || token.kind === 'end') return false;
    if (token.kind === '{') return cursor.tokens[index - 1]?.kind === ')';
  }
}

function reportNoStatement(cursor: Cursor): void {
  const { token } = cursor;
  // The rest of a list whose beginning is broken: that has been said.
  if (cursor.statementBefore === 'damaged' && isRest(token)) return undefined;
  if (token.kind === '}') {
    return cursor.report('unopened-bracket', message('This {0} was never opened.', '}'), token, {
      title: message('Remove {0}', '}'),
      edits: [{ range: token, newText: '' }],
    });
  }
  if (token.kind === '=') return cursor.report('missing-name', message('A name is missing before =.'), token);
  if (token.kind === 'name') {
    const words = cursor.next.kind === 'string' ? ['sheet'] : statementWords;
    const word = nearest(token.text, words) ?? token.text;
    return cursor.report(
      'unknown-word',
      message('Unknown word {0}. Did you mean {1}?', token.text, word),
      token,
      { title: message('Change to {0}', word), edits: [{ range: token, newText: word }] },
    );
  }
  if (token.kind === 'keyword' && cursor.next.kind === '=') {
    reportReserved(cursor, token);
    return;
  }
  if (token.kind === 'keyword' && (token.text === 'layers' || token.text === 'train')) {
    return cursor.report('misplaced-member', message('{0} stands inside a network.', token.text), token);
  }
  if (token.kind === 'keyword') {
    return cursor.unexpected(message('{0} cannot begin a line here.', token.text));
  }
  return cursor.unexpected(
    message('A line begins with a name, as in: name = value. {0} cannot begin one.', token.text),
  );
}

/** `sheet` is a word only before a title, so that files which use it as a name stay as they are. */
function atSheet({ token, next }: Cursor): boolean {
  if (token.kind !== 'name' || token.text !== 'sheet' || next.startsLine) return false;
  return next.kind === 'string' || next.kind === 'name' || next.kind === 'number';
}

/** `"sheet" String`. Words without quotes are read as the title, so that the file is a sheet all the same. */
function parseSheet(cursor: Cursor): SheetStatement {
  const first = cursor.token;
  const before = cursor.damage;
  cursor.advance();
  const { token } = cursor;
  const title = { kind: 'string' as const, value: token.text, start: token.start, end: token.end };
  if (token.kind === 'string') {
    cursor.advance();
    if (!cursor.atStatementEnd) reportQuotesInTitle(cursor, token);
    else if (token.text.includes('"')) reportQuotesInTitle(cursor, token);
  } else {
    cursor.unexpected(message('The title of a sheet stands in quotes, as in: sheet "Homework 1"'));
  }
  const damaged = endStatement(cursor, first, before);
  const keyword = { start: first.start, end: first.end };
  return { kind: 'sheet', keyword, title, damaged, ...rangeFrom(cursor, first) };
}

function reportQuotesInTitle(cursor: Cursor, title: Token): void {
  if (cursor.atStatementEnd || restOfLineHolds(cursor, 'string')) {
    cursor.report('wrong-title', message('The title of a sheet has no quotes in it.'), title);
  } else expectStatementEnd(cursor);
}

/** Whether a token of this kind stands between the cursor and the end of its line. */
function restOfLineHolds({ tokens, index }: Cursor, kind: Token['kind']): boolean {
  for (let at = index; ; at++) {
    const token = tokens[at];
    if (token === undefined || token.startsLine || token.kind === 'end') return false;
    if (token.kind === kind) return true;
  }
}

/** `Assign = Name "=" Expr` */
function parseAssign(cursor: Cursor): AssignStatement {
  const first = cursor.token;
  const before = cursor.damage;
  const target = identifierOf(cursor.advance());
  const value = expectEquals(cursor, target.name) ? parseExpression(cursor) : undefined;
  if (value) expectStatementEnd(cursor);
  const damaged = endStatement(cursor, first, before);
  return { kind: 'assign', target, ...(value && { value }), damaged, ...rangeFrom(cursor, first) };
}

import { message } from '../../engine/message';
import type { AssignStatement, Expression, Identifier, SheetStatement, Statement } from '../ast';
import { writtenHere } from '../foreign/foreignNames';
import { wordsForBackward } from '../foreign/foreignSyntax';
import type { Token } from '../scanner/token';
import { nearest } from '../../engine/suggestion';
import { parseBackward } from './backwardParser';
import { identifierOf, type Cursor } from './cursor';
import { parseExpression } from './expressionParser';
import { reportSeveralNames } from './foreignFormulas';
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
  if (reportSeveralNames(cursor) || reportGradientLine(cursor)) return undefined;
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
    if (cursor.next.kind === '{' || beginsNetwork(cursor)) return parseNetwork(cursor);
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

/** `model N {`: a network by another word. */
function beginsNetwork({ next, tokens, index }: Cursor): boolean {
  const brace = tokens[index + 2];
  return next.kind === 'name' && !next.startsLine && brace?.kind === '{' && !brace.startsLine;
}

/** `bakward loss`: a word, then a name, with nothing that says what to do with them. */
function looksLikeMistypedKeyword(cursor: Cursor): boolean {
  const { next } = cursor;
  if (next.startsLine) return false;
  if (next.kind === 'string') return nearest(cursor.token.text, ['sheet']) !== undefined;
  if (next.kind !== 'name' && next.kind !== 'keyword') return false;
  if (wordsForBackward.has(cursor.token.text)) return true;
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
    const word = wordsForBackward.has(token.text) ? 'backward' : (nearest(token.text, words) ?? token.text);
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
  if (value && !reportSecondName(cursor, target, value) && !reportValuesInRow(cursor, value)) {
    expectStatementEnd(cursor);
  }
  const damaged = endStatement(cursor, first, before);
  return { kind: 'assign', target, ...(value && { value }), damaged, ...rangeFrom(cursor, first) };
}

/** `a = b = 3`: a line for each of them. */
function reportSecondName(cursor: Cursor, target: Identifier, second: Expression): boolean {
  if (second.kind !== 'name' || !cursor.at('=') || cursor.atStatementEnd) return false;
  cursor.advance();
  const value = parseExpression(cursor);
  const isWhole = value !== undefined && atEnd(cursor);
  const range = { start: target.start, end: value?.end ?? cursor.previous.end };
  const lines =
    value && `${second.name} = ${cursor.text.slice(value.start, value.end)}; ${target.name} = ${second.name}`;
  cursor.brokenNames.push(second);
  cursor.report(
    'foreign-form',
    lines === undefined
      ? message('A line gives one name its value: {0} = …', target.name)
      : message('A line gives one name its value: {0}', lines),
    range,
    lines !== undefined && isWhole
      ? { title: message('Change to {0}', lines), edits: [{ range, newText: lines }] }
      : undefined,
  );
  return true;
}

/** `a = 1, b = 2` and `x = 1, 2`; false where no comma follows. */
function reportValuesInRow(cursor: Cursor, first: Expression): boolean {
  const comma = cursor.token;
  const { next, tokens } = cursor;
  if (comma.kind !== ',' || cursor.body !== 'file' || cursor.atStatementEnd || next.startsLine) return false;
  if (next.kind === 'name' && tokens[cursor.index + 2]?.kind === '=') {
    cursor.report(
      'foreign-separator',
      message('Two statements on one line are parted by ;, not by a comma.'),
      comma,
      {
        title: message('Change to {0}', ';'),
        edits: [{ range: comma, newText: ';' }],
      },
    );
    cursor.advance();
    cursor.endStatement();
    return true;
  }
  let last: Expression | undefined = first;
  while (cursor.at(',') && last && cursor.next.kind !== 'end' && !cursor.next.startsLine) {
    cursor.advance();
    last = parseExpression(cursor);
  }
  if (!last || !atEnd(cursor)) {
    cursor.report('unexpected-token', message('A comma cannot stand here; a list is written [1, 2].'), comma);
    return true;
  }
  const range = { start: first.start, end: last.end };
  const written = cursor.text.slice(range.start, range.end);
  cursor.report('foreign-form', writtenHere(written, `[${written}]`), range, {
    title: message('Change to {0}', `[${written}]`),
    edits: [{ range, newText: `[${written}]` }],
  });
  return true;
}

/** `grad(x)` and `grad y` alone in a line; false where `grad` does not begin one. */
function reportGradientLine(cursor: Cursor): boolean {
  const { token, next, tokens, index } = cursor;
  if (!cursor.atKeyword('grad') || next.startsLine) return false;
  const [name, closer, behind] = [tokens[index + 2], tokens[index + 3], tokens[index + 4]];
  const isCall = next.kind === '(' && name?.kind === 'name' && closer?.kind === ')';
  if (isCall && endsStatement(behind)) {
    const range = { start: token.start, end: closer.end };
    const here = `grad_${name.text} = grad(${name.text})`;
    cursor.report(
      'missing-name',
      message(
        'What {0} gives needs a name, as in: {1}. Beside {2} it is shown by itself.',
        `grad(${name.text})`,
        here,
        name.text,
      ),
      range,
      { title: message('Change to {0}', here), edits: [{ range, newText: here }] },
    );
    cursor.resumeAt(index + 4);
    return true;
  }
  if (next.kind !== 'name' || !endsStatement(name)) return false;
  const range = { start: token.start, end: next.end };
  const here = `backward ${next.text}`;
  cursor.report('foreign-form', writtenHere(`grad ${next.text}`, here), range, {
    title: message('Change to {0}', here),
    edits: [{ range, newText: here }],
  });
  cursor.resumeAt(index + 2);
  return true;
}

/** Asked anew after every token, which a property would not seem to be. */
function atEnd(cursor: Cursor): boolean {
  return cursor.atStatementEnd;
}

function endsStatement(token: Token | undefined): boolean {
  return token === undefined || token.startsLine || token.kind === ';' || token.kind === 'end';
}

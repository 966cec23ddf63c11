import { message } from '../../engine/message';
import { writtenHere } from '../foreign/foreignNames';
import type { Fix } from '../diagnostic';
import { beginsComparison, isBinaryOperator, type Token, type TokenKind } from '../scanner/token';
import type { Range } from '../range';
import type { Cursor } from './cursor';
import { reportForeignWord, reportMissingParentheses, reportMissingProduct } from './foreignStatements';

const closers: Readonly<Partial<Record<TokenKind, string>>> = { '(': ')', '[': ']', '{': '}' };
const statementKeywords: ReadonlySet<string> = new Set(['backward', 'expect', 'network', 'block']);
const memberKeywords: ReadonlySet<string> = new Set(['layers', 'train', 'repeat']);

export function beginsValue(token: Token): boolean {
  const { kind, text } = token;
  if (kind === 'keyword') return text === 'true' || text === 'false' || text === 'input' || text === 'grad';
  return kind === 'name' || kind === 'number' || kind === 'string' || kind === '(' || kind === '[';
}

/** Does the line of the token at `index` begin as a statement of its own does? */
export function looksLikeStatement(cursor: Cursor, index: number): boolean {
  const token = cursor.tokens[index];
  const next = cursor.tokens[index + 1];
  if (!token?.startsLine) return false;
  if (token.kind === 'keyword') {
    if (next?.kind === '=' || next?.kind === '.') return false;
    return statementKeywords.has(token.text) || (cursor.body !== 'file' && memberKeywords.has(token.text));
  }
  if (token.kind === '}') return cursor.body !== 'file';
  if (beginsComparison(cursor.tokens, index)) return true;
  if (token.kind === 'name' && token.text === 'sheet' && next?.kind === 'string') return !next.startsLine;
  return token.kind === 'name' && (next?.kind === '=' || cursor.body === 'layers');
}

/** The bracket at `openerIndex` has no partner: says so at it, and recovery will look at the lines inside. */
export function reportUnclosed(cursor: Cursor, openerIndex: number): void {
  const opener = cursor.tokens[openerIndex] ?? cursor.token;
  const closer = closers[opener.kind] ?? ')';
  cursor.unclosedBracket = openerIndex;
  const { previous } = cursor;
  // A string that is not closed took the bracket's partner with it.
  if (previous.damaged) {
    cursor.markDamaged();
    return;
  }
  const fix: Fix = {
    title: message('Insert {0}', closer),
    edits: [{ range: { start: previous.end, end: previous.end }, newText: closer }],
  };
  const clear = cursor.atStatementEnd || cursor.token.startsLine;
  cursor.report(
    'unclosed-bracket',
    message('This {0} is not closed.', opener.text),
    opener,
    clear ? fix : undefined,
  );
}

/** Inside a bracket, behind a value, stands something that neither goes on nor closes. */
export function reportInBracket(
  cursor: Cursor,
  openerIndex: number,
  takesCommas: boolean,
): 'go on' | undefined {
  const { token, previous } = cursor;
  if (token.damaged) {
    cursor.markDamaged();
    return undefined;
  }
  const besideNewLine =
    looksLikeStatement(cursor, cursor.index) ||
    (token.kind === '=' && looksLikeStatement(cursor, cursor.index - 1));
  if (beginsValue(token) && !besideNewLine) {
    if (reportForeignWord(cursor) || reportMissingParentheses(cursor)) return undefined;
    if (!takesCommas) {
      if (token.startsLine) reportUnclosed(cursor, openerIndex);
      else if (!reportMissingProduct(cursor))
        cursor.unexpected(message('An operator is missing before {0}.', token.text));
      return undefined;
    }
    cursor.unexpected(message('A comma is missing before {0}.', token.text), {
      title: message('Insert {0}', ','),
      edits: [{ range: { start: previous.end, end: previous.end }, newText: ',' }],
    });
    return 'go on';
  }
  const strange = ['=', ',', '?', ':'].includes(token.kind) || isBinaryOperator(token.kind);
  if (strange && !besideNewLine && !token.startsLine) {
    if (token.kind === ',') {
      reportTuple(cursor, openerIndex);
      return undefined;
    }
    return cursor.unexpected(message('{0} cannot stand here.', token.text));
  }
  reportUnclosed(cursor, openerIndex);
  return undefined;
}

/** Tuples longer than this are not written out. */
const longestTuple = 64;

/** Here these take the sizes one by one. */
const takesSizes: ReadonlySet<string> = new Set(['zeros', 'ones', 'randn']);

/** `(3, 3)` of a layer: a window is as high as it is wide. */
function isSquare({ body }: Cursor, side: string, sides: readonly string[]): boolean {
  return body === 'layers' && sides.length === 1 && sides[0] === side;
}

/** `np.` before the name at `index`. */
function pathBefore({ tokens }: Cursor, index: number): Range {
  let first = index;
  while (tokens[first - 1]?.kind === '.' && tokens[first - 2]?.kind === 'name') first -= 2;
  const end = tokens[index]?.start ?? 0;
  return { start: tokens[first]?.start ?? end, end };
}

/** `(2, 3)`, which is a list here; `zeros((2, 3))`, `np.zeros((2, 3))` take the sizes one by one. */
function reportTuple(cursor: Cursor, openerIndex: number): void {
  const { tokens } = cursor;
  const ahead = tokens.slice(openerIndex + 1, openerIndex + longestTuple);
  const length = ahead.findIndex(({ kind }) => kind === ')');
  const [opener, closer] = [tokens[openerIndex], ahead[length]];
  const inside = ahead.slice(0, Math.max(0, length));
  const isPlain = inside.every(({ kind }) => ['number', 'name', '-', ','].includes(kind));
  if (!opener || !closer || !isPlain) {
    cursor.unexpected(message('Parentheses hold one value; a list is written [1, 2].'));
    return;
  }
  const values = inside
    .map(({ kind, text }) => (kind === ',' ? ', ' : text))
    .join('')
    .replace(/, $/, '');
  const [callee, bracket] = [tokens[openerIndex - 2], tokens[openerIndex - 1]];
  const isSizes =
    bracket?.kind === '(' &&
    callee?.kind === 'name' &&
    bracket.start === callee.end &&
    takesSizes.has(callee.text);
  const [side = '', ...sides] = values.split(', ');
  const [betas, equals] = [tokens[openerIndex - 2], tokens[openerIndex - 1]];
  if (betas?.text === 'betas' && equals?.kind === '=' && sides.length === 1) {
    const both = `beta1=${side}, beta2=${sides[0] ?? ''}`;
    const whole = { start: betas.start, end: closer.end };
    cursor.unexpected(writtenHere(`betas=(${values})`, both), {
      title: message('Change to {0}', both),
      edits: [{ range: whole, newText: both }],
    });
    return;
  }
  const [written, here] = isSquare(cursor, side, sides)
    ? [`(${values})`, side]
    : isSizes
      ? [`${callee.text}((${values}))`, `${callee.text}(${values})`]
      : [`(${values})`, `[${values}]`];
  const range = { start: opener.start, end: closer.end };
  const path = isSizes ? [{ range: pathBefore(cursor, openerIndex - 2), newText: '' }] : [];
  cursor.unexpected(writtenHere(written, here), {
    title: message('Change to {0}', here),
    edits: [...path, { range, newText: isSizes ? values : here }],
  });
}

/**
 * How many lines recovery looks ahead: a mistake in every line must not cost a look at the whole file each.
 */
const farthest = 200;

/**
 * Goes to the beginning of the next readable line after the mistake in the statement that began with `first`.
 */
export function recover(cursor: Cursor, first: Token): void {
  const indentation = cursor.indentationOf(first);
  const failedAt = cursor.index;
  const from = cursor.unclosedBracket === undefined ? failedAt : cursor.unclosedBracket + 1;
  let open = cursor.bracketDepth;
  let resume: number | undefined;
  let fallback: number | undefined;
  let index = from;
  let lines = 0;
  for (; resume === undefined && lines < farthest; index++) {
    const token = cursor.tokens[index];
    if (token === undefined || token.kind === 'end') break;
    if (token.startsLine && token !== first) {
      if (looksLikeStatement(cursor, index) && cursor.indentationOf(token) <= indentation) resume = index;
      else if (open <= 0 && !continues(cursor, index)) resume = index;
      if (index >= failedAt) {
        fallback ??= index;
        lines++;
      }
    }
    if (token.kind === '(' || token.kind === '[') open++;
    else if (token.kind === ')' || token.kind === ']') open--;
    else if (open <= 0 && (token.kind === ';' || token.kind === '}')) resume ??= index;
    else if (token.kind === '}' && cursor.body !== 'file') resume ??= index;
  }
  // No readable line ahead: inside an open bracket the next
  // line is tried, otherwise all of this was one statement.
  cursor.resumeAt(resume ?? (open > 0 ? fallback : undefined) ?? index);
}

/** A line that begins with an operator, or follows one, belongs to the line above. */
function continues(cursor: Cursor, index: number): boolean {
  const kind = cursor.tokens[index]?.kind;
  const before = cursor.tokens[index - 1]?.kind;
  if (kind !== undefined && isBinaryOperator(kind)) return true;
  return before !== undefined && isBinaryOperator(before) && !looksLikeStatement(cursor, index);
}

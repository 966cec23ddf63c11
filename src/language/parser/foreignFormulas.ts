import { message } from '../../engine/message';
import type { Expression } from '../ast';
import { writtenHere } from '../foreign/foreignNames';
import { expectationWords, toleranceWords } from '../foreign/foreignSyntax';
import type { Token } from '../scanner/token';
import { identifierOf, type Cursor } from './cursor';

/** How formulas are written elsewhere: one message for the whole form, with the form here. */

const plainKinds: ReadonlySet<string> = new Set(['number', 'name', 'string', ',', '-', '{', '}', '[', ']']);

/** Longer lists in braces are not written out. */
const longestBraces = 200;

/** `{1, 2}` where a value should stand; false where the brace is one of a body. */
export function reportBraces(cursor: Cursor): boolean {
  const { tokens, index, token } = cursor;
  if (token.kind !== '{') return false;
  let depth = 0;
  let last = index;
  let isDictionary = false;
  for (; last < index + longestBraces; last++) {
    const each = tokens[last];
    if (each === undefined || (each.startsLine && last > index)) return false;
    const isColon = each.text === ':';
    isDictionary ||= isColon;
    if (!isColon && !plainKinds.has(each.kind)) return false;
    if (each.kind === '{') depth++;
    else if (each.kind === '}' && --depth === 0) break;
  }
  const closer = tokens[last];
  if (closer?.kind !== '}' || last === index + 1) return false;
  const range = { start: token.start, end: closer.end };
  const written = cursor.text.slice(range.start, range.end);
  const here = written.replaceAll(/[{}]/g, (brace) => (brace === '{' ? '[' : ']'));
  if (isDictionary) {
    cursor.report(
      'foreign-form',
      message('A value has a name and a line of its own here, as in: x = 3'),
      range,
    );
  } else {
    cursor.report('foreign-form', writtenHere(written, here), range, {
      title: message('Change to {0}', here),
      edits: [{ range, newText: here }],
    });
  }
  cursor.explain(range);
  while (cursor.index <= last) cursor.advance();
  return true;
}

/** `c ? a : b` and `a if c else b` behind the first of them; false where nothing of that stands here. */
export function reportChoice(
  cursor: Cursor,
  first: Expression,
  parse: (cursor: Cursor) => Expression | undefined,
): boolean {
  const { token } = cursor;
  const isIf = token.kind === 'name' && token.text === 'if';
  if ((token.kind !== '?' && !isIf) || cursor.atStatementEnd || token.startsLine) return false;
  if (!begins(cursor.next) || (cursor.body !== 'file' && isIf)) return false;
  cursor.advance();
  const second = parse(cursor);
  const parting = cursor.token;
  const isParted = isIf ? parting.kind === 'name' && parting.text === 'else' : parting.text === ':';
  if (!second || !isParted) {
    cursor.report('foreign-form', choosing, token);
    return true;
  }
  cursor.explain(parting);
  cursor.advance();
  const third = parse(cursor);
  if (!third) {
    cursor.report('foreign-form', choosing, token);
    return true;
  }
  const [condition, yes] = isIf ? [second, first] : [first, second];
  const textOf = ({ start, end }: Expression): string => cursor.text.slice(start, end);
  const here = `where(${textOf(condition)}, ${textOf(yes)}, ${textOf(third)})`;
  const range = { start: first.start, end: third.end };
  cursor.report('foreign-form', writtenHere(cursor.text.slice(range.start, range.end), here), range, {
    title: message('Change to {0}', here),
    edits: [{ range, newText: here }],
  });
  return true;
}

const choosing = message('where(condition, a, b) chooses here, entry by entry.');

function begins({ kind, startsLine }: Token): boolean {
  return !startsLine && ['name', 'number', '(', '[', '-', 'keyword'].includes(kind);
}

/** `a, b = 1, 2`, `(a, b) = …`, `[a, b] = …`: a line for each; false where no such line begins. */
export function reportSeveralNames(cursor: Cursor): boolean {
  const { tokens, index, token } = cursor;
  const isBracketed = token.kind === '(' || token.kind === '[';
  const names: Token[] = [];
  let at = isBracketed ? index + 1 : index;
  while (tokens[at]?.kind === 'name') {
    const name = tokens[at];
    if (name) names.push(name);
    at++;
    if (tokens[at]?.kind !== ',') break;
    at++;
  }
  if (isBracketed && ![')', ']'].includes(tokens[at++]?.kind ?? '')) return false;
  if (tokens[at]?.kind !== '=' || names.length < (isBracketed ? 1 : 2)) return false;
  let last = at;
  while (!endsLine(tokens[last + 1])) last++;
  const values = partsOf(tokens.slice(at + 1, last + 1));
  const range = { start: token.start, end: tokens[last]?.end ?? token.end };
  const isOwn = (each: Token): boolean => names.some(({ text }) => text === each.text);
  const areClear = values.length === names.length && !values.flat().some(isOwn);
  const lines = values.map((part, place) => {
    const value = cursor.text.slice(part[0]?.start, part.at(-1)?.end);
    return `${names[place]?.text ?? ''} = ${value}`;
  });
  const here = lines.join('; ');
  cursor.report(
    'foreign-form',
    areClear
      ? message('A line gives one name its value: {0}', here)
      : message('A line gives one name its value: {0} = …', names[0]?.text ?? ''),
    range,
    areClear ? { title: message('Change to {0}', here), edits: [{ range, newText: here }] } : undefined,
  );
  cursor.brokenNames.push(...names.map(identifierOf));
  cursor.explain(range);
  cursor.resumeAt(last + 1);
  return true;
}

function endsLine(token: Token | undefined): boolean {
  return token === undefined || token.startsLine || token.kind === ';' || token.kind === 'end';
}

/** What stands between the commas outside of brackets; brackets around all of it do not count. */
function partsOf(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (['(', '[', '{'].includes(token.kind)) depth++;
    else if ([')', ']', '}'].includes(token.kind)) depth--;
    if (token.kind === ',' && depth === 0) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  const [only] = parts;
  const isList = parts.length === 1 && only && ['(', '['].includes(only[0]?.kind ?? '');
  return isList && only.length > 2 && [')', ']'].includes(only.at(-1)?.kind ?? '')
    ? partsOf(only.slice(1, -1))
    : parts.filter((part) => part.length > 0);
}

/** `expect x is 3`, `expect x to be 3`: words where `=` stands; false where there are none. */
export function reportWordsForEquals(cursor: Cursor): boolean {
  const { tokens, index, token } = cursor;
  let behind = index;
  while (expectationWords.has(tokens[behind]?.text ?? '') && tokens[behind]?.startsLine === false) behind++;
  const last = tokens[behind - 1];
  const value = tokens[behind];
  if (behind === index || !last || !value || !(begins(value) || value.kind === '?')) return false;
  const range = { start: token.start, end: last.end };
  cursor.report('foreign-form', writtenHere(cursor.text.slice(range.start, range.end), '='), range, {
    title: message('Change to {0}', '='),
    edits: [{ range, newText: '=' }],
  });
  cursor.explain(range);
  return true;
}

/** `expect x = 3 ± 0.1`, `expect x = 3, tol=0.1`: how far a value may be off; else false. */
export function reportTolerance(cursor: Cursor): boolean {
  const { tokens, index } = cursor;
  let depth = 0;
  for (let at = index; !endsLine(tokens[at]) || at === index; at++) {
    const [token, next] = [tokens[at], tokens[at + 1]];
    if (!token || token.kind === 'end') return false;
    if (token.kind === '(' || token.kind === '[') depth++;
    else if (token.kind === ')' || token.kind === ']') depth--;
    if (depth > 0 || at === index) continue;
    const isPlus = token.kind === '+' && next?.start === token.end;
    const isSlashed = isPlus && next.kind === '/' && tokens[at + 2]?.kind === '-';
    const isWord = token.kind === 'name' && toleranceWords.has(token.text);
    if (token.text !== '±' && !isSlashed && !(isPlus && next.kind === '-') && !isWord) continue;
    const hasEquals = isWord && next?.kind === '=';
    const lastSign = at + (isSlashed ? 2 : (isPlus && token.text !== '±') || hasEquals ? 1 : 0);
    const before = tokens[at - 1];
    const first = before?.kind === ',' ? before : token;
    const amount = tokens[lastSign + 1];
    const end = tokens[lastSign]?.end ?? token.end;
    if (amount?.kind !== 'number' || amount.startsLine) return false;
    const here = toleranceWords.get(token.text) === 'relative' ? 'within' : 'within 0 or';
    const range = { start: first.start, end };
    const written = cursor.text.slice(range.start, amount.end);
    const from = before?.kind === ',' ? (tokens[at - 2]?.end ?? range.start) : (before?.end ?? range.start);
    cursor.report(
      'foreign-form',
      writtenHere(written, `${here} ${amount.text}`),
      { start: range.start, end: amount.end },
      {
        title: message('Change to {0}', `${here} ${amount.text}`),
        edits: [{ range: { start: from, end: amount.start }, newText: ` ${here} ` }],
      },
    );
    cursor.explain({ start: range.start, end: amount.end });
    while (!endsLine(cursor.token)) cursor.advance();
    return true;
  }
  return false;
}

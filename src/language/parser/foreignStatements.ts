import { constructorNamed } from '../../engine/constructors';
import { layerOfFunction } from '../../engine/layers/layerTable';
import { message } from '../../engine/message';
import { writtenHere } from '../foreign/foreignNames';
import {
  foreignCalls,
  foreignMembers,
  foreignStatements,
  foreignWords,
  type ForeignStatement,
} from '../foreign/foreignSyntax';
import type { Range } from '../range';
import type { Token } from '../scanner/token';
import { identifierOf, type Cursor } from './cursor';

/**
 * A line that begins as one of Python's does: one message
 * for it and its indented lines. False where it does not.
 */
export function reportForeignStatement(cursor: Cursor): boolean {
  const { token, next } = cursor;
  if (token.kind === 'name' && next.kind === '.') {
    reportDottedLine(cursor, token);
    return true;
  }
  const foreign = foreignStatementAt(cursor);
  if (!foreign) return false;
  const isDefined = next.kind === 'name' && cursor.tokens[cursor.index + 2]?.kind === '=';
  const wordFix =
    foreign.isWord === true && isDefined
      ? {
          title: message('Remove {0}', token.text),
          edits: [{ range: { start: token.start, end: next.start }, newText: '' }],
        }
      : undefined;
  const stretch = skipLines(cursor, token, foreign.hasBody === true);
  cursor.report(
    'foreign-statement',
    foreign.explain(token.text),
    token,
    foreign.isLeftOut === true
      ? { title: message('Remove this line'), edits: [{ range: withLineEnd(cursor, stretch), newText: '' }] }
      : wordFix,
  );
  cursor.explain(stretch);
  return true;
}

function foreignStatementAt({ token, next }: Cursor): ForeignStatement | undefined {
  if (next.kind === '=') return undefined;
  if (token.kind === 'keyword' && (next.kind !== 'name' || next.startsLine)) return undefined;
  return token.kind === 'name' || token.kind === 'keyword' ? foreignStatements.get(token.text) : undefined;
}

/** They go on with the statement above. */
const branches: ReadonlySet<string> = new Set(['elif', 'else', 'except', 'finally']);

/** Goes behind the line of `first`, and the lines below that are indented further where they belong to it. */
function skipLines(cursor: Cursor, first: Token, hasBody: boolean): Range {
  const indentation = cursor.indentationOf(first);
  let depth = 0;
  let index = cursor.index;
  let last = first;
  for (; ; index++) {
    const token = cursor.tokens[index];
    if (token === undefined || token.kind === 'end') break;
    const beginsLine = token.startsLine && token !== first && depth <= 0;
    if (beginsLine) {
      const isDeeper = cursor.indentationOf(token) > indentation;
      const isBranch = branches.has(token.text) && cursor.indentationOf(token) === indentation;
      if (!hasBody || !(isDeeper || isBranch)) break;
    }
    if (token.kind === ';' && !hasBody && depth <= 0) break;
    if (token.kind === '(' || token.kind === '[' || token.kind === '{') depth++;
    else if (token.kind === ')' || token.kind === ']' || token.kind === '}') depth--;
    if (depth < 0 && token.kind === '}') break;
    const isDefined = cursor.tokens[index + 1]?.kind === '=' && depth === 0;
    if (token.kind === 'name' && (isDefined || (hasBody && last === first))) {
      cursor.brokenNames.push(identifierOf(token));
    }
    last = token;
  }
  cursor.resumeAt(index);
  return { start: first.start, end: last.end };
}

/** With its line end, where nothing else stands on the line. */
function withLineEnd({ text }: Cursor, { start, end }: Range): Range {
  const behind = /^[ \t]*(\r\n|\n|\r)/.exec(text.slice(end, end + 100));
  const isAlone = start === 0 || text[start - 1] === '\n' || text[start - 1] === '\r';
  return { start, end: isAlone && behind ? end + behind[0].length : end };
}

/**
 * `loss.backward()`, `model.fit(x, y)`, `self.fc = …`: a
 * line that begins with a dotted name, whatever follows.
 */
function reportDottedLine(cursor: Cursor, first: Token): void {
  const { text, index } = cursor;
  let last = index;
  while (cursor.tokens[last + 1]?.kind === '.' && cursor.tokens[last + 2]) last += 2;
  const name = cursor.tokens[last] ?? first;
  const opener = cursor.tokens[last + 1];
  const object = text.slice(first.start, cursor.tokens[last - 2]?.end ?? first.end);
  const stretch = skipLines(cursor, first, false);
  const isCall = opener?.kind === '(' && opener.start === name.end;
  if (name.text === 'backward' && isCall) {
    const given = text
      .slice(opener.end, stretch.end)
      .replace(/\)\s*$/, '')
      .trim();
    const here = given === '' ? `backward ${object}` : `backward ${object} with ${given}`;
    cursor.report('foreign-statement', writtenHere(text.slice(first.start, stretch.end), here), stretch, {
      title: message('Change to {0}', here),
      edits: [{ range: stretch, newText: here }],
    });
  } else {
    const written = `${object}.${name.text}`;
    const shown = foreignMembers.get(name.text);
    const what =
      foreignCalls.get(name.text)?.(isCall ? `${written}(…)` : written) ??
      shown?.(written) ??
      message('A line begins with a name without dots, as in: y = …; {0} has dots.', written);
    const range = { start: first.start, end: name.end };
    const removal = { range: withLineEnd(cursor, stretch), newText: '' };
    const isLeftOut = shown !== undefined && name.text !== 'forward';
    const fix = isLeftOut ? { title: message('Remove this line'), edits: [removal] } : undefined;
    cursor.report('foreign-statement', what, range, fix);
  }
  cursor.explain(stretch);
}

/** `and`, `if`, `lambda` … between values; false where something else stands there. */
export function reportForeignWord(cursor: Cursor): boolean {
  const { token, next } = cursor;
  const explain = token.kind === 'name' ? foreignWords.get(token.text) : undefined;
  const isUsedAsName = next.kind === '=' || next.kind === ',' || next.kind === ')' || next.startsLine;
  if (!explain || isUsedAsName || next.kind === 'end') return false;
  const { bracketDepth } = cursor;
  if (
    bracketDepth === 0 &&
    !['name', 'number', 'string', 'keyword', '(', '[', '-', 'invalid'].includes(next.kind)
  )
    return false;
  cursor.report('foreign-word', explain(token.text), token);
  cursor.explain({ start: token.start, end: endOfLine(cursor) });
  return true;
}

function endOfLine(cursor: Cursor): number {
  let { end } = cursor.token;
  for (let index = cursor.index + 1; ; index++) {
    const token = cursor.tokens[index];
    if (!token || token.startsLine || token.kind === 'end') return end;
    ({ end } = token);
  }
}

/** `2 x`, `3(x + 1)`: a product, as mathematics writes it. */
export function reportMissingProduct(cursor: Cursor): boolean {
  const { previous, token, next, body } = cursor;
  if (body !== 'file' || token.startsLine || next.kind === '=') return false;
  if (previous.kind !== 'number' && previous.kind !== ')') return false;
  if (token.kind !== '(' && token.kind !== 'name') return false;
  const before = cursor.tokens[cursor.index - 2]?.kind;
  const isClear = previous.kind === 'number' && before !== '/' && before !== '**';
  const range = { start: previous.end, end: token.start };
  cursor.unexpected(
    message('An operator is missing before {0}.', token.text),
    isClear || (previous.kind === ')' && token.kind === '(')
      ? { title: message('Insert {0}', '*'), edits: [{ range, newText: ' * ' }] }
      : undefined,
  );
  return true;
}

/** `Affine 16`: the numbers of a layer behind a space. */
export function reportLayerWithoutParentheses(cursor: Cursor): boolean {
  const { previous, token, body, tokens, index } = cursor;
  if (body !== 'layers' || previous.kind !== 'name' || token.kind !== 'number') return false;
  let end = index;
  while (tokens[end + 1]?.kind === 'number' && tokens[end + 1]?.startsLine === false) end++;
  const given = tokens
    .slice(index, end + 1)
    .map(({ text }) => text)
    .join(', ');
  const range = { start: previous.start, end: tokens[end]?.end ?? token.end };
  const here = `${previous.text}(${given})`;
  cursor.report(
    'missing-parentheses',
    message('What {0} is given stands in parentheses: {0}({1})', previous.text, given),
    range,
    { title: message('Change to {0}', here), edits: [{ range, newText: here }] },
  );
  return true;
}

/** `relu x`: the name of a function, and its argument behind a space. */
export function reportMissingParentheses(cursor: Cursor): boolean {
  const { previous, token } = cursor;
  const name = previous.text;
  if (previous.kind !== 'name' || (token.kind !== 'name' && token.kind !== 'number' && token.kind !== '['))
    return false;
  if (!layerOfFunction(name) && !constructorNamed(name)) return false;
  const isOneToken = token.kind !== '[' && cursor.next.kind !== '(';
  cursor.report(
    'missing-parentheses',
    message(
      'What {0} is given stands in parentheses: {0}({1})',
      name,
      token.kind === '[' ? '[…]' : token.text,
    ),
    { start: previous.start, end: token.end },
    isOneToken
      ? {
          title: message('Change to {0}', `${name}(${token.text})`),
          edits: [{ range: { start: previous.start, end: token.end }, newText: `${name}(${token.text})` }],
        }
      : undefined,
  );
  return true;
}

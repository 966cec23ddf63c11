import { message } from '../../engine/message';
import type { BackwardStatement, Expression } from '../ast';
import { writtenHere } from '../foreign/foreignNames';
import { isBinaryOperator, type Token } from '../scanner/token';
import type { Cursor } from './cursor';
import { parseExpression } from './expressionParser';
import { beginsValue } from './recovery';
import { endStatement, expectName, expectStatementEnd, rangeFrom } from './required';

/** `Backward = "backward" Name [ "with" Expr ]` */
export function parseBackward(cursor: Cursor): BackwardStatement {
  const first = cursor.token;
  const before = cursor.damage;
  cursor.advance();
  const target = reportFormula(cursor, first)
    ? undefined
    : expectName(cursor, message('A name is missing after {0}.', 'backward'));
  let gradOutput: Expression | undefined;
  if (target) {
    if (cursor.atKeyword('with') && !cursor.atStatementEnd) {
      cursor.advance();
      gradOutput = parseExpression(cursor);
    }
    if (cursor.damage === before && !reportOneOfMany(cursor)) expectStatementEnd(cursor);
  }
  const damaged = endStatement(cursor, first, before);
  return {
    kind: 'backward',
    keyword: first,
    ...(target && { target }),
    ...(gradOutput && { gradOutput }),
    damaged,
    ...rangeFrom(cursor, first),
  };
}

/** `backward sum(x)`, `backward(y)`: what has no name gets one; false where nothing but a name stands. */
function reportFormula(cursor: Cursor, keyword: Token): boolean {
  const { token, next } = cursor;
  if (cursor.atStatementEnd || token.kind === 'keyword') return false;
  if (!beginsValue(token) && token.kind !== '-') return false;
  const goesOn = ['(', '[', '.'].includes(next.kind) || isBinaryOperator(next.kind);
  if (token.kind === 'name' && (!goesOn || next.startsLine)) return false;
  const before = cursor.damage;
  const value = parseExpression(cursor);
  if (value === undefined || cursor.damage !== before) return true;
  const range = { start: keyword.start, end: value.end };
  if (value.kind === 'group' && value.inner.kind === 'name') {
    const here = `backward ${value.inner.name}`;
    cursor.report('foreign-statement', writtenHere(cursor.text.slice(range.start, range.end), here), range, {
      title: message('Change to {0}', here),
      edits: [{ range, newText: here }],
    });
    return true;
  }
  const name = freeName(cursor);
  const formula = cursor.text.slice(value.start, value.end);
  const separator = keyword.startsLine ? '\n' : '; ';
  cursor.report(
    'missing-name',
    message('backward takes a name: give the formula one, as in: {0} = {1}', name, quoted(formula)),
    value,
    {
      title: message('Give it the name {0}', name),
      edits: [{ range, newText: `${name} = ${formula}${separator}backward ${name}` }],
    },
  );
  return true;
}

/** Longer formulas are quoted by their beginning. */
const longestQuote = 40;

function quoted(formula: string): string {
  return formula.length <= longestQuote ? formula : `${formula.slice(0, longestQuote - 1)}…`;
}

const namesIn = new WeakMap<readonly Token[], Set<string>>();

/** A name that nothing in the text has, and none that was proposed before. */
function freeName({ tokens }: Cursor): string {
  let names = namesIn.get(tokens);
  if (names === undefined) {
    names = new Set(tokens.flatMap(({ kind, text }) => (kind === 'name' ? [text] : [])));
    namesIn.set(tokens, names);
  }
  let name = 'loss';
  for (let count = 2; names.has(name); count++) name = `loss${count}`;
  names.add(name);
  return name;
}

/** `backward y wrt x`, `backward y, x`: gradients are not asked for one by one. */
function reportOneOfMany(cursor: Cursor): boolean {
  const { token, previous, next } = cursor;
  if (cursor.atStatementEnd || next.startsLine || next.kind === 'end') return false;
  if (token.kind !== ',' && !(token.kind === 'name' && token.text === 'wrt')) return false;
  do cursor.advance();
  while (!atEnd(cursor));
  const range = { start: token.start, end: cursor.previous.end };
  const written = quoted(cursor.text.slice(range.start, range.end));
  cursor.report(
    'foreign-statement',
    message('backward computes the gradients of all values: {0} is left out here.', written),
    range,
    {
      title: message('Remove {0}', written),
      edits: [{ range: { start: previous.end, end: range.end }, newText: '' }],
    },
  );
  return true;
}

/** Asked anew after every token, which a property would not seem to be. */
function atEnd(cursor: Cursor): boolean {
  return cursor.atStatementEnd;
}

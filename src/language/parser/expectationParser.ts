import { message, type Message } from '../../engine/message';
import type { Blank, ExpectStatement, Expression, Identifier } from '../ast';
import { writtenHere } from '../foreign/foreignNames';
import { identifierOf, type Cursor } from './cursor';
import { parseExpression } from './expressionParser';
import { reportTolerance, reportWordsForEquals } from './foreignFormulas';
import { nameMissing, parseInGradient } from './gradientParser';
import { endStatement, expectEquals, expectName, expectStatementEnd, rangeFrom } from './required';

/** What an `expect` asks about: a name, in a network also a part of what the layer keeps. */
interface Asked {
  readonly target: Identifier;
  readonly member?: Identifier;
}

/** `Expect = "expect" ( Ref | "grad" "(" Ref ")" ) "=" ( Expr | "?" ) [ "within" Expr [ "or" Expr ] ]` */
export function parseExpect(cursor: Cursor): ExpectStatement {
  const first = cursor.token;
  const before = cursor.damage;
  cursor.advance();
  const isForeign = reportForeignTarget(cursor);
  const ofGradient = cursor.atKeyword('grad') && !cursor.atStatementEnd;
  const asked = isForeign
    ? undefined
    : ofGradient
      ? parseInGradient(cursor, () => parseReference(cursor, nameMissing))
      : parseReference(cursor, message('A name is missing after {0}.', 'expect'));
  let expected: Expression | Blank | undefined;
  let within: Expression | undefined;
  let withinAbsolute: Expression | undefined;
  if (asked && reportWordsForEquals(cursor)) {
    // What stands behind the words is part of the same mistake.
  } else if (asked && expectEquals(cursor, (asked.member ?? asked.target).name)) {
    expected = reportTolerance(cursor) ? undefined : parseExpected(cursor);
    if (expected && cursor.atKeyword('within') && !cursor.atStatementEnd) {
      cursor.advance();
      within = parseExpression(cursor);
      if (within && atOr(cursor)) {
        cursor.advance();
        withinAbsolute = parseExpression(cursor);
      }
    }
    if (cursor.damage === before) expectStatementEnd(cursor);
  }
  const damaged = endStatement(cursor, first, before);
  return {
    kind: 'expect',
    ofGradient,
    ...asked,
    ...(expected && { expected }),
    ...(within && { within }),
    ...(withinAbsolute && { withinAbsolute }),
    damaged,
    ...rangeFrom(cursor, first),
  };
}

/** How what is asked about is written elsewhere, blanks left out, and here. */
const foreignTargets: readonly (readonly [RegExp, string])[] = [
  [/^([\p{L}\w]+)\.grad(\.\w+(\(\))?)*$/u, 'grad($1)'],
  [/^(?:gradient|d)\(([\p{L}\w]+)\)$/u, 'grad($1)'],
  [/^grad\[([\p{L}\w]+)\]$/u, 'grad($1)'],
  [/^d\w+\/d([\p{L}\w]+)$/u, 'grad($1)'],
  [/^([\p{L}\w]+)(?:\.(?:data|value|item\(\)|numpy\(\)|detach\(\)|tolist\(\)))+$/u, '$1'],
  [/^\(([\p{L}\w]+)\)$/u, '$1'],
];

/** The longest of them in tokens. */
const longestTarget = 12;

/** `expect x.grad = 3`: one message that names the form here; false where nothing of that stands here. */
function reportForeignTarget(cursor: Cursor): boolean {
  const { tokens, index, token, body } = cursor;
  if (body !== 'file' || cursor.atStatementEnd) return false;
  const ahead = tokens.slice(index, index + longestTarget);
  const length = ahead.findIndex((each, at) => each.kind === '=' || (at > 0 && each.startsLine));
  const last = ahead[length - 1];
  if (last === undefined || length < 3 || ahead[length]?.kind !== '=') return false;
  const written = cursor.text.slice(token.start, last.end);
  const bare = written.replaceAll(/\s/g, '');
  const form = foreignTargets.find(([pattern]) => pattern.test(bare));
  if (!form) return false;
  const here = bare.replace(form[0], form[1]);
  const range = { start: token.start, end: last.end };
  return (
    cursor.report('foreign-form', writtenHere(written, here), range, {
      title: message('Change to {0}', here),
      edits: [{ range, newText: token.start === cursor.previous.end ? ` ${here}` : here }],
    }) ?? true
  );
}

/** `or` is a word only here, so that files which use it as a name stay as they are. */
function atOr(cursor: Cursor): boolean {
  return cursor.at('name') && cursor.token.text === 'or' && !cursor.atStatementEnd;
}

function parseExpected(cursor: Cursor): Expression | Blank | undefined {
  if (!cursor.at('?') || cursor.atStatementEnd) return parseExpression(cursor);
  const { start, end } = cursor.advance();
  return { kind: 'blank', start, end };
}

/** `Ref = Name { "." Name }`; a formula has no names with a dot. */
function parseReference(cursor: Cursor, missing: Message): Asked | undefined {
  const isInput = cursor.body === 'network' && cursor.atKeyword('input') && !cursor.atStatementEnd;
  const target = isInput ? identifierOf(cursor.advance()) : expectName(cursor, missing);
  if (!target || cursor.body !== 'network' || !cursor.at('.') || cursor.atStatementEnd)
    return target && { target };
  cursor.advance();
  const member = expectName(cursor, message('A name is missing after {0}, as in: {1}.W', '.', target.name));
  return member && { target, member };
}

import { message } from '../../engine/message';
import type { ComparisonOperator } from '../../engine/layers/support/layer';
import type { Argument, ChainLink, ChainOperator, Expression, Identifier, Index } from '../ast';
import { comparisonOperators, isBinaryOperator, type Token, type TokenKind } from '../scanner/token';
import { identifierOf, type Cursor } from './cursor';
import { reportBraces, reportChoice } from './foreignFormulas';
import { reportForeignWord } from './foreignStatements';
import { parseGradient } from './gradientParser';
import { looksLikeStatement, reportInBracket, reportUnclosed } from './recovery';
import { reportDoubledEquals } from './required';

// Each function gives `undefined` where it has reported what is wrong; the statement is then given up.

/** `Expr`, behind which other languages may choose between it and another. */
export function parseExpression(cursor: Cursor): Expression | undefined {
  const value = parseComparison(cursor);
  return value && reportChoice(cursor, value, parseExpression) ? undefined : value;
}

/** `Expr = Sum [ ("<" | "<=" | ">" | ">=" | "==" | "!=") Sum ]` */
function parseComparison(cursor: Cursor): Expression | undefined {
  const first = parseSum(cursor);
  const operator = comparisonOperator(cursor.token.kind);
  if (!first || operator === undefined) return first;
  const { start, end } = cursor.advance();
  const operand = parseSum(cursor);
  if (!operand) return undefined;
  if (comparisonOperator(cursor.token.kind) !== undefined) {
    reportChainedComparison(cursor, first, operand);
    return undefined;
  }
  const link = { operator, operatorRange: { start, end }, operand };
  return { kind: 'chain', first, links: [link], start: first.start, end: operand.end };
}

function comparisonOperator(kind: TokenKind): ComparisonOperator | undefined {
  return comparisonOperators.find((operator) => operator === kind);
}

/** `a < b < c`, which Python reads as both. */
function reportChainedComparison(cursor: Cursor, first: Expression, second: Expression): void {
  const operator = cursor.advance();
  const third = parseSum(cursor);
  if (!third) return;
  const left = cursor.text.slice(first.start, second.end);
  const right = cursor.text.slice(second.start, third.end);
  const here = `(${left}) * (${right})`;
  cursor.report(
    'chained-comparison',
    message('Comparisons do not chain: both together are {0}.', here),
    operator,
    {
      title: message('Change to {0}', here),
      edits: [{ range: { start: first.start, end: third.end }, newText: here }],
    },
  );
}

/** `Sum = Term { ("+" | "-") Term }` */
function parseSum(cursor: Cursor): Expression | undefined {
  return parseChain(cursor, additiveOperator, parseTerm);
}

/** `Term = Unary { ("*" | "/" | "@") Unary }` */
function parseTerm(cursor: Cursor): Expression | undefined {
  return parseChain(cursor, multiplicativeOperator, parseUnary);
}

function additiveOperator(kind: TokenKind): ChainOperator | undefined {
  return kind === '+' || kind === '-' ? kind : undefined;
}

function multiplicativeOperator(kind: TokenKind): ChainOperator | undefined {
  return kind === '*' || kind === '/' || kind === '@' ? kind : undefined;
}

function parseChain(
  cursor: Cursor,
  operatorOf: (kind: TokenKind) => ChainOperator | undefined,
  parseOperand: (cursor: Cursor) => Expression | undefined,
): Expression | undefined {
  const first = parseOperand(cursor);
  if (!first) return undefined;
  const links: ChainLink[] = [];
  for (;;) {
    const operator = operatorOf(cursor.token.kind);
    if (operator === undefined) break;
    const token = cursor.advance();
    const operand = parseOperand(cursor);
    if (!operand) return undefined;
    links.push({ operator, operatorRange: { start: token.start, end: token.end }, operand });
  }
  const last = links.at(-1);
  if (!last) return first;
  return { kind: 'chain', first, links, start: first.start, end: last.operand.end };
}

/** `Unary = "-" Unary | Power` */
function parseUnary(cursor: Cursor): Expression | undefined {
  if (!cursor.at('-')) return parsePower(cursor);
  const operator = cursor.advance();
  if (!cursor.enter(operator)) return undefined;
  const operand = parseUnary(cursor);
  if (!operand) return undefined;
  cursor.leave();
  return {
    kind: 'negation',
    operator: { start: operator.start, end: operator.end },
    operand,
    start: operator.start,
    end: operand.end,
  };
}

/** `Power = Postfix [ "**" Unary ]` */
function parsePower(cursor: Cursor): Expression | undefined {
  const base = parsePostfix(cursor);
  if (!base || !cursor.at('**')) return base;
  const operator = cursor.advance();
  if (!cursor.enter(operator)) return undefined;
  const exponent = parseUnary(cursor);
  if (!exponent) return undefined;
  cursor.leave();
  return {
    kind: 'power',
    base,
    operator: { start: operator.start, end: operator.end },
    exponent,
    start: base.start,
    end: exponent.end,
  };
}

/** `Postfix = Primary { "[" Index { "," Index } "]" }`, and the dots that Python writes there. */
function parsePostfix(cursor: Cursor): Expression | undefined {
  let object = parsePrimary(cursor);
  let members = 0;
  while (object && (cursor.at('.') || isIndexed(cursor, object))) {
    members++;
    if (cursor.at('[')) {
      if (!cursor.enter(cursor.token)) return undefined;
      object = parseIndices(cursor, object);
      continue;
    }
    if (!cursor.enter(cursor.advance())) return undefined;
    const member = identifierOf(cursor.advance());
    const parsed = atArguments(cursor) ? parseArguments(cursor) : undefined;
    if (!parsed && cursor.previous.end !== member.end) return undefined;
    const { start } = object;
    const end = parsed?.end ?? member.end;
    object = { kind: 'member', object, member, ...(parsed && { arguments: parsed.arguments }), start, end };
  }
  while (members-- > 0) cursor.leave();
  return object;
}

/** `x[0]`: a bracket directly behind a value; between two rows of a list a comma is missing instead. */
function isIndexed(cursor: Cursor, object: Expression): boolean {
  const { previous, token, innermostBracket } = cursor;
  if (token.kind !== '[' || token.start !== previous.end) return false;
  return object.kind !== 'list' || cursor.tokens[innermostBracket ?? -1]?.kind !== '[';
}

function parseIndices(cursor: Cursor, object: Expression): Expression | undefined {
  const opener = cursor.token;
  const indices: Index[] = [];
  const closer = parseCommaSeparated(cursor, ']', () => {
    const index = parseIndex(cursor);
    if (index) indices.push(index);
    return index !== undefined;
  });
  if (!closer) return undefined;
  const brackets = { start: opener.start, end: closer.end };
  if (indices.length === 0) {
    return cursor.report('missing-value', message('An index is missing between [ and ].'), brackets);
  }
  return { kind: 'index', object, brackets, indices, start: object.start, end: closer.end };
}

/** `Index = Expr | [ Expr ] ":" [ Expr ] [ ":" [ Expr ] ]` */
function parseIndex(cursor: Cursor): Index | undefined {
  const { start } = cursor.token;
  const parts: (Expression | undefined)[] = [];
  do {
    if (parts.length > 0) cursor.advance();
    const isLeftOut = cursor.at(':') || cursor.at(',') || cursor.at(']');
    const part = isLeftOut ? undefined : parseExpression(cursor);
    if (!isLeftOut && !part) return undefined;
    parts.push(part);
  } while (cursor.at(':') && parts.length < 3);
  const [from, to, step] = parts;
  const { end } = cursor.previous;
  if (parts.length > 1) {
    return { kind: 'slice', ...(from && { from }), ...(to && { to }), ...(step && { step }), start, end };
  }
  if (from) return { kind: 'entry', value: from, start, end };
  return cursor.unexpected(message('{0} cannot stand here: an index is expected.', cursor.token.text));
}

function parsePrimary(cursor: Cursor): Expression | undefined {
  if (reportBraces(cursor)) return undefined;
  if (isValueMissing(cursor)) {
    reportMissingValue(cursor);
    return undefined;
  }
  const { kind, text, start, end } = cursor.token;
  if (kind === 'number' || kind === 'string') {
    cursor.advance();
    return kind === 'number' ? { kind, value: Number(text), start, end } : { kind, value: text, start, end };
  }
  if (kind === 'name') return reportForeignWord(cursor) ? undefined : parseCall(cursor);
  if (kind === '(') return parseGroup(cursor);
  if (kind === '[') return parseList(cursor);
  if (kind === 'keyword') return parseKeyword(cursor);
  if (kind === '=' && cursor.previous.kind === '=') {
    return cursor.unexpected(message('= is written once here.'), {
      title: message('Remove {0}', '='),
      edits: [{ range: cursor.token, newText: '' }],
    });
  }
  if (kind === '?') {
    return cursor.unexpected(message('A blank ? can only stand alone, as in: expect grad(x) = ?'));
  }
  return cursor.unexpected(message('{0} cannot stand here: a value is expected.', text));
}

/** Where a value should begin: does something end, or the next statement begin, instead? */
function isValueMissing(cursor: Cursor): boolean {
  const { kind, startsLine } = cursor.token;
  const afterOperator = isBinaryOperator(cursor.previous.kind);
  if (kind === 'end' || kind === ';' || kind === '{' || kind === '}') return true;
  if (kind === ')' || kind === ']') return afterOperator;
  if (!startsLine) return false;
  if (looksLikeStatement(cursor, cursor.index)) {
    // An argument's name may begin a line: `Name =` inside brackets is left to whoever reads it.
    return cursor.bracketDepth === 0 || kind === 'keyword';
  }
  return cursor.bracketDepth === 0 && !afterOperator && !isBinaryOperator(kind);
}

function reportMissingValue(cursor: Cursor): void {
  const { innermostBracket, token, previous } = cursor;
  if (innermostBracket !== undefined && token.kind !== ')' && token.kind !== ']') {
    reportUnclosed(cursor, innermostBracket);
  } else cursor.report('missing-value', message('A value is missing after {0}.', previous.text), previous);
}

function parseKeyword(cursor: Cursor): Expression | undefined {
  const { token } = cursor;
  switch (token.text) {
    case 'true':
    case 'false':
      cursor.advance();
      return { kind: 'boolean', value: token.text === 'true', start: token.start, end: token.end };
    case 'input':
      cursor.advance();
      return { kind: 'name', name: token.text, start: token.start, end: token.end };
    case 'grad':
      return parseGradient(cursor);
    default:
      return cursor.report(
        'reserved-word',
        message('{0} is a word of the language, not a value.', token.text),
        token,
      );
  }
}

function parseGroup(cursor: Cursor): Expression | undefined {
  const openerIndex = cursor.index;
  const opener = cursor.token;
  if (!cursor.openBracket()) return undefined;
  if (cursor.at(')')) {
    return cursor.unexpected(message('A value is missing between ( and ).'));
  }
  const inner = parseExpression(cursor);
  if (!inner) return undefined;
  if (!cursor.at(')')) {
    reportInBracket(cursor, openerIndex, false);
    return undefined;
  }
  const closer = cursor.closeBracket();
  return { kind: 'group', inner, start: opener.start, end: closer.end };
}

/** `List = "[" [ Expr { "," Expr } [ "," ] ] "]"` */
function parseList(cursor: Cursor): Expression | undefined {
  const opener = cursor.token;
  const elements: Expression[] = [];
  const closer = parseCommaSeparated(cursor, ']', () => {
    const element = parseExpression(cursor);
    if (element) elements.push(element);
    return element !== undefined;
  });
  return closer && { kind: 'list', elements, start: opener.start, end: closer.end };
}

/** `Call = Name [ "(" [ Arg { "," Arg } [ "," ] ] ")" ]` */
function parseCall(cursor: Cursor): Expression | undefined {
  const callee = identifierOf(cursor.advance());
  const { start } = callee;
  if (!atArguments(cursor)) return { kind: 'name', name: callee.name, start, end: callee.end };
  const parsed = parseArguments(cursor);
  return parsed && { kind: 'call', callee, arguments: parsed.arguments, start, end: parsed.end };
}

/** An opening parenthesis on the next line belongs to a call only inside brackets. */
export function atArguments(cursor: Cursor): boolean {
  return cursor.at('(') && (!cursor.token.startsLine || cursor.bracketDepth > 0);
}

export function parseArguments(
  cursor: Cursor,
): { readonly arguments: readonly Argument[]; readonly end: number } | undefined {
  const parsed: Argument[] = [];
  const closer = parseCommaSeparated(cursor, ')', () => {
    const argument = parseArgument(cursor);
    if (argument) parsed.push(argument);
    return argument !== undefined;
  });
  return closer && { arguments: parsed, end: closer.end };
}

/** `Arg = [ Ref "=" ] Expr`, where the name may be any word. */
function parseArgument(cursor: Cursor): Argument | undefined {
  const { token, next } = cursor;
  // In a network nothing is compared; in a formula only the checker can tell.
  if (cursor.body !== 'file' && token.kind === 'name' && next.kind === '==') {
    cursor.advance();
    reportDoubledEquals(cursor);
    return undefined;
  }
  const dotted = parseDottedName(cursor);
  if (dotted) {
    cursor.advance();
    const value = parseExpression(cursor);
    return value && { name: dotted, value, start: dotted.start, end: value.end };
  }
  if ((token.kind !== 'name' && token.kind !== 'keyword') || next.kind !== '=') {
    const value = parseExpression(cursor);
    return value && { value, start: value.start, end: value.end };
  }
  const name = identifierOf(cursor.advance());
  cursor.advance();
  const value = parseExpression(cursor);
  return value && { name, value, start: name.start, end: value.end };
}

/** `hidden.W` before `=`; nothing is read where that does not stand here. */
function parseDottedName(cursor: Cursor): Identifier | undefined {
  const [layer, dot, part, equals] = cursor.tokens.slice(cursor.index, cursor.index + 4);
  if (layer?.kind !== 'name' || dot?.kind !== '.' || part?.kind !== 'name' || equals?.kind !== '=')
    return undefined;
  for (let read = 0; read < 3; read++) cursor.advance();
  return { name: `${layer.text}.${part.text}`, start: layer.start, end: part.end };
}

/** What stands between a bracket and its `closer`; a missing comma is reported and the list goes on. */
export function parseCommaSeparated(
  cursor: Cursor,
  closer: ')' | ']',
  parseElement: () => boolean,
): Token | undefined {
  const openerIndex = cursor.index;
  if (!cursor.openBracket()) return undefined;
  while (!cursor.at(closer)) {
    if (!parseElement()) return undefined;
    if (cursor.at(',')) cursor.advance();
    else if (!cursor.at(closer) && reportInBracket(cursor, openerIndex, true) === undefined) return undefined;
  }
  return cursor.closeBracket();
}

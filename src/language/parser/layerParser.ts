import { message } from '../../engine/message';
import type { Argument, Expression, Identifier, LayerItem, LayerLine, RepeatBody } from '../ast';
import type { Token } from '../scanner/token';
import { openBody, parseBody } from './bodyParser';
import { identifierOf, type Cursor } from './cursor';
import { reportLayerInOtherBrackets } from './foreignBodies';
import { atArguments, parseArguments, parseExpression } from './expressionParser';
import { endStatement, expectName, expectStatementEnd, rangeFrom, reportReserved } from './required';

/** The lines of a `layers`, `block` or `repeat` body up to and with its `}`. */
export function parseLayerItems(cursor: Cursor, body: ReturnType<typeof openBody>): LayerItem[] {
  const items: LayerItem[] = [];
  const around = cursor.body;
  cursor.body = 'layers';
  parseBody(cursor, body, () => {
    const item = parseLayerItem(cursor);
    if (item) items.push(item);
  });
  cursor.body = around;
  return items;
}

/** `LayerItem = "repeat" Expr Body(LayerItem) | [ Name "=" ] Call [ "from" Name ]` */
function parseLayerItem(cursor: Cursor): LayerItem | undefined {
  cursor.startStatement();
  const bare = cursor.at('number') && cursor.next.kind === '{';
  if (bare || (cursor.atKeyword('repeat') && cursor.next.kind !== '=')) return parseRepeat(cursor);
  return parseLayerLine(cursor);
}

function parseRepeat(cursor: Cursor): RepeatBody | undefined {
  const first = cursor.token;
  const before = cursor.damage;
  let count: Expression | undefined;
  if (first.kind === 'keyword') {
    cursor.advance();
    count = parseCount(cursor, first);
  } else {
    cursor.report('missing-keyword', message('Before {0}, repeat is missing.', first.text), first);
    const { start, end, text } = cursor.advance();
    count = { kind: 'number', value: Number(text), start, end };
  }
  if (!count && !cursor.at('{')) {
    endStatement(cursor, first, before);
    if (!cursor.at('{')) return undefined;
  }
  if (!cursor.enterBody()) {
    cursor.report('nested-too-deeply', message('Bodies are nested too deeply here.'), first);
    cursor.skipToEnd();
    return undefined;
  }
  const items = parseLayerItems(cursor, openBody(cursor));
  cursor.leaveBody();
  expectLineEnd(cursor);
  return {
    kind: 'repeat',
    keyword: first,
    ...(count && { count }),
    items,
    damaged: cursor.damage !== before,
    ...rangeFrom(cursor, first),
  };
}

function parseCount(cursor: Cursor, first: Token): Expression | undefined {
  if (cursor.atKeyword('repeat') && !cursor.atStatementEnd) {
    cursor.unexpected(message('{0} is unexpected here.', cursor.token.text));
    cursor.advance();
  }
  if (!cursor.at('{')) return parseExpression(cursor);
  return cursor.report(
    'missing-value',
    message('The number of repetitions is missing after {0}.', 'repeat'),
    first,
  );
}

/** After a body comes a new line, `;` or the `}` around it. */
export function expectLineEnd(cursor: Cursor): void {
  if (cursor.atStatementEnd) return;
  const before = cursor.damage;
  const first = cursor.token;
  cursor.startStatement();
  expectStatementEnd(cursor);
  endStatement(cursor, first, before);
}

function parseLayerLine(cursor: Cursor): LayerLine {
  const first = cursor.token;
  const before = cursor.damage;
  let name: Identifier | undefined;
  if (reportLayerInOtherBrackets(cursor)) {
    return {
      kind: 'layer',
      arguments: [],
      damaged: endStatement(cursor, first, before),
      ...rangeFrom(cursor, first),
    };
  }
  if (cursor.next.kind === '=' && (cursor.at('name') || cursor.at('keyword'))) {
    if (cursor.at('keyword')) reportReserved(cursor, cursor.token);
    name = identifierOf(cursor.advance());
    cursor.advance();
  }
  const callee =
    name && !cursor.at('name')
      ? expectName(cursor, message('A layer is missing after {0}.', '='))
      : parseFirstCallee(cursor);
  let given: readonly Argument[] | undefined;
  let from: Identifier | undefined;
  if (callee) {
    given = atArguments(cursor) ? parseArguments(cursor)?.arguments : [];
    if (given && cursor.atKeyword('from') && !cursor.atStatementEnd) from = parseFrom(cursor);
    if (cursor.damage === before) expectStatementEnd(cursor);
  }
  const damaged = endStatement(cursor, first, before);
  return {
    kind: 'layer',
    ...(name && { name }),
    ...(callee && { callee }),
    arguments: given ?? [],
    ...(from && { from }),
    damaged,
    ...rangeFrom(cursor, first),
  };
}

/** The layer a line begins with. */
function parseFirstCallee(cursor: Cursor): Identifier | undefined {
  const { token } = cursor;
  if (token.kind === 'name' || cursor.next.kind === '.') return parseDottedName(cursor);
  return cursor.unexpected(
    message('A line here names a layer, as in: Affine(10). {0} cannot begin one.', token.text),
  );
}

/** `nn.Linear`, as Python writes it: one name, which the checker explains. */
function parseDottedName(cursor: Cursor): Identifier {
  const first = identifierOf(cursor.advance());
  let { name, end } = first;
  while (cursor.at('.')) {
    cursor.advance();
    const member = cursor.advance();
    name += `.${member.text}`;
    end = member.end;
  }
  return { name, start: first.start, end };
}

/** `from name`, where the name may also be `input`. */
function parseFrom(cursor: Cursor): Identifier | undefined {
  cursor.advance();
  if (cursor.atKeyword('input') && !cursor.atStatementEnd) return identifierOf(cursor.advance());
  return expectName(cursor, message('A name is missing after {0}.', 'from'));
}

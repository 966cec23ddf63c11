import { message } from '../../engine/message';
import type {
  BlockStatement,
  Expression,
  Identifier,
  LayersMember,
  NetworkMember,
  NetworkStatement,
  Parameter,
  Setting,
  TrainMember,
} from '../ast';
import { nearest } from '../../engine/suggestion';
import { foreignOperators } from '../foreign/foreignSyntax';
import type { Token } from '../scanner/token';
import { openBody, parseBody, type OpenBody } from './bodyParser';
import { identifierOf, type Cursor } from './cursor';
import { skipNameOfSeveral } from './foreignBodies';
import { parseExpect } from './expectationParser';
import { parseCommaSeparated, parseExpression } from './expressionParser';
import { expectLineEnd, parseLayerItems } from './layerParser';
import {
  endStatement,
  expectEquals,
  expectName,
  expectStatementEnd,
  rangeFrom,
  reportReserved,
} from './required';

/**
 * `Network = "network" Name Body(Member)`; a name directly
 * before `{` is taken for a network without its word.
 */
export function parseNetwork(cursor: Cursor): NetworkStatement {
  const first = cursor.token;
  let before = cursor.damage;
  const name = parseWordAndName(cursor);
  const members: NetworkMember[] = [];
  let hasLayers = false;
  cursor.body = 'network';
  cursor.separators.clear();
  const body = openBody(cursor);
  do {
    parseBody(cursor, body, () => {
      const beforeMember = cursor.damage;
      const member = parseMember(cursor, hasLayers);
      // What is expected of a network is no part of it: it can be run while that is typed.
      if (member?.kind === 'expect') before += cursor.damage - beforeMember;
      if (member) members.push(member);
      hasLayers ||= member?.kind === 'layers';
    });
  } while (body.isSkipped !== true && closedTooEarly(cursor));
  cursor.body = 'file';
  expectLineEnd(cursor);
  return {
    kind: 'network',
    keyword: first,
    ...(name && { name }),
    members,
    damaged: cursor.damage !== before,
    ...rangeFrom(cursor, first),
  };
}

/** `network Name` or `block Name`, where the word may be missing. */
function parseWordAndName(cursor: Cursor): Identifier | undefined {
  const first = cursor.token;
  if (first.kind !== 'keyword') {
    if (cursor.next.kind === 'name') {
      const fits = nearest(first.text, ['network', 'block']) ?? 'network';
      cursor.report(
        'unknown-word',
        message('A network begins with the word {0}, not {1}.', fits, first.text),
        first,
        {
          title: message('Change to {0}', fits),
          edits: [{ range: first, newText: fits }],
        },
      );
      cursor.advance();
      return identifierOf(cursor.advance());
    }
    cursor.report('missing-keyword', message('Before {0}, network or block is missing.', first.text), first);
    return identifierOf(cursor.advance());
  }
  cursor.advance();
  if (cursor.at('keyword') && !cursor.atStatementEnd && cursor.next.kind === 'name') {
    cursor.unexpected(message('{0} is unexpected here.', cursor.token.text));
    cursor.advance();
  }
  if (skipNameOfSeveral(cursor)) return undefined;
  if (cursor.at('{') || cursor.at('(')) {
    return cursor.report('missing-name', message('A name is missing after {0}.', first.text), first);
  }
  return expectName(cursor, message('A name is missing after {0}.', first.text));
}

/** `layers` or `train` right after the network: the `}` before it was one too many. */
function closedTooEarly(cursor: Cursor): boolean {
  if (cursor.previous.kind !== '}' || !(cursor.atKeyword('layers') || cursor.atKeyword('train')))
    return false;
  cursor.startStatement();
  cursor.report(
    'extra-bracket',
    message('This {0} closes the network, but {1} below belongs to it.', '}', cursor.token.text),
    cursor.previous,
    { title: message('Remove {0}', '}'), edits: [{ range: cursor.previous, newText: '' }] },
  );
  return true;
}

/** `Member = Setting | "layers" Body(LayerItem) | "train" Body(Setting) | Expect` */
function parseMember(cursor: Cursor, hasLayers: boolean): NetworkMember | undefined {
  cursor.startStatement();
  const { token } = cursor;
  const isSetting =
    cursor.next.kind === '=' && !['{', '[', '('].includes(cursor.tokens[cursor.index + 2]?.kind ?? '');
  if (!isSetting) {
    if (cursor.atKeyword('layers')) return parseLayers(cursor);
    if (cursor.atKeyword('train')) return parseTrain(cursor);
    if (cursor.atKeyword('expect')) return parseExpect(cursor);
  }
  if (token.kind === '{') {
    cursor.report('missing-keyword', message('Before {0}, layers or train is missing.', '{'), token);
    return hasLayers ? parseTrain(cursor) : parseLayers(cursor);
  }
  if (token.kind === 'name' && token.text !== 'data' && cursor.next.kind === '{')
    return parseBodyByOtherWord(cursor);
  if (isWithoutEquals(cursor)) return parseSetting(cursor);
  if (cursor.atKeyword('repeat') || (token.kind === 'name' && !isSettingSign(cursor.next))) {
    return parseStrayLayers(cursor, hasLayers);
  }
  return parseSetting(cursor);
}

/** `data = …`, and `data: …`, of which the scanner has said how it is written. */
function isSettingSign({ kind, text }: Token): boolean {
  return kind === '=' || (kind === 'invalid' && foreignOperators.get(text)?.here === '=');
}

/** `Layers {`, `training {`: a body by another word. */
function parseBodyByOtherWord(cursor: Cursor): NetworkMember {
  const { token } = cursor;
  const word = /train|fit|learn|optim|hyper|setting|param/i.test(token.text) ? 'train' : 'layers';
  cursor.report('unknown-word', message('Unknown word {0}. Did you mean {1}?', token.text, word), token, {
    title: message('Change to {0}', word),
    edits: [{ range: token, newText: word }],
  });
  cursor.advance();
  return word === 'train' ? parseTrain(cursor) : parseLayers(cursor);
}

/** `data xor()` */
function isWithoutEquals({ token, next }: Cursor): boolean {
  return token.kind === 'name' && token.text === 'data' && next.kind === 'name' && !next.startsLine;
}

/** Layers outside of `layers { … }`: one message, and they are read up to the `}` that ends them. */
function parseStrayLayers(cursor: Cursor, hasLayers: boolean): NetworkMember | undefined {
  const first = cursor.token;
  cursor.report('layer-outside-layers', message('A layer stands inside layers { … }.'), first);
  if (hasLayers) {
    // The `layers` above were closed too early; their own } is still to come.
    const items = parseLayerItems(cursor, { openerIndex: undefined });
    return { kind: 'layers', keyword: first, items, damaged: true, ...rangeFrom(cursor, first) };
  }
  cursor.advance();
  endStatement(cursor, first, cursor.damage - 1);
  return undefined;
}

function parseLayers(cursor: Cursor): LayersMember {
  const first = cursor.token;
  const before = cursor.damage;
  if (first.kind === 'keyword') cursor.advance();
  skipRepeatedKeyword(cursor);
  const items = parseLayerItems(cursor, openBody(cursor));
  expectLineEnd(cursor);
  return {
    kind: 'layers',
    keyword: first,
    items,
    damaged: cursor.damage !== before,
    ...rangeFrom(cursor, first),
  };
}

function parseTrain(cursor: Cursor): TrainMember {
  const first = cursor.token;
  const before = cursor.damage;
  if (first.kind === 'keyword') cursor.advance();
  skipRepeatedKeyword(cursor);
  const body: OpenBody = openBody(cursor);
  const settings: Setting[] = [];
  cursor.body = 'train';
  parseBody(cursor, body, () => {
    cursor.startStatement();
    const setting = parseSetting(cursor);
    if (setting) settings.push(setting);
  });
  cursor.body = 'network';
  expectLineEnd(cursor);
  return {
    kind: 'train',
    keyword: first,
    settings,
    damaged: cursor.damage !== before,
    ...rangeFrom(cursor, first),
  };
}

function skipRepeatedKeyword(cursor: Cursor): void {
  if (cursor.at('keyword') && !cursor.token.startsLine && cursor.next.kind === '{') {
    cursor.unexpected(message('{0} is unexpected here.', cursor.token.text));
    cursor.advance();
  }
}

/**
 * `Setting = Ref "=" Expr`
 * @param takesMember whether the name may have a dot, as in `hidden.units`
 */
export function parseSetting(cursor: Cursor, takesMember = false): Setting | undefined {
  const first = cursor.token;
  const before = cursor.damage;
  if (first.kind !== 'name') {
    if (first.kind === 'keyword' && cursor.next.kind === '=') reportReserved(cursor, first);
    else if (first.kind === '=') {
      cursor.report('missing-name', message('A name is missing before =.'), first);
    } else {
      cursor.unexpected(
        message('A line here is a setting, as in: seed = 0. {0} cannot begin one.', first.text),
      );
    }
    if (!first.startsLine || first.kind === '{') cursor.advance();
    endStatement(cursor, first, before);
    return undefined;
  }
  const name = identifierOf(cursor.advance());
  let member: Identifier | undefined;
  if (takesMember && cursor.at('.')) {
    cursor.advance();
    member = identifierOf(cursor.advance());
  }
  const value = expectEquals(cursor, (member ?? name).name) ? parseExpression(cursor) : undefined;
  if (value) expectStatementEnd(cursor);
  const damaged = endStatement(cursor, first, before);
  return {
    kind: 'setting',
    name,
    ...(member && { member }),
    ...(value && { value }),
    damaged,
    ...rangeFrom(cursor, first),
  };
}

/** `Block = "block" Name [ "(" [ Param { "," Param } ] ")" ] Body(LayerItem)` */
export function parseBlock(cursor: Cursor): BlockStatement {
  const first = cursor.token;
  const before = cursor.damage;
  const name = parseWordAndName(cursor);
  const parameters: Parameter[] = [];
  if (cursor.at('(') && !cursor.atStatementEnd) {
    const closer = parseCommaSeparated(cursor, ')', () => {
      const parameter = parseParameter(cursor);
      if (parameter) parameters.push(parameter);
      return parameter !== undefined;
    });
    if (!closer) cursor.leaveBrackets();
  }
  cursor.separators.clear();
  const body = openBody(cursor);
  const headDamaged = cursor.damage !== before;
  const items = parseLayerItems(cursor, body);
  expectLineEnd(cursor);
  return {
    kind: 'block',
    ...(name && { name }),
    parameters,
    headDamaged,
    items,
    damaged: cursor.damage !== before,
    ...rangeFrom(cursor, first),
  };
}

/** `Param = Name [ "=" Expr ]` */
function parseParameter(cursor: Cursor): Parameter | undefined {
  const name = expectName(cursor, message('The name of a parameter is missing.'));
  if (!name || !cursor.at('=')) return name && { name, start: name.start, end: name.end };
  cursor.advance();
  const value: Expression | undefined = parseExpression(cursor);
  return value && { name, default: value, start: name.start, end: value.end };
}

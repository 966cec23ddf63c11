import { message } from '../../engine/message';
import { nearest } from '../../engine/suggestion';
import type { CompareStatement, Identifier, Setting } from '../ast';
import type { Token } from '../scanner/token';
import { openBody, parseBody } from './bodyParser';
import type { Cursor } from './cursor';
import { expectLineEnd } from './layerParser';
import { parseSetting } from './networkParser';
import { expectName, rangeFrom } from './required';

/** `compare` is a word only before a name on its line: files which use it as a name stay as they are. */
export function atComparison({ token, next, tokens, index }: Cursor): boolean {
  if (token.kind !== 'name' || next.kind !== 'name' || next.startsLine) return false;
  return token.text === 'compare' || isMistyped(token, tokens[index + 2]);
}

/** `compair Optimizers of TwoLayerNet` */
function isMistyped(word: Token, of: Token | undefined): boolean {
  if (of?.kind !== 'name' || of.text !== 'of' || of.startsLine) return false;
  return nearest(word.text, ['compare']) !== undefined;
}

/** `Compare = "compare" Name "of" Name Body(Setting)` */
export function parseComparison(cursor: Cursor): CompareStatement {
  const first = cursor.token;
  const before = cursor.damage;
  if (first.text !== 'compare') {
    cursor.report(
      'unknown-word',
      message('Unknown word {0}. Did you mean {1}?', first.text, 'compare'),
      first,
      { title: message('Change to {0}', 'compare'), edits: [{ range: first, newText: 'compare' }] },
    );
  }
  cursor.advance();
  const name = parseName(cursor);
  const network = parseNetworkName(cursor, name);
  cursor.separators.clear();
  const body = openBody(cursor);
  const settings: Setting[] = [];
  cursor.body = 'train';
  parseBody(cursor, body, () => {
    cursor.startStatement();
    const setting = parseSetting(cursor, true);
    if (setting) settings.push(setting);
  });
  cursor.body = 'file';
  expectLineEnd(cursor);
  return {
    kind: 'compare',
    keyword: first,
    ...(name && { name }),
    ...(network && { network }),
    settings,
    damaged: cursor.damage !== before,
    ...rangeFrom(cursor, first),
  };
}

/** In `compare of TwoLayerNet {` it is missing. */
function parseName(cursor: Cursor): Identifier | undefined {
  const what = message('A name is missing after {0}.', 'compare');
  if (atOf(cursor) && cursor.next.kind === 'name' && !cursor.next.startsLine) {
    return cursor.report('missing-name', what, cursor.previous);
  }
  return expectName(cursor, what);
}

function parseNetworkName(cursor: Cursor, name: Identifier | undefined): Identifier | undefined {
  if (atOf(cursor)) {
    const of = cursor.advance();
    const what = message('A name is missing after {0}.', 'of');
    return cursor.at('{') ? cursor.report('missing-name', what, of) : expectName(cursor, what);
  }
  if (cursor.token.damaged) cursor.markDamaged();
  else {
    cursor.report(
      'missing-network',
      message('Of which network? As in: compare {0} of Network', name?.name ?? 'Optimizers'),
      cursor.previous,
    );
  }
  return undefined;
}

function atOf({ token, atStatementEnd }: Cursor): boolean {
  return token.kind === 'name' && token.text === 'of' && !atStatementEnd;
}

import { message, type Message } from '../../engine/message';
import { networkLayers } from '../../engine/layers/layerTable';
import type { TextEdit } from '../diagnostic';
import { foreignLayers } from '../foreign/foreignLayers';
import { writtenHere } from '../foreign/foreignNames';
import { foreignSeparators } from '../foreign/foreignSyntax';
import type { Token } from '../scanner/token';
import type { Cursor } from './cursor';

/** How networks and their layers are parted and bracketed elsewhere: one message, and one fix, for a body. */

/** Index of the bracket that closes the one at `opener`; `undefined` where it is too far, or missing. */
function closerOf(tokens: readonly Token[], opener: number, most = 2000): number | undefined {
  let depth = 0;
  for (let index = opener; index < opener + most; index++) {
    const kind = tokens[index]?.kind;
    if (kind === undefined || kind === 'end') return undefined;
    if (kind === '(' || kind === '[' || kind === '{') depth++;
    else if (kind === ')' || kind === ']' || kind === '}') depth--;
    if (depth === 0) return index;
  }
  return undefined;
}

/** `a, b` or `a -> b` without what stands between: a `;` where both stand on one line. */
function partedAt(tokens: readonly Token[], first: number, last: number): TextEdit {
  const [before, sign, end, behind] = [tokens[first - 1], tokens[first], tokens[last], tokens[last + 1]];
  const range = { start: before?.end ?? sign?.start ?? 0, end: end?.end ?? 0 };
  if (sign?.startsLine === true) {
    const isAlone = behind?.startsLine !== false;
    return { range: { start: sign.start, end: isAlone ? range.end : behind.start }, newText: '' };
  }
  const endsLine = behind === undefined || behind.startsLine || ['}', ';', 'end'].includes(behind.kind);
  return { range, newText: endsLine ? '' : ';' };
}

/** Commas or arrows between the lines of a body: reported once for all that a network has of them. */
export function reportSeparator(cursor: Cursor): void {
  const first = cursor.index;
  const { token } = cursor;
  const sign = token.text;
  const repaired = cursor.separators.get(sign);
  const edits = repaired ?? [];
  while (cursor.atSeparator && cursor.token.text === sign) {
    cursor.explain(cursor.token);
    cursor.advance();
  }
  edits.push(partedAt(cursor.tokens, first, cursor.index - 1));
  if (repaired) {
    cursor.markDamaged();
    return;
  }
  cursor.separators.set(sign, edits);
  const what = foreignSeparators.get(sign) ?? message('{0} means nothing here.', sign);
  cursor.report('foreign-separator', what, token, {
    title: message('Part them by ; and line ends'),
    edits,
  });
}

/** `Affine(4) ReLU`, `epochs = 3 batch = 4`: a `;` is missing, and reading goes on. */
export function reportNoSeparator(cursor: Cursor): boolean {
  const { token, next, previous, body } = cursor;
  if (token.startsLine || cursor.bracketDepth > 0 || token.start === previous.end) return false;
  const isSetting = token.kind === 'name' && next.kind === '=' && body !== 'layers';
  const isLayer = token.kind === 'name' && body === 'layers' && beginsLayer(cursor);
  const isBody = body === 'network' && token.kind === 'keyword' && next.kind === '{';
  if (!isSetting && !isLayer && !isBody) return false;
  const edit = { range: { start: previous.end, end: previous.end }, newText: ';' };
  const repaired = body === 'file' ? undefined : cursor.separators.get('');
  if (repaired) {
    repaired.push(edit);
    cursor.markDamaged();
  } else {
    const edits = [edit];
    if (body !== 'file') cursor.separators.set('', edits);
    const what = message(
      'A ; is missing before {0}: two statements on one line are parted by it.',
      token.text,
    );
    cursor.report('missing-separator', what, token, { title: message('Insert {0}', ';'), edits });
  }
  cursor.endStatement();
  return true;
}

function beginsLayer({ token, next, tokens, index }: Cursor): boolean {
  if (next.kind === '=') return tokens[index + 2]?.kind === 'name' && isLayerName(tokens[index + 2]?.text);
  return isLayerName(token.text) || (next.kind === '(' && next.start === token.end);
}

const ownNames = new Set(networkLayers.flatMap(({ name, asLayer }) => [name, ...(asLayer.aliases ?? [])]));

function isLayerName(name = ''): boolean {
  return ownNames.has(name) || foreignLayers.find(name, () => true) !== undefined;
}

/** `layers = {`, `network N: {`: the sign before the brace is left out here. */
export function skipSignBeforeBrace(cursor: Cursor): void {
  const { token, next, previous } = cursor;
  if (!isSign(token) || next.kind !== '{') return;
  const space = token.kind === '=' ? ' ' : '';
  const [written, here] = [`${previous.text}${space}${token.text} {`, `${previous.text} {`];
  cursor.report('foreign-form', writtenHere(written, here), token, {
    title: message('Remove {0}', token.text),
    edits: [{ range: { start: previous.end, end: next.start }, newText: ' ' }],
  });
  cursor.explain(token);
  cursor.advance();
}

function isSign(token: Token): boolean {
  return token.kind === '=' || isColon(token);
}

function isColon({ kind, text }: Token): boolean {
  return kind === 'invalid' && (text === ':' || text === '：');
}

/** `layers = [Affine(4), ReLU]`, `train(epochs=3)`: reported and skipped; false where none stands here. */
export function skipForeignBrackets(cursor: Cursor): boolean {
  const { tokens, previous } = cursor;
  const openerIndex = isSign(cursor.token) ? cursor.index + 1 : cursor.index;
  const opener = tokens[openerIndex];
  if (opener?.kind !== '[' && opener?.kind !== '(') return false;
  const closerIndex = closerOf(tokens, openerIndex);
  const closer = closerIndex === undefined ? undefined : tokens[closerIndex];
  if (closerIndex === undefined || !closer || tokens[closerIndex + 1]?.kind === '{') return false;
  const edits: TextEdit[] = [{ range: { start: previous.end, end: opener.end }, newText: ' {' }];
  let depth = 0;
  for (let index = openerIndex + 1; index < closerIndex; index++) {
    const kind = tokens[index]?.kind;
    if (kind === '(' || kind === '[') depth++;
    else if (kind === ')' || kind === ']') depth--;
    else if (kind === ',' && depth === 0) edits.push(partedAt(tokens, index, index));
  }
  const lead = closer.startsLine || opener.kind === '(' ? '}' : ' }';
  edits.push({ range: closer, newText: lead });
  const range = { start: previous.start, end: opener.end };
  const written = cursor.text.slice(previous.start, previous.end);
  const sign = openerIndex > cursor.index ? ` ${cursor.token.text} ` : '';
  cursor.report(
    'foreign-form',
    writtenHere(`${written}${sign}${opener.text}…${closer.text}`, `${written} { … }`),
    range,
    { title: message('Change to {0}', `${written} { … }`), edits },
  );
  cursor.explain({ start: previous.start, end: closer.end });
  cursor.resumeAt(closerIndex + 1);
  return true;
}

/** `network N:` and the indented lines below, as Python has it: one fix sets all braces. */
export function skipIndentedBody(cursor: Cursor): boolean {
  const { token, next, previous, tokens, text } = cursor;
  if (!isColon(token) || !next.startsLine) return false;
  const outer = cursor.indentationOf(previous);
  const edits: TextEdit[] = [];
  const open: { readonly column: number; readonly lead: string }[] = [];
  let index = cursor.index;
  let last = token;
  const close = (column: number): void => {
    let newText = '';
    for (let body = open.at(-1); body && body.column >= column; body = open.at(-1)) {
      newText += `\n${body.lead}}`;
      open.pop();
    }
    if (newText !== '') edits.push({ range: { start: last.end, end: last.end }, newText });
  };
  for (; ; index++) {
    const each = tokens[index];
    if (each === undefined || each.kind === 'end') break;
    if (each.startsLine) {
      const column = cursor.indentationOf(each);
      if (column <= outer) break;
      close(column);
    }
    if (isColon(each) && tokens[index + 1]?.startsLine !== false) {
      const column = cursor.indentationOf(each);
      const line = text.lastIndexOf('\n', each.start - 1) + 1;
      open.push({ column, lead: text.slice(line, line + column) });
      edits.push({ range: each, newText: ' {' });
    }
    last = each;
  }
  close(-1);
  const head = text.slice(text.lastIndexOf('\n', token.start - 1) + 1, previous.end).trim();
  cursor.report('foreign-form', writtenHere(`${head}:`, `${head} { … }`), token, {
    title: message('Set braces'),
    edits,
  });
  cursor.explain({ start: token.start, end: last.end });
  cursor.resumeAt(index);
  return true;
}

/** `Affine = 16`, `Affine[16]`, `Affine {16}`, `Affine: 16`: what a layer is given, in other brackets. */
export function reportLayerInOtherBrackets(cursor: Cursor): boolean {
  const { token, next, tokens, index } = cursor;
  if (token.kind !== 'name' || next.startsLine || !isLayerName(token.text)) return false;
  const isBracket = (next.kind === '[' && next.start === token.end) || next.kind === '{';
  if (!isBracket && !isSign(next)) return false;
  const closer = isBracket ? closerOf(tokens, index + 1, 40) : undefined;
  let last = closer ?? index + 1;
  if (!isBracket) while (isPlainValue(tokens[last + 1])) last++;
  const [from, to] = [index + 2, closer ?? last + 1];
  const inside = tokens.slice(from, to);
  if (
    inside.length === 0 ||
    (!isBracket && inside[0]?.kind !== 'number') ||
    !inside.every((each) => isPlainValue(each) || each.kind === '=')
  )
    return false;
  const given = cursor.text.slice(inside[0]?.start, inside.at(-1)?.end).trim();
  const here = `${token.text}(${given})`;
  const range = { start: token.start, end: tokens[last]?.end ?? token.end };
  cursor.report('missing-parentheses', parentheses(token.text, given), range, {
    title: message('Change to {0}', here),
    edits: [{ range, newText: here }],
  });
  cursor.explain(range);
  cursor.resumeAt(last + 1);
  return true;
}

function isPlainValue(token: Token | undefined): boolean {
  return (
    token !== undefined &&
    !token.startsLine &&
    ['number', ',', 'name', 'keyword', 'string'].includes(token.kind)
  );
}

function parentheses(name: string, given: string): Message {
  return message('What {0} is given stands in parentheses: {0}({1})', name, given);
}

/** `network "N" {`, `network My Net {`, `network my-net {`: what is no name, up to the brace; else false. */
export function skipNameOfSeveral(cursor: Cursor): boolean {
  const { tokens, index, previous } = cursor;
  let last = index;
  while (
    tokens[last] &&
    !tokens[last]?.startsLine &&
    ['name', 'string', '-', 'number', 'keyword'].includes(tokens[last]?.kind ?? '')
  )
    last++;
  const [first, behind, brace] = [tokens[index], tokens[last - 1], tokens[last]];
  const isName = last === index + 1 && first?.kind === 'name';
  if (last === index || isName || brace?.kind !== '{' || brace.startsLine || !first || !behind) return false;
  const range = { start: first.start, end: behind.end };
  const words = tokens.slice(index, last).flatMap(({ text }) => text.split(/[^\p{L}\d_]+/u));
  const joined = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('');
  const here = /^\p{L}/u.test(joined) ? joined : `Net${joined}`;
  cursor.report(
    'foreign-form',
    message('The name of a {0} is one word, as in: {0} {1}', previous.text, here),
    range,
    { title: message('Change to {0}', here), edits: [{ range, newText: here }] },
  );
  cursor.explain(range);
  while (cursor.index < last) cursor.advance();
  return true;
}

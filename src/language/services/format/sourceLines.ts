import type { FileSyntax, LayerItem, Setting, Statement } from '../../ast';
import { displayWidth } from '../../displayWidth';
import { lineAt, type Range } from '../../range';
import type { Token } from '../../scanner/token';

/** A token or a comment, and the space before it on its line. */
export interface Item extends Range {
  /** Absent for a comment. */
  readonly token: Token | undefined;
  /** How many columns it takes. */
  readonly width: number;
  readonly line: SourceLine;
  /** Its index on the line. */
  readonly position: number;
  readonly written: {
    /** The space as it is written. */
    readonly space: Range;
    /** Where the item stands, tabs and wide characters counted as they are drawn. */
    readonly column: number;
  };
  /** The innermost bracket around it; a closing bracket stands in its own. */
  bracket: Bracket | undefined;
  /** The bracket it opens. */
  opens: Bracket | undefined;
  /** What is to stand before it on its line. */
  space: string;
  /** The space stays as it is: a full-width one has a hint and a quick fix of its own. */
  readonly isSpaceKept: boolean;
}

/** A pair of brackets, or an open one that has no partner. */
export interface Bracket {
  readonly opener: Item;
  closer?: Item;
  readonly around: Bracket | undefined;
  /** Directly inside it, the closing bracket not counted. */
  readonly items: Item[];
}

/** One line of the text. */
export interface SourceLine {
  readonly index: number;
  readonly start: number;
  readonly items: Item[];
  /** Everything on it could be read: a broken line stays as it is. */
  isIntact: boolean;
  /** Where it belongs is known: in a network that could not be read whole, the depth of a line is not. */
  isPlaceKnown: boolean;
  /** Where it is to begin. */
  column: number;
  /** The kind of the statement that begins with the line. */
  begins: StatementKind | undefined;
}

type StatementKind = 'assign' | 'expect' | 'setting' | 'layer' | 'other';

/** A statement of one line, or a body as a whole, and whether the parser could read it. */
interface Stretch extends Range {
  readonly kind: StatementKind;
  readonly isIntact: boolean;
}

const closers: ReadonlySet<string> = new Set([')', ']', '}']);
const openers: ReadonlySet<string> = new Set(['(', '[', '{']);

/** The lines of a text with what stands on them. @param tabSize columns from one tab stop to the next */
export function sourceLines(file: FileSyntax, tabSize: number): SourceLine[] {
  const { lineStarts, text } = file;
  const lines = lineStarts.map((start, index): SourceLine => ({
    index,
    // A mark of the byte order is no space.
    start: index === 0 && text.startsWith('\ufeff') ? 1 : start,
    items: [],
    isIntact: true,
    isPlaceKnown: true,
    column: 0,
    begins: undefined,
  }));
  placeItems(file, lines, tabSize);
  matchBrackets(file, lines);
  judge(file, lines);
  return lines;
}

/** Tokens and comments in the order of the text. */
function* itemsInOrder({ tokens, comments }: FileSyntax): Iterable<{ range: Range; token?: Token }> {
  let comment = 0;
  for (const token of tokens) {
    for (let next = comments[comment]; next && next.start < token.start; next = comments[++comment]) {
      yield { range: next };
    }
    if (token.kind !== 'end') yield { range: token, token };
  }
}

/** Puts every token and comment on its line. */
function placeItems(file: FileSyntax, lines: readonly SourceLine[], tabSize: number): void {
  const { text, lineStarts } = file;
  for (const { range, token } of itemsInOrder(file)) {
    const { start, end } = range;
    const line = lines[lineAt(lineStarts, start)];
    if (!line) continue;
    const before = line.items.at(-1);
    const from = before?.end ?? line.start;
    const space = text.slice(from, start);
    const column = columnBehind(before ? before.written.column + before.width : 0, space, tabSize);
    if (!before) line.column = column;
    line.items.push({
      start,
      end,
      token,
      width: displayWidth(text.slice(start, end).trimEnd()),
      line,
      position: line.items.length,
      written: { space: { start: from, end: start }, column },
      bracket: undefined,
      opens: undefined,
      space,
      isSpaceKept: space.includes('\u3000'),
    });
  }
}

/** Finds the bracket around every item. One that was left open reaches no further than its statement. */
function matchBrackets({ statements }: FileSyntax, lines: readonly SourceLine[]): void {
  const starts = new Set(statements.map(({ start }) => start));
  let bracket: Bracket | undefined;
  for (const item of lines.flatMap(({ items }) => items)) {
    const kind = item.token?.kind ?? 'comment';
    if (item.token && starts.has(item.start)) bracket = undefined;
    item.bracket = bracket;
    if (bracket && closers.has(kind)) {
      bracket.closer = item;
      bracket = bracket.around;
    } else bracket?.items.push(item);
    if (openers.has(kind)) item.opens = bracket = { opener: item, around: bracket, items: [] };
  }
}

/** The column behind a space that begins at `column`. */
function columnBehind(column: number, space: string, tabSize: number): number {
  let behind = column;
  for (const character of space)
    behind += character === '\t' ? tabSize - (behind % tabSize) : displayWidth(character);
  return behind;
}

/** Says of every line whether it could be read, and what begins there. */
function judge(file: FileSyntax, lines: readonly SourceLine[]): void {
  const { statements, tokens, comments, text, lineStarts } = file;
  const lineOf = ({ start }: Range): SourceLine | undefined => lines[lineAt(lineStarts, start)];
  const isIntact = new Uint8Array(tokens.length);
  let index = 0;
  for (const stretch of statements.flatMap(stretchesOf)) {
    while ((tokens[index]?.start ?? Infinity) < stretch.start) index++;
    const line = lineOf(stretch);
    if (line?.items[0]?.start === stretch.start) line.begins = stretch.kind;
    for (let at = index; (tokens[at]?.start ?? Infinity) < stretch.end; at++) {
      isIntact[at] = stretch.isIntact ? 1 : 0;
    }
  }
  for (const [at, token] of tokens.entries()) {
    const isSeparator = token.kind === ';' && !token.damaged;
    if (token.kind !== 'end' && isIntact[at] === 0 && !isSeparator) markBroken(lineOf(token));
  }
  for (const { start, end } of comments) {
    if (!/[#＃]/.test(text.charAt(start))) eachLine(file, lines, { start, end }, markBroken);
  }
  for (const { kind, damaged, start, end } of statements) {
    if (!damaged || (kind !== 'network' && kind !== 'block' && kind !== 'compare')) continue;
    eachLine(file, lines, { start, end }, (line) => {
      line.isPlaceKnown = false;
    });
  }
  judgeComments(lines);
}

/**
 * All of a statement, and behind it what it holds: of a body that was
 * not read whole its lines may be sound.
 */
function stretchesOf(statement: Statement): Stretch[] {
  const { start, end, damaged } = statement;
  const isIntact = !damaged;
  switch (statement.kind) {
    case 'assign':
    case 'expect':
      return [{ kind: statement.kind, start, end, isIntact }];
    case 'sheet':
    case 'backward':
      return [{ kind: 'other', start, end, isIntact }];
    case 'network':
      return [
        { kind: 'other', start, end, isIntact },
        ...statement.members.flatMap((member) => {
          if (member.kind === 'layers') return layerStretches(member.items);
          if (member.kind === 'expect') return stretchesOf(member);
          return (member.kind === 'train' ? member.settings : [member]).map(settingStretch);
        }),
      ];
    case 'compare':
      return [{ kind: 'other', start, end, isIntact }, ...statement.settings.map(settingStretch)];
    case 'block':
      return [{ kind: 'other', start, end, isIntact }, ...layerStretches(statement.items)];
  }
}

function settingStretch({ start, end, damaged }: Setting): Stretch {
  return { kind: 'setting', start, end, isIntact: !damaged };
}

function layerStretches(items: readonly LayerItem[]): Stretch[] {
  return items.flatMap((item): Stretch[] => {
    if (item.kind === 'repeat') return layerStretches(item.items);
    const { start, end, damaged, name } = item;
    return [{ kind: name ? 'layer' : 'other', start, end, isIntact: !damaged }];
  });
}

function markBroken(line: SourceLine | undefined): void {
  if (line) line.isIntact = false;
}

function eachLine(
  { lineStarts }: FileSyntax,
  lines: readonly SourceLine[],
  { start, end }: Range,
  act: (line: SourceLine) => void,
): void {
  for (let index = lineAt(lineStarts, start); ; index++) {
    const line = lines[index];
    if (!line || line.start >= end) return;
    act(line);
  }
}

/** A comment beside a broken line stays where it is: it may belong to what could not be read. */
function judgeComments(lines: readonly SourceLine[]): void {
  const code = lines.filter(({ items }) => items[0]?.token);
  let next = 0;
  for (const line of lines) {
    if (line.items.length === 0 || line.items[0]?.token) continue;
    while ((code[next]?.index ?? Infinity) < line.index) next++;
    if (code[next - 1]?.isIntact === false || code[next]?.isIntact === false) line.isPlaceKnown = false;
  }
}

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
  readonly bracket: Bracket | undefined;
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
  isSound: boolean;
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
  readonly isSound: boolean;
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
    isSound: true,
    isPlaceKnown: true,
    column: 0,
    begins: undefined,
  }));
  placeItems(file, lines, tabSize);
  judge(file, lines);
  return lines;
}

/** Puts every token and comment on its line. */
function placeItems(file: FileSyntax, lines: readonly SourceLine[], tabSize: number): void {
  const { text, tokens, comments } = file;
  const starts = new Set(file.statements.map(({ start }) => start));
  let bracket: Bracket | undefined;
  let comment = 0;
  let before: Item | undefined;
  const place = (range: Range, token: Token | undefined): void => {
    const line = lines[lineAt(file.lineStarts, range.start)];
    if (!line) return;
    const from = before?.line === line ? before.end : line.start;
    const space = text.slice(from, range.start);
    const column = columnBehind(
      before?.line === line ? before.written.column + before.width : 0,
      space,
      tabSize,
    );
    // A bracket that was left open reaches no further than its statement.
    if (token && starts.has(token.start)) bracket = undefined;
    const item: Item = {
      start: range.start,
      end: range.end,
      token,
      width: displayWidth(text.slice(range.start, range.end).trimEnd()),
      line,
      position: line.items.length,
      written: { space: { start: from, end: range.start }, column },
      bracket,
      opens: undefined,
      space,
      isSpaceKept: space.includes('\u3000'),
    };
    if (line.items.length === 0) line.column = column;
    before = item;
    line.items.push(item);
    if (token && closers.has(token.kind) && bracket) {
      bracket.closer = item;
      bracket = bracket.around;
    } else bracket?.items.push(item);
    if (token && openers.has(token.kind)) item.opens = bracket = { opener: item, around: bracket, items: [] };
  };
  for (const token of tokens) {
    for (let next = comments[comment]; next && next.start < token.start; next = comments[++comment]) {
      place(next, undefined);
    }
    if (token.kind !== 'end') place(token, token);
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
  const isSound = new Uint8Array(tokens.length);
  let index = 0;
  for (const stretch of statements.flatMap(stretchesOf)) {
    while ((tokens[index]?.start ?? Infinity) < stretch.start) index++;
    const line = lineOf(stretch);
    if (line?.items[0]?.start === stretch.start) line.begins = stretch.kind;
    for (let at = index; (tokens[at]?.start ?? Infinity) < stretch.end; at++) {
      isSound[at] = stretch.isSound ? 1 : 0;
    }
  }
  for (const [at, token] of tokens.entries()) {
    const isSeparator = token.kind === ';' && !token.damaged;
    if (token.kind !== 'end' && isSound[at] === 0 && !isSeparator) markBroken(lineOf(token));
  }
  for (const { start, end } of comments) {
    if (!/[#＃]/.test(text.charAt(start))) eachLine(file, lines, { start, end }, markBroken);
  }
  for (const { kind, damaged, start, end } of statements) {
    if (!damaged || (kind !== 'network' && kind !== 'block')) continue;
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
  const isSound = !damaged;
  switch (statement.kind) {
    case 'assign':
    case 'expect':
      return [{ kind: statement.kind, start, end, isSound }];
    case 'sheet':
    case 'backward':
      return [{ kind: 'other', start, end, isSound }];
    case 'network':
      return [
        { kind: 'other', start, end, isSound },
        ...statement.members.flatMap((member) => {
          if (member.kind === 'layers') return layerStretches(member.items);
          return (member.kind === 'train' ? member.settings : [member]).map(settingStretch);
        }),
      ];
    case 'block':
      return [{ kind: 'other', start, end, isSound }, ...layerStretches(statement.items)];
  }
}

function settingStretch({ start, end, damaged }: Setting): Stretch {
  return { kind: 'setting', start, end, isSound: !damaged };
}

function layerStretches(items: readonly LayerItem[]): Stretch[] {
  return items.flatMap((item): Stretch[] => {
    if (item.kind === 'repeat') return layerStretches(item.items);
    const { start, end, damaged, name } = item;
    return [{ kind: name ? 'layer' : 'other', start, end, isSound: !damaged }];
  });
}

function markBroken(line: SourceLine | undefined): void {
  if (line) line.isSound = false;
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
    if (code[next - 1]?.isSound === false || code[next]?.isSound === false) line.isPlaceKnown = false;
  }
}

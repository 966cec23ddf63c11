import { isBinaryOperator, type Token } from '../../scanner/token';
import { widthBefore } from './alignment';
import type { Bracket, Item, SourceLine } from './sourceLines';

/** As VS Code has them for a document. */
export interface IndentationOptions {
  /** Columns of one level, and from one tab stop to the next. */
  readonly tabSize: number;
  readonly insertSpaces: boolean;
}

/**
 * Indents sound lines: a body, and what a bracket at the end of its line opens, by one level; what goes on
 * behind a bracket or an operator moves along with it, so that the layout of a matrix stays.
 */
export function indent(lines: readonly SourceLine[], options: IndentationOptions): void {
  const { tabSize } = options;
  /** The last line that began a statement. */
  let statement: SourceLine | undefined;
  let before: Token | undefined;
  /** Where the lines above begin that could not be read, until a sound one stands no further in. */
  let broken: Columns | undefined;
  for (const line of lines) {
    const [first] = line.items;
    if (!first) continue;
    const { token, bracket } = first;
    const written = first.written.column;
    const isInBody = bracket === undefined || bracket.opener.token?.kind === '{';
    const goesOn = isInBody && token !== undefined && before !== undefined && continues(token, before);
    if (line.isIntact && line.isPlaceKnown && !first.isSpaceKept) {
      const hangsOn = bracket && !isInBody && !endsLine(bracket) ? bracket.opener : undefined;
      const isHanging = goesOn || hangsOn !== undefined;
      if (goesOn) line.column = columnBelow(statement, first);
      else if (hangsOn) line.column = first.written.column + movement(hangsOn);
      else line.column = columnInside(bracket, first, tabSize);
      line.column = Math.max(0, line.column);
      if (broken && changesSides(written, line.column, broken)) line.column = written;
      first.space = blanks(line.column, isHanging ? (statement?.column ?? 0) : line.column, options);
    }
    if (!line.isIntact) broken = broken ? around(broken, written) : { least: written, most: written };
    else if (broken && token && written <= broken.least) broken = undefined;
    if (isInBody && !goesOn && token) statement = line;
    for (const item of line.items) before = item.token ?? before;
  }
}

interface Columns {
  readonly least: number;
  readonly most: number;
}

function around({ least, most }: Columns, column: number): Columns {
  return { least: Math.min(least, column), most: Math.max(most, column) };
}

/** Whether a line would stand further in than some of the broken ones above and did not, or the other way
 * round: that is what says to the parser where the next readable statement begins. */
function changesSides(written: number, placed: number, { least, most }: Columns): boolean {
  return written !== placed && Math.min(written, placed) <= most && Math.max(written, placed) > least;
}

/** Outside of brackets, a line that begins with an operator, or follows one, belongs to the line above. */
function continues(token: Token, before: Token): boolean {
  return isBinaryOperator(token.kind) || isBinaryOperator(before.kind);
}

/** Whether nothing but a comment stands behind the bracket on its line. */
function endsLine({ opener }: Bracket): boolean {
  const { items } = opener.line;
  return opener.position >= items.length - (items.at(-1)?.token ? 1 : 2);
}

function columnInside(bracket: Bracket | undefined, first: Item, tabSize: number): number {
  if (!bracket) return 0;
  const { column } = bracket.opener.line;
  return bracket.closer === first ? column : column + tabSize;
}

/** Below the value of the statement it stays there; else it keeps its distance from the statement. */
function columnBelow(statement: SourceLine | undefined, first: Item): number {
  const [begin] = statement?.items ?? [];
  if (!statement || !begin) return first.written.column;
  const equals = statement.items.find(({ token }) => token?.kind === '=');
  const isBelowValue = equals !== undefined && first.written.column >= equals.written.column;
  return first.written.column + movement(isBelowValue ? equals : begin);
}

/** How many columns to the right of where it is written an item is to stand. */
function movement(item: Item): number {
  return item.line.column + widthBefore(item.line, item) + spaceOf(item) - item.written.column;
}

/** The first on a line has its indentation before it, which the line's column counts. */
function spaceOf(item: Item): number {
  return item.line.items[0] === item ? 0 : item.space.length;
}

/** Tabs as far as the statement is indented, where tabs are used, and spaces from there on. */
function blanks(column: number, tabbed: number, { tabSize, insertSpaces }: IndentationOptions): string {
  if (insertSpaces) return ' '.repeat(column);
  const tabs = Math.floor(Math.min(column, tabbed) / tabSize);
  return '\t'.repeat(tabs) + ' '.repeat(column - tabs * tabSize);
}

import type { CheckedFile } from '../..';
import type { TextEdit } from '../../diagnostic';
import { lineEndAt, type Range } from '../../range';
import { alignEquals, placeComments } from './alignment';
import { indent, type IndentationOptions } from './indentation';
import { alignMatrices } from './matrixColumns';
import { sourceLines, type SourceLine } from './sourceLines';
import { spaceTokens } from './spacing';

/**
 * The edits that format a text, or the lines that `within` touches. They change nothing but space within
 * lines, so that every line, comment and character stays, and lines that could not be read stay as they are.
 * Formatting what is formatted gives no edits. Takes time linear in the length of the text.
 */
export function formatEdits(
  { ast }: Pick<CheckedFile, 'ast'>,
  options: IndentationOptions,
  within: Range = { start: 0, end: ast.text.length },
): TextEdit[] {
  const { text, lineStarts } = ast;
  const lines = sourceLines(ast, options.tabSize);
  spaceTokens(lines);
  alignMatrices(lines, text);
  alignEquals(lines);
  indent(lines, options);
  placeComments(lines);
  const edits: TextEdit[] = [];
  for (const line of lines) {
    const end = lineEndAt(text, lineStarts, line.start);
    if (line.isIntact && end >= within.start && line.start <= within.end) editLine(line, end, text, edits);
  }
  return edits;
}

function editLine({ items, start }: SourceLine, end: number, text: string, edits: TextEdit[]): void {
  const change = (range: Range, newText: string): void => {
    if (text.slice(range.start, range.end) !== newText) edits.push({ range, newText });
  };
  for (const { written, space } of items) change(written.space, space);
  const last = items.at(-1);
  // Space at the end of a line, which a comment holds as well.
  const behind = last
    ? Math.min(last.end, last.start + text.slice(last.start, last.end).trimEnd().length)
    : start;
  if (!text.slice(behind, end).includes('\u3000')) change({ start: behind, end }, '');
}

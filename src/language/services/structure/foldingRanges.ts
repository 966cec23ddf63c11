import type { FileSyntax } from '../../ast';
import { lineAt } from '../../range';
import type { TokenKind } from '../../scanner/token';
import { bracketPairs } from './bracketPairs';

/** Lines that can be folded away, counted from 0; the first stays in sight. */
export interface FoldingRange {
  readonly startLine: number;
  readonly endLine: number;
  readonly kind?: 'comment' | 'region';
}

/** Bodies, matrices and calls of several lines, comments of several lines, and `# region` … `# endregion`. */
export function foldingRanges({ ast }: { readonly ast: FileSyntax }): FoldingRange[] {
  return [...foldedBrackets(ast), ...foldedComments(ast)].sort((a, b) => a.startLine - b.startLine);
}

const closers: ReadonlySet<TokenKind> = new Set([')', ']', '}']);

/** One for each line, of the bracket that reaches furthest. A line that begins with a closing one stays. */
function foldedBrackets({ tokens, lineStarts }: FileSyntax): FoldingRange[] {
  const ends = new Map<number, number>();
  const closing = new Set<number>();
  for (const { kind, start, startsLine } of tokens) {
    if (startsLine && closers.has(kind)) closing.add(lineAt(lineStarts, start));
  }
  for (const { opener, closer } of bracketPairs(tokens)) {
    const startLine = lineAt(lineStarts, opener.start);
    const lastLine = lineAt(lineStarts, closer.start);
    const endLine = closing.has(lastLine) ? lastLine - 1 : lastLine;
    if (endLine > Math.max(startLine, ends.get(startLine) ?? 0)) ends.set(startLine, endLine);
  }
  return Array.from(ends, ([startLine, endLine]) => ({ startLine, endLine }));
}

/** `# region` and `# endregion`. */
export const regionMark = /^[#＃]\s*#?(end)?region(?![\p{L}\d_])/u;

/** Neighbouring lines that hold nothing but comments. */
function foldedComments({ tokens, comments, lineStarts, text }: FileSyntax): FoldingRange[] {
  const found: FoldingRange[] = [];
  const regions: number[] = [];
  let run: { readonly startLine: number; endLine: number } | undefined;
  const endRun = (): void => {
    if (run && run.endLine > run.startLine) found.push({ ...run, kind: 'comment' });
    run = undefined;
  };
  let token = 0;
  for (const { start, end } of comments) {
    const startLine = lineAt(lineStarts, start);
    const endLine = lineAt(lineStarts, Math.max(start, end - 1));
    while ((tokens[token]?.start ?? Infinity) < start) token++;
    // Behind code a comment belongs to its line.
    if ((tokens[token - 1]?.end ?? 0) > (lineStarts[startLine] ?? 0)) continue;
    const mark = regionMark.exec(text.slice(start, start + 40));
    if (mark) {
      endRun();
      const opened = mark[1] === undefined ? undefined : regions.pop();
      if (mark[1] === undefined) regions.push(startLine);
      if (opened !== undefined && startLine > opened) {
        found.push({ startLine: opened, endLine: startLine, kind: 'region' });
      }
      continue;
    }
    if (run && startLine === run.endLine + 1) run.endLine = endLine;
    else {
      endRun();
      run = { startLine, endLine };
    }
  }
  endRun();
  return found;
}

/** A stretch of text in UTF-16 code units, `end` exclusive, as VS Code's offsets count. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A place in a text as editors count: line and UTF-16 column, both from 0. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Index of the line that holds `offset`; `lineStarts` holds the offset of every line's first character. */
export function lineAt(lineStarts: readonly number[], offset: number): number {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Index of the last of `ranges`, in the order of the text, that begins at or before `offset`; else -1. */
export function lastBeginningAt(ranges: readonly Pick<Range, 'start'>[], offset: number): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Line and column of `offset`, both from 0. */
export function positionIn(lineStarts: readonly number[], offset: number): Position {
  const line = lineAt(lineStarts, offset);
  return { line, column: offset - (lineStarts[line] ?? 0) };
}

/** Offset behind the last character of the line that holds `offset`, its line end not counted. */
export function lineEndAt(text: string, lineStarts: readonly number[], offset: number): number {
  let end = lineStarts[lineAt(lineStarts, offset) + 1] ?? text.length;
  while (end > offset && (text[end - 1] === '\n' || text[end - 1] === '\r')) end--;
  return end;
}

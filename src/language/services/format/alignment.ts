import type { Item, SourceLine } from './sourceLines';

/** Two blanks, so that code and comment are told apart. */
const leastBeforeComment = 2;

/**
 * Aligns the `=` of neighbouring lines that begin with statements of one kind in one body. A line between
 * them that is blank, a comment or something else begins a new run.
 */
export function alignEquals(lines: readonly SourceLine[]): void {
  for (const run of runsOf(lines, equalsOf, belongTogether)) {
    const widths = run.map(({ line, item }) => widthBefore(line, item));
    const column = largest(widths) + 1;
    for (const [index, { item }] of run.entries()) item.space = ' '.repeat(column - (widths[index] ?? 0));
  }
}

/** The first `=` of a line that begins with a statement which has one. */
function equalsOf({ items, begins, isIntact }: SourceLine): Item | undefined {
  if (!isIntact || begins === undefined || begins === 'other') return undefined;
  const equals = items.find(({ token }) => token?.kind === '=');
  return equals?.isSpaceKept ? undefined : equals;
}

function belongTogether(above: Found, below: Found): boolean {
  if (above.line.begins !== below.line.begins || above.item.bracket !== below.item.bracket) return false;
  const [first, second] = [above.line.items[0], below.line.items[0]];
  return below.line.isPlaceKnown || first?.written.column === second?.written.column;
}

/**
 * Keeps the comments behind code where they are: those of neighbouring lines in their common column, which
 * moves with the longest line, and a single one as far behind its code as it was.
 */
export function placeComments(lines: readonly SourceLine[]): void {
  for (const run of runsOf(lines, commentOf, inOneColumn)) {
    const gap = Math.max(leastBeforeComment, -largest(run.map((found) => -writtenGap(found))));
    const widths = run.map(({ line, item }) => line.column + widthBefore(line, item));
    const column = largest(widths) + gap;
    for (const [index, { item }] of run.entries()) item.space = ' '.repeat(column - (widths[index] ?? 0));
  }
}

/** The comment behind something else. */
function commentOf({ items, isIntact }: SourceLine): Item | undefined {
  const last = items.at(-1);
  const isBehind = isIntact && items.length > 1 && last?.token === undefined;
  return isBehind && !last?.isSpaceKept ? last : undefined;
}

function writtenGap({ line, item }: Found): number {
  const before = line.items.at(-2);
  return before ? item.written.column - before.written.column - before.width : 0;
}

function inOneColumn(above: Found, below: Found): boolean {
  return above.item.written.column === below.item.written.column;
}

/** What is looked for, and the line it stands on. */
interface Found {
  readonly line: SourceLine;
  readonly item: Item;
}

/** What is looked for in the lines, neighbours that belong together as one run. */
function runsOf(
  lines: readonly SourceLine[],
  find: (line: SourceLine) => Item | undefined,
  belong: (above: Found, below: Found) => boolean,
): Found[][] {
  const runs: Found[][] = [];
  let last: Found | undefined;
  for (const line of lines) {
    const item = find(line);
    const found = item && { line, item };
    if (found && last && belong(last, found)) runs.at(-1)?.push(found);
    else if (found) runs.push([found]);
    last = found;
  }
  return runs;
}

/** Columns from the first thing on a line up to the space before `item`. */
export function widthBefore({ items }: SourceLine, item: Item): number {
  let width = 0;
  for (const [index, each] of items.entries()) {
    if (each === item) break;
    width += (index === 0 ? 0 : each.space.length) + each.width;
  }
  return width;
}

/** 0 where there are none. Any number of them: an argument each would be too much for one call. */
export function largest(numbers: readonly number[]): number {
  return numbers.reduce((most, number) => Math.max(most, number), numbers[0] ?? 0);
}

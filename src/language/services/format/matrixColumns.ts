import { displayWidth } from '../../displayWidth';
import { halfWidth } from '../../scanner/fullWidth';
import { largest } from './alignment';
import type { Bracket, Item, SourceLine } from './sourceLines';

/** Columns counted from behind the bracket that opens the row. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** One entry of a row: what stands between two commas. */
interface Cell {
  readonly first: Item;
  readonly written: Stretch;
  readonly spaced: Stretch;
  /** How much of a number stands before its point; absent for what is no number. */
  readonly lead: number | undefined;
  /** Columns of the comma behind it. */
  readonly comma: number;
}

/**
 * Aligns the columns of matrices by the points of their numbers, where each row is a line and the columns
 * stand below one another already, by their beginnings, their ends or their points. Other matrices stay as
 * they are.
 */
export function alignMatrices(lines: readonly SourceLine[], text: string): void {
  const seen = new Set<Bracket>();
  for (const { items } of lines) {
    for (const { opens } of items) {
      const matrix = opens?.around;
      if (!matrix || seen.has(matrix)) continue;
      seen.add(matrix);
      const rows = rowsOf(matrix, text);
      if (rows && (stand(rows, 'written') || stand(rows, 'spaced'))) align(rows);
    }
  }
}

/** The rows of a list of lists of equal length, at least two of each, every row on a line of its own. */
function rowsOf(matrix: Bracket, text: string): readonly (readonly Cell[])[] | undefined {
  if (matrix.opener.token?.kind !== '[') return undefined;
  const rows: (readonly Cell[])[] = [];
  let lastLine = -1;
  for (const { token, opens, line } of matrix.items) {
    if (!token || token.kind === ',') continue;
    const isRow = token.kind === '[' && line.isIntact && line.index > lastLine;
    const cells = isRow && opens ? cellsOf(opens, text) : undefined;
    if (cells?.length !== (rows[0] ?? cells)?.length || !cells) return undefined;
    rows.push(cells);
    lastLine = line.index;
  }
  return rows.length >= 2 && (rows[0]?.length ?? 0) >= 2 ? rows : undefined;
}

function cellsOf(row: Bracket, text: string): readonly Cell[] | undefined {
  const { opener, closer } = row;
  if (closer?.line !== opener.line) return undefined;
  const { items } = opener.line;
  const inside = items.slice(opener.position + 1, closer.position);
  if (inside.some(({ token, isSpaceKept }) => token?.kind === '[' || isSpaceKept)) return undefined;
  const cells: Cell[] = [];
  let column = 0;
  let current: Item[] = [];
  let start = 0;
  for (const item of [...inside, closer]) {
    column += item.space.length;
    const isSeparator = item === closer || (item.token?.kind === ',' && item.bracket === row);
    if (!isSeparator) {
      if (current.length === 0) start = column;
      current.push(item);
    } else if (current.length > 0) {
      cells.push(cellOf(current, { start, end: column }, row, item.width, text));
      current = [];
    }
    column += item.width;
  }
  return cells;
}

function cellOf(items: readonly Item[], spaced: Stretch, row: Bracket, comma: number, text: string): Cell {
  const [first, second] = items;
  const last = items.at(-1);
  if (!first || !last) throw new Error('A cell holds something.');
  const origin = row.opener.written.column + row.opener.width;
  const written = {
    start: first.written.column - origin,
    end: last.written.column + last.width - origin,
  };
  const number = first.token?.kind === '-' ? second : first;
  let lead: number | undefined;
  if (number === last && number.token?.kind === 'number') {
    const digits = halfWidth(text.slice(number.start, number.end));
    const before = text.slice(number.start, number.start + digits.search(/[.e]|$/i));
    lead = displayWidth(before) + (number === first ? 0 : first.width);
  }
  return { first, written, spaced, lead, comma };
}

/** Whether every column stands below itself. */
function stand(rows: readonly (readonly Cell[])[], place: 'written' | 'spaced'): boolean {
  return columnsOf(rows).every(
    (column) =>
      alike(column, (cell) => cell[place].start) ||
      alike(column, (cell) => cell[place].end) ||
      alike(column, (cell) => cell[place].start + (cell.lead ?? NaN)),
  );
}

function columnsOf(rows: readonly (readonly Cell[])[]): Cell[][] {
  return (rows[0] ?? []).map((_, position) => rows.flatMap((row) => row[position] ?? []));
}

function alike(column: readonly Cell[], of: (cell: Cell) => number): boolean {
  const [first] = column;
  return first !== undefined && column.every((cell) => of(cell) === of(first));
}

function align(rows: readonly (readonly Cell[])[]): void {
  /** Where each row has come to. */
  const ends = rows.map(() => 0);
  for (const [position, column] of columnsOf(rows).entries()) {
    const leads = leadsOf(column);
    const point = largest(ends) + (position === 0 ? 0 : 1) + largest(leads);
    for (const [row, cell] of column.entries()) {
      const start = point - (leads[row] ?? 0);
      cell.first.space = ' '.repeat(start - (ends[row] ?? 0));
      ends[row] = start + (cell.spaced.end - cell.spaced.start) + cell.comma;
    }
  }
}

/** What of each cell stands before the place by which its column is aligned: point, beginning or end. */
function leadsOf(column: readonly Cell[]): number[] {
  if (column.every(({ lead }) => lead !== undefined)) return column.map(({ lead }) => lead ?? 0);
  if (alike(column, ({ written }) => written.start)) return column.map(() => 0);
  return column.map(({ spaced }) => spaced.end - spaced.start);
}

import { message } from '../../engine/message';
import { columnText, type Column, type ColumnReference } from '../columns';
import { failure, listed, shortened, success, type Failure, type Result } from '../result';
import type { NumberParser } from './csvCells';
import type { RowOptions } from './csvRows';

export interface CsvOptions extends RowOptions {
  /** The columns to learn; none where the table is a matrix. */
  readonly targets: readonly ColumnReference[];
  /** The columns of the inputs, in this order; absent: all but the targets. */
  readonly columns?: readonly ColumnReference[] | undefined;
  /** Columns that are left out. */
  readonly drop?: readonly ColumnReference[] | undefined;
  /** Whether the first row names the columns; absent: it does where it holds anything but numbers. */
  readonly header?: boolean | undefined;
  /** What becomes of rows with an empty cell; absent: they are an error. */
  readonly missing?: 'drop' | 'mean' | undefined;
}

/** Which columns of the file are read, by their places in a row. */
export interface Layout {
  readonly width: number;
  readonly names: readonly string[] | undefined;
  readonly inputs: readonly number[];
  readonly targets: readonly number[];
  /** A target that is listed among the columns of the inputs. */
  readonly listedTarget?: number | undefined;
}

/** Takes the number of columns, their names and which of them are read from the first row. */
export function layoutOf(
  file: string,
  options: CsvOptions,
  cells: readonly string[],
  row: number,
  parser: NumberParser,
): Result<Layout> {
  const width = cells.length;
  if (width < 2 && options.targets.length > 0) return singleColumn(file, options, cells, row);
  const firstRow = contentOf(cells, parser);
  if (options.header === undefined && firstRow === 'column numbers') {
    return failure(
      message(
        '{0}, row {1}: {2} can be data, or numbers of the columns. Say header=false where it is data, else header=true.',
        file,
        row,
        listed(cells),
      ),
      { file, row, argument: 'header', fix: { argument: 'header', text: 'false' } },
    );
  }
  if (options.header === true && firstRow === 'data') {
    return failure(
      message(
        '{0}, row {1}: the first row holds numbers, not names of columns. Say header=false.',
        file,
        row,
      ),
      { file, row, argument: 'header', fix: { argument: 'header', text: 'false' } },
    );
  }
  const hasNames = options.header ?? firstRow === 'names';
  const names = hasNames ? cells.map((cell) => cell.trim()) : undefined;
  const find = (argument: string, references: readonly ColumnReference[]): Result<readonly number[]> =>
    names && holdsNumbersLikeData(cells, parser) && references.some((one) => isMissingName(one, names))
      ? headerLikeData(file, row, cells)
      : findColumns(file, argument, references, width, names);
  const targets = find('target', options.targets);
  if (!targets.ok) return targets;
  const dropped = find('drop', options.drop ?? []);
  if (!dropped.ok) return dropped;
  const chosen = options.columns && find('columns', options.columns);
  if (chosen?.ok === false) return chosen;
  const isLeftOut = (index: number): boolean =>
    targets.value.includes(index) || dropped.value.includes(index);
  const inputs = (chosen?.value ?? cells.map((_, index) => index)).filter((index) => !isLeftOut(index));
  const lostTarget = targets.value.find((index) => dropped.value.includes(index));
  const listedTarget = chosen?.value.find((index) => targets.value.includes(index));
  const layout: Layout = { width, names, inputs, targets: targets.value, listedTarget };
  if (lostTarget !== undefined) {
    return failure(
      message('Column {0} is the target, so it cannot be dropped.', columnText(columnAt(layout, lostTarget))),
      { file, argument: 'drop' },
    );
  }
  return inputs.length === 0
    ? failure(message('{0} has no column left for the inputs.', file), {
        file,
        argument: options.columns ? 'columns' : 'drop',
      })
    : success(layout);
}

function singleColumn(
  file: string,
  { delimiter }: CsvOptions,
  cells: readonly string[],
  row: number,
): Failure {
  const place = { file, row, argument: 'file' };
  return delimiter === undefined && /\S[ ]+\S/.test(cells[0] ?? '')
    ? failure(
        message(
          '{0} has one column only, as no comma, semicolon, tab or bar parts its cells. Say delimiter=" " where spaces do.',
          file,
        ),
        { ...place, fix: { argument: 'delimiter', text: '" "' } },
      )
    : failure(message('{0} needs at least two columns: inputs and a target.', file), place);
}

/** What the first row holds: some programs write the numbers 0, 1, 2, … of the columns as a header. */
function contentOf(cells: readonly string[], parser: NumberParser): 'names' | 'data' | 'column numbers' {
  const values = cells.map((cell) => parser.parse(cell));
  if (values.some((value) => typeof value !== 'number')) return 'names';
  return values.some((value, index) => value !== index) ? 'data' : 'column numbers';
}

function isMissingName(reference: ColumnReference, names: readonly string[]): boolean {
  return typeof reference === 'string' && !names.includes(reference);
}

/** Fractions, negative numbers and the same number twice are no names of columns. */
function holdsNumbersLikeData(cells: readonly string[], parser: NumberParser): boolean {
  const numbers = cells.map((cell) => parser.parse(cell)).filter((value) => typeof value === 'number');
  return (
    new Set(numbers).size < numbers.length || numbers.some((value) => !Number.isInteger(value) || value < 0)
  );
}

/** Whether names of columns are more likely the first row of data, by the row that follows them. */
export function looksLikeData(
  cells: readonly string[],
  next: readonly string[],
  parser: NumberParser,
): boolean {
  return (
    holdsNumbersLikeData(cells, parser) &&
    cells.every((cell, index) => parser.isName(cell) === parser.isName(next[index] ?? ''))
  );
}

/** That names of columns are more likely data. */
export function headerLikeData(file: string, row: number, cells: readonly string[]): Failure {
  return failure(
    message(
      '{0}, row {1}: {2} looks like data, not like names of columns. Say header=false; columns are then given by number, counted from 0.',
      file,
      row,
      listed(cells),
    ),
    { file, row, argument: 'header', fix: { argument: 'header', text: 'false' } },
  );
}

export function columnAt({ names }: Pick<Layout, 'names'>, index: number): Column {
  const name = names?.[index];
  return { number: index + 1, ...(name !== undefined && { name }) };
}

/** The places of columns in a row, each once. */
function findColumns(
  file: string,
  argument: string,
  references: readonly ColumnReference[],
  width: number,
  names: readonly string[] | undefined,
): Result<readonly number[]> {
  const found = new Set<number>();
  for (const reference of references) {
    const index = findColumn(file, argument, reference, width, names);
    if (!index.ok) return index;
    found.add(index.value);
  }
  return success([...found]);
}

function findColumn(
  file: string,
  argument: string,
  reference: ColumnReference,
  width: number,
  names: readonly string[] | undefined,
): Result<number> {
  const place = { file, argument };
  if (typeof reference === 'number') {
    const index = reference < 0 ? reference + width : reference;
    if (index >= 0 && index < width) return success(index);
    return failure(
      message('{0} has no column {1}: columns count from 0 to {2}.', file, reference, width - 1),
      place,
    );
  }
  if (!names) {
    return failure(
      message('Without a header columns have no names: give {0} a number, counted from 0.', argument),
      place,
    );
  }
  const index = names.indexOf(reference);
  if (index < 0) {
    return failure(
      message('{0} has no column {1}. It has {2}.', file, shortened(reference), listed(names)),
      place,
    );
  }
  const second = names.indexOf(reference, index + 1);
  if (second < 0) return success(index);
  return failure(
    message(
      '{0} has two columns called {1}. Say which by its number, counted from 0: {2} or {3}.',
      file,
      shortened(reference),
      index,
      second,
    ),
    place,
  );
}

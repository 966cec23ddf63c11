import { message } from '../../engine/message';
import { columnText, dropFix, writtenReference, type Column } from '../columns';
import { failure, shortened, type DataError, type Failure } from '../result';
import type { CellMistake, NumberParser } from './csvCells';
import { columnAt, type CsvOptions, type Layout } from './csvLayout';

/** A row of a table, and what it is read by. */
export interface ReadRow {
  readonly file: string;
  readonly options: CsvOptions;
  readonly layout: Layout;
  readonly parser: NumberParser;
  readonly cells: readonly string[];
  /** Its number in the file, from 1. */
  readonly row: number;
  /** Whether no row of data stands above it. */
  readonly isFirst: boolean;
}

/** A row that is shorter or longer than the first. */
export function raggedRow(file: string, found: number, row: number, { width }: Layout): Failure {
  const column = Math.min(found, width) + 1;
  return failure(
    found < width
      ? message(
          '{0}, row {1}, column {2} is missing. Columns in this row: {3}, in the first row: {4}.',
          file,
          row,
          column,
          found,
          width,
        )
      : message(
          '{0}, row {1}, column {2} is one too many. Columns in this row: {3}, in the first row: {4}.',
          file,
          row,
          column,
          found,
          width,
        ),
    { file, row, column },
  );
}

/** A cell that is not what its column asks for, and what to write in the definition where that helps. */
export function wrongCell(
  { file, options, layout, parser, isFirst, row, cells }: ReadRow,
  mistake: CellMistake,
  index: number,
): Failure {
  const column = columnAt(layout, index);
  const place: Omit<DataError, 'message'> = { file, row, column: column.number };
  const cell = shortened(cells[index] ?? '');
  const isTarget = layout.targets.includes(index);
  switch (mistake) {
    case 'empty':
    case 'missing':
      if (isTarget && column.name === '' && index > 0) {
        return failure(
          message(
            '{0}, row {1}, column {2} has neither a name nor cells, as where every row ends with a comma. Say target={3}, drop=[{4}].',
            file,
            row,
            column.number,
            writtenReference(columnAt(layout, index - 1)),
            writtenReference(column),
          ),
          { ...place, argument: 'file' },
        );
      }
      return missingCell(file, options, mistake === 'empty' ? undefined : cell, column, isTarget, place);
    case 'not finite':
      return failure(
        message('{0}, row {1}, column {2}: {3} is not a finite number.', file, row, columnText(column), cell),
        place,
      );
    case 'mixed decimals':
      return failure(
        message(
          '{0}, row {1}, column {2}: {3} has another decimal point than the numbers above.',
          file,
          row,
          columnText(column),
          cell,
        ),
        place,
      );
    case 'not text':
      return failure(
        message(
          '{0}, row {1}, column {2}: the name of a class holds a NUL character.',
          file,
          row,
          columnText(column),
        ),
        place,
      );
    case 'not a name':
      return failure(
        message(
          '{0}, row {1}, column {2}: a name is expected, as in the rows above, not “{3}”.',
          file,
          row,
          columnText(column),
          cell,
        ),
        place,
      );
    case 'not a number': {
      if (isFirst && !layout.names && cells.every((other) => parser.isName(other))) {
        return failure(
          message(
            '{0}, row {1}, column {2}: a number is expected, not “{3}”. The first row seems to name the columns: say header=true.',
            file,
            row,
            columnText(column),
            cell,
          ),
          { ...place, argument: 'header', fix: { argument: 'header', text: 'true' } },
        );
      }
      const plain = plainNumber(cells[index] ?? '');
      if (plain !== undefined) {
        return failure(
          message(
            '{0}, row {1}, column {2}: a number is expected, which “{3}” is not as it is written. Write {4}, or leave the column out: drop=[{5}].',
            file,
            row,
            columnText(column),
            cell,
            plain,
            writtenReference(column),
          ),
          { ...place, argument: 'file', ...dropFix(options, [column]) },
        );
      }
      if (isFirst && !isTarget) return textColumns({ file, options, layout, parser, cells }, column, place);
      return failure(
        message(
          '{0}, row {1}, column {2}: a number is expected, not “{3}”.',
          file,
          row,
          columnText(column),
          cell,
        ),
        place,
      );
    }
  }
}

/**
 * A number that is written for people, as it is written in data: without what groups its thousands, in digits
 * of half width, with a minus from the keyboard.
 */
function plainNumber(cell: string): string | undefined {
  const text = cell
    .trim()
    .normalize('NFKC')
    .replace(/^[\u2212\u2013]/, '-')
    .replace(/^([+-]?)[$€£¥]\s*/, '$1');
  const [, percent] = /^([+-]?\d+(?:\.\d+)?) ?%$/.exec(text) ?? [];
  if (percent !== undefined) return String(Number(percent) / 100);
  const plain = /^[+-]?\d{1,3}([,' _]\d{3})+(\.\d+)?$/.test(text) ? text.replace(/[,' _]/g, '') : text;
  return plain !== '' && Number.isFinite(Number(plain)) && !/^[+-]?0[xob]/i.test(plain) ? plain : undefined;
}

/** A first row tells which columns hold text: all of them are named at once. */
function textColumns(
  { file, options, layout, parser, cells }: Omit<ReadRow, 'row' | 'isFirst'>,
  column: Column,
  place: Omit<DataError, 'message'>,
): Failure {
  const columns = layout.inputs.filter((index) => parser.isName(cells[index] ?? ''));
  const named = columns.map((index) => columnAt(layout, index));
  return failure(
    message(
      '{0}, row {1}, column {2}: a number is expected, not “{3}”. Leave out what is text: drop=[{4}].',
      file,
      place.row ?? 0,
      columnText(column),
      shortened(cells[column.number - 1] ?? ''),
      named.map(writtenReference).join(', '),
    ),
    { ...place, argument: 'file', ...dropFix(options, named) },
  );
}

function missingCell(
  file: string,
  options: CsvOptions,
  mark: string | undefined,
  column: Column,
  isTarget: boolean,
  place: Omit<DataError, 'message'>,
): Failure {
  const row = place.row ?? 0;
  const details = {
    ...place,
    argument: 'file',
    ...(options.missing === undefined && { fix: { argument: 'missing', text: '"drop"' } }),
  };
  if (isTarget) {
    return failure(
      message(
        '{0}, row {1}, column {2}: the target is missing. Say missing="drop" to leave such rows out.',
        file,
        row,
        columnText(column),
      ),
      details,
    );
  }
  const drop = writtenReference(column);
  return failure(
    mark === undefined
      ? message(
          '{0}, row {1}, column {2} is empty. Say missing="drop" to leave such rows out, missing="mean" to put in the mean of the column, or drop=[{3}] to leave the column out.',
          file,
          row,
          columnText(column),
          drop,
        )
      : message(
          '{0}, row {1}, column {2}: “{3}” is not a number. Say missing="drop" to leave such rows out, missing="mean" to put in the mean of the column, or drop=[{4}] to leave the column out.',
          file,
          row,
          columnText(column),
          mark,
          drop,
        ),
    details,
  );
}

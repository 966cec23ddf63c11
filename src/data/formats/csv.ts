import { message } from '../../engine/message';
import { listed, shortened } from '../excerpt';
import { failure, success, type Failure, type Result } from '../result';
import type { SourceFile } from '../source';
import { parseCell, type CellMistake } from './csvNumber';
import { readCsvRows } from './csvRows';
import { GrowingNumbers } from './growingNumbers';

/** Why a cell is no name of a class. */
type NameMistake = 'empty' | 'not a name';

export interface CsvOptions {
  /** Name of the target's column, or its number from 0, negative from the end. */
  readonly target: string | number;
  /** Whether the first row names the columns. */
  readonly header: boolean;
}

/** A CSV file taken apart: one column is the target, the others are inputs in their order. */
export interface CsvTable {
  readonly count: number;
  readonly inputWidth: number;
  /** Row-major, `count` × `inputWidth`. */
  readonly inputs: Float64Array;
  /**
   * Numbers, or names of classes in order of their first
   * appearance and the name of each sample by its number.
   */
  readonly target:
    | { readonly kind: 'numbers'; readonly numbers: Float64Array }
    | { readonly kind: 'names'; readonly names: readonly string[]; readonly indices: Float64Array };
  /** Column of the target in the file, from 1. */
  readonly targetColumn: number;
  /** Row of each sample in the file, from 1. */
  readonly rows: Float64Array;
}

/**
 * Reads a CSV file of numbers with one target column. The first data row
 * decides whether targets are numbers or names; from then on a row of the
 * other kind is an error, as are ragged rows, empty cells and text inputs.
 */
export function readCsv(file: SourceFile, options: CsvOptions): Result<CsvTable> {
  const reader = new TableReader(file.name, options);
  const read = readCsvRows(file, (cells, row) => reader.add(cells, row));
  if (!read.ok) return read;
  const table = reader.table();
  return table.count === 0
    ? failure(message('{0} holds no rows of data.', file.name), { file: file.name })
    : success(table);
}

/**
 * Reads the beginning of a CSV file as far as it goes: perhaps to the names of the columns and no further.
 * `undefined` where not even its first row ends there.
 */
export function readCsvStart(file: SourceFile, options: CsvOptions): Result<CsvTable | undefined> {
  const reader = new TableReader(file.name, options);
  const read = readCsvRows(file, (cells, row) => reader.add(cells, row));
  if (!read.ok) return read;
  return success(reader.width === 0 ? undefined : reader.table());
}

class TableReader {
  /** 0 before the first row. */
  width = 0;
  private targetIndex = -1;
  private names: Map<string, number> | undefined;
  private readonly inputs = new GrowingNumbers();
  private readonly targets = new GrowingNumbers();
  private readonly rows = new GrowingNumbers();

  constructor(
    private readonly file: string,
    private readonly options: CsvOptions,
  ) {}

  add(cells: readonly string[], row: number): Failure | undefined {
    if (this.width === 0) {
      const failed = this.begin(cells, row);
      if (failed || this.options.header) return failed;
    }
    if (cells.length !== this.width) return this.ragged(cells.length, row);
    if (this.rows.length === 0 && isName(cells[this.targetIndex] ?? '')) this.names = new Map();
    for (let index = 0; index < cells.length; index++) {
      const cell = cells[index] ?? '';
      const value = index === this.targetIndex && this.names ? nameIndex(this.names, cell) : parseCell(cell);
      if (typeof value !== 'number') return this.wrongCell(value, cell, row, index);
      (index === this.targetIndex ? this.targets : this.inputs).push(value);
    }
    this.rows.push(row);
    return undefined;
  }

  table(): CsvTable {
    return {
      count: this.rows.length,
      inputWidth: this.width - 1,
      inputs: this.inputs.numbers(),
      target: this.names
        ? { kind: 'names', names: [...this.names.keys()], indices: this.targets.numbers() }
        : { kind: 'numbers', numbers: this.targets.numbers() },
      targetColumn: this.targetIndex + 1,
      rows: this.rows.numbers(),
    };
  }

  /** Takes the number of columns and the place of the target from the first row. */
  private begin(cells: readonly string[], row: number): Failure | undefined {
    const { file } = this;
    const { target, header } = this.options;
    if (cells.length < 2) {
      return failure(message('{0} needs at least two columns: inputs and a target.', file), { file, row });
    }
    if (header && looksLikeData(cells)) {
      return failure(
        message(
          '{0}, row {1}: the first row holds numbers, not names of columns. Say header=false.',
          file,
          row,
        ),
        { file, row, argument: 'header' },
      );
    }
    this.width = cells.length;
    if (typeof target === 'number') {
      this.targetIndex = target < 0 ? target + this.width : target;
      if (this.targetIndex >= 0 && this.targetIndex < this.width) return undefined;
      return failure(
        message(
          '{0} has {1} columns, so there is no column {2}: they count from 0.',
          file,
          this.width,
          target,
        ),
        { file, argument: 'target' },
      );
    }
    if (!header) {
      return failure(message('Without a header columns have no names: give target a number, from 0.'), {
        file,
        argument: 'target',
      });
    }
    const names = cells.map((cell) => cell.trim());
    this.targetIndex = names.indexOf(target);
    if (this.targetIndex >= 0) return undefined;
    return failure(message('{0} has no column {1}. It has {2}.', file, target, listed(names)), {
      file,
      argument: 'target',
    });
  }

  private ragged(found: number, row: number): Failure {
    const { file, width } = this;
    const column = Math.min(found, width) + 1;
    return failure(
      found < width
        ? message(
            '{0}, row {1}, column {2} is missing: this row has {3} columns, the first row has {4}.',
            file,
            row,
            column,
            found,
            width,
          )
        : message(
            '{0}, row {1}, column {2} is one too many: this row has {3} columns, the first row has {4}.',
            file,
            row,
            column,
            found,
            width,
          ),
      { file, row, column },
    );
  }

  private wrongCell(mistake: CellMistake | NameMistake, cell: string, row: number, index: number): Failure {
    const { file } = this;
    const column = index + 1;
    const place = { file, row, column };
    switch (mistake) {
      case 'empty':
        return failure(message('{0}, row {1}, column {2} is empty.', file, row, column), place);
      case 'not finite':
        return failure(
          message(
            '{0}, row {1}, column {2}: {3} is not a finite number.',
            file,
            row,
            column,
            shortened(cell),
          ),
          place,
        );
      case 'not a number':
        return failure(
          message(
            '{0}, row {1}, column {2}: a number is expected, not “{3}”.',
            file,
            row,
            column,
            shortened(cell),
          ),
          place,
        );
      case 'not a name':
        return failure(
          message(
            '{0}, row {1}, column {2}: a name is expected, as in the rows above, not “{3}”.',
            file,
            row,
            column,
            shortened(cell),
          ),
          place,
        );
    }
  }
}

function isName(cell: string): boolean {
  return parseCell(cell) === 'not a number';
}

/** A new name gets the next number; an empty cell is no name, nor is a number. */
function nameIndex(names: Map<string, number>, cell: string): number | NameMistake {
  const name = cell.trim();
  if (name === '') return 'empty';
  if (!isName(name)) return 'not a name';
  const known = names.get(name) ?? names.size;
  names.set(name, known);
  return known;
}

/** Only numbers, but not the column numbers 0, 1, 2, … that some programs write as a header. */
function looksLikeData(cells: readonly string[]): boolean {
  return (
    cells.every((cell) => typeof parseCell(cell) === 'number') &&
    cells.some((cell, index) => parseCell(cell) !== index)
  );
}

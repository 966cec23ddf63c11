import type { DataHint } from '../../engine/network/dataPreview';
import { message } from '../../engine/message';
import { columnText, dropFix, writtenReference, type Column } from '../columns';
import { failure, success, type Failure, type Result } from '../result';
import type { SourceFile } from '../dataSource';
import { NameCollector } from '../namedTargets';
import { isMissing, NumberParser, type CellMistake } from './csvCells';
import { raggedRow, wrongCell, type ReadRow } from './csvErrors';
import { columnAt, headerLikeData, layoutOf, looksLikeData, type CsvOptions, type Layout } from './csvLayout';
import { readCsvRows } from './csvRows';

/** A CSV file taken apart: some columns are targets, or none, others are inputs in their order. */
export interface CsvTable {
  readonly count: number;
  /** Row-major, `count` × the number of input columns. */
  readonly inputs: Float64Array;
  /**
   * Numbers, row-major, or names of classes in order of their
   * first appearance and the name of each sample by its place.
   */
  readonly target:
    | { readonly kind: 'numbers'; readonly numbers: Float64Array }
    | { readonly kind: 'names'; readonly names: readonly string[]; readonly indices: Float64Array };
  readonly inputColumns: readonly Column[];
  readonly targetColumns: readonly Column[];
  /** Row of each sample in the file, from 1. */
  readonly rows: Float64Array;
  /** What was read in another way than it is written. */
  readonly hints: readonly DataHint[];
}

/** The most numbers a table can have: as many as fill the largest file in float64. */
export const MOST_NUMBERS = 2 ** 27;

/**
 * Reads a CSV file of numbers with its target columns. The first data row
 * decides whether a single target is numbers or names; from then on a row of
 * the other kind is an error, as are ragged rows, empty cells and text inputs.
 */
export function readCsv(file: SourceFile, options: CsvOptions): Result<CsvTable> {
  const table = readCsvStart(file, options);
  if (!table.ok) return table;
  return table.value === undefined || table.value.count === 0
    ? failure(message('{0} holds no rows of data.', file.name), { file: file.name })
    : success(table.value);
}

/**
 * Reads the beginning of a CSV file as far as it goes: perhaps to the names of the columns and no further.
 * `undefined` where not even its first row ends there.
 */
export function readCsvStart(file: SourceFile, options: CsvOptions): Result<CsvTable | undefined> {
  const reader = new TableReader(file.name, options);
  const read = readCsvRows(file, options, (cells, row, delimiter) => reader.add(cells, row, delimiter));
  return read.ok ? reader.table() : read;
}

class TableReader {
  private layout: Layout | undefined;
  private parser = new NumberParser(',');
  private names: NameCollector | undefined;
  private readonly inputs = new GrowingNumbers();
  private readonly targets = new GrowingNumbers();
  private readonly rows = new GrowingNumbers();
  /** The row that names the columns. */
  private header: { readonly cells: readonly string[]; readonly row: number } | undefined;
  /** Why that row is more likely data. */
  private likelyData: Failure | undefined;
  private droppedRows = 0;
  private filledCells = 0;

  constructor(
    private readonly file: string,
    private readonly options: CsvOptions,
  ) {}

  add(cells: readonly string[], row: number, delimiter: string): Failure | undefined {
    if (this.isComment(cells)) return undefined;
    if (!this.layout) {
      this.parser = new NumberParser(delimiter);
      const layout = layoutOf(this.file, this.options, cells, row, this.parser);
      if (!layout.ok) return layout;
      this.layout = layout.value;
      if (layout.value.names) {
        this.header = { cells, row };
        return undefined;
      }
    }
    const { layout } = this;
    if (cells.length !== layout.width) return raggedRow(this.file, cells.length, row, layout);
    if ((this.rows.length + 1) * layout.width > MOST_NUMBERS) {
      return failure(
        message(
          '{0} holds more than {1} numbers, which is the most that can be read.',
          this.file,
          MOST_NUMBERS,
        ),
        { file: this.file },
      );
    }
    if (this.isDropped(cells, layout)) {
      this.droppedRows++;
      return undefined;
    }
    const { file, options, parser, header } = this;
    if (header && this.rows.length === 0 && looksLikeData(header.cells, cells, parser)) {
      this.likelyData = headerLikeData(file, header.row, header.cells);
    }
    const read = { file, options, layout, parser, cells, row, isFirst: this.rows.length === 0 };
    const wrong = this.addTargets(read) ?? this.addInputs(read);
    return wrong && read.isFirst ? (this.likelyData ?? wrong) : wrong;
  }

  table(): Result<CsvTable | undefined> {
    const { layout } = this;
    if (!layout) return success(undefined);
    const filled = this.fillMissing(layout);
    if (filled) return filled;
    const numbers = this.targets.numbers();
    return success({
      count: this.rows.length,
      inputs: this.inputs.numbers(),
      target: this.names
        ? { kind: 'names', names: this.names.names(), indices: numbers }
        : { kind: 'numbers', numbers },
      inputColumns: layout.inputs.map((index) => columnAt(layout, index)),
      targetColumns: layout.targets.map((index) => columnAt(layout, index)),
      rows: this.rows.numbers(),
      hints: this.hints(),
    });
  }

  /**
   * A line such as `# made by me`; a header may begin with
   * `#` as well, but then it is as wide as the other rows.
   */
  private isComment(cells: readonly string[]): boolean {
    const first = (cells[0] ?? '').trim();
    if (!first.startsWith('#')) return false;
    return (
      /^#(\s|#)/.test(first) ||
      cells.length === 1 ||
      (this.layout !== undefined && cells.length !== this.layout.width)
    );
  }

  /** A row that is left out as one of its cells is missing; a target is never made up. */
  private isDropped(cells: readonly string[], { targets, inputs }: Layout): boolean {
    const { missing } = this.options;
    if (missing === undefined) return false;
    const isEmpty = (index: number): boolean => isMissing(cells[index] ?? '');
    return targets.some(isEmpty) || (missing === 'drop' && inputs.some(isEmpty));
  }

  private addTargets(read: ReadRow): Failure | undefined {
    const { cells, layout, isFirst } = read;
    const [single = 0] = layout.targets;
    if (isFirst && layout.targets.length === 1 && this.parser.isName(cells[single] ?? '')) {
      this.names = new NameCollector();
    }
    for (const index of layout.targets) {
      const cell = cells[index] ?? '';
      const value = this.names ? this.nameIndex(this.names, cell) : this.parser.parse(cell);
      if (typeof value !== 'number') return wrongCell(read, value, index);
      this.targets.push(value);
    }
    this.rows.push(read.row);
    return undefined;
  }

  private addInputs(read: ReadRow): Failure | undefined {
    const { cells, layout } = read;
    for (const index of layout.inputs) {
      const cell = cells[index] ?? '';
      if (this.options.missing === 'mean' && isMissing(cell)) {
        this.inputs.push(NaN);
        this.filledCells++;
        continue;
      }
      const value = this.parser.parse(cell);
      if (typeof value !== 'number') return wrongCell(read, value, index);
      this.inputs.push(value);
    }
    return undefined;
  }

  /** A new name gets the next number; an empty cell is not a name, nor is a number. */
  private nameIndex(names: NameCollector, cell: string): number | CellMistake {
    const name = cell.trim();
    if (name === '') return 'empty';
    if (name.includes('\0')) return 'not text';
    return this.parser.isName(name) ? names.indexFor(name) : 'not a name';
  }

  /** Puts the mean of the other rows where a cell was missing. */
  private fillMissing(layout: Layout): Failure | undefined {
    if (this.filledCells === 0) return undefined;
    const numbers = this.inputs.numbers();
    const width = layout.inputs.length;
    for (const [position, index] of layout.inputs.entries()) {
      let [sum, count] = [0, 0];
      for (let entry = position; entry < numbers.length; entry += width) {
        const value = numbers[entry] ?? NaN;
        if (Number.isNaN(value)) continue;
        sum += value;
        count++;
      }
      if (count === 0 && numbers.length > 0) {
        const column = columnAt(layout, index);
        return failure(
          message(
            '{0}, column {1} is empty in every row. Leave it out: drop=[{2}].',
            this.file,
            columnText(column),
            writtenReference(column),
          ),
          { file: this.file, column: column.number, argument: 'missing', ...dropFix(this.options, [column]) },
        );
      }
      for (let entry = position; entry < numbers.length; entry += width) {
        if (Number.isNaN(numbers[entry])) numbers[entry] = sum / count;
      }
    }
    return undefined;
  }

  private hints(): readonly DataHint[] {
    const { file, droppedRows, filledCells } = this;
    const hints: DataHint[] = [];
    if (this.likelyData) {
      const { message: text, fix } = this.likelyData.error;
      hints.push({ code: 'header', message: text, argument: 'file', ...(fix && { fix }) });
    }
    const { layout } = this;
    if (layout?.listedTarget !== undefined) {
      const text = message(
        'Column {0} is the target, so it is no input: leave it out of columns.',
        columnText(columnAt(layout, layout.listedTarget)),
      );
      const others = layout.inputs.map((index) => writtenReference(columnAt(layout, index)));
      const fix = { argument: 'columns', text: `[${others.join(', ')}]` };
      hints.push({ code: 'target-column', message: text, argument: 'columns', fix });
    }
    if (this.parser.decimalCommaIn !== undefined) {
      const text = message(
        'In {0} a comma is read as the decimal point: {1}.',
        file,
        this.parser.decimalCommaIn,
      );
      hints.push({ code: 'decimal-comma', message: text, argument: 'file' });
    }
    if (droppedRows > 0) {
      const text =
        droppedRows === 1
          ? message('1 row of {0} is left out, as a cell of it is missing.', file)
          : message('{0} rows of {1} are left out, as a cell of theirs is missing.', droppedRows, file);
      hints.push({ code: 'missing-cells', message: text, argument: 'missing' });
    }
    if (filledCells > 0) {
      const text =
        filledCells === 1
          ? message('1 cell of {0} is missing and gets the mean of its column.', file)
          : message('{0} cells of {1} are missing and get the mean of their column.', filledCells, file);
      hints.push({ code: 'missing-cells', message: text, argument: 'missing' });
    }
    return hints;
  }
}

/** Numbers whose count is not known beforehand, in one typed array that doubles when it is full. */
class GrowingNumbers {
  private data = new Float64Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.data.length) {
      const larger = new Float64Array(2 * this.data.length);
      larger.set(this.data);
      this.data = larger;
    }
    this.data[this.length++] = value;
  }

  /** A view of what was pushed. */
  numbers(): Float64Array {
    return this.data.subarray(0, this.length);
  }
}

/** One number over the steps of a run. */
export interface Points {
  /** Ascending. */
  readonly steps: Float64Array;
  /** One for each step. */
  readonly values: Float64Array;
}

/** Several numbers that were measured together, over the steps of a run. */
export interface Rows {
  /** Ascending. */
  readonly steps: Float64Array;
  /** Steps × columns, row-major. */
  readonly values: Float64Array;
}

/** How many parts there is room for at first; it doubles as they come. */
const firstCapacity = 16;

/** NaN counts as higher than everything: where a loss has become NaN, that is what must be seen. */
function isHigher(value: number, than: number): boolean {
  return value > than || (Number.isNaN(value) && !Number.isNaN(than));
}

/**
 * Numbers over steps, bounded however many are added. The first row and the newest stand for themselves. All
 * between them lie in parts of equally many rows; of each part and column the lowest and the highest number
 * are kept, so that no spike is lost, with the steps at which they came. When there are too many parts, two
 * neighbours become one. Adding a row takes constant time, spread over many.
 */
export class BoundedSeries {
  private rowsAdded = 0;
  private firstStep = NaN;
  private newestStep = NaN;
  private readonly firstRow: Float64Array;
  private readonly newestRow: Float64Array;
  private parts = 0;
  /** Rows that make a part, and those in the last one. */
  private rowsInPart = 1;
  private rowsInLast = 0;
  /** By part, its first and last step. */
  private from = new Float64Array();
  private to = new Float64Array();
  /** Parts × columns. */
  private lows = new Float64Array();
  private lowSteps = new Float64Array();
  private highs = new Float64Array();
  private highSteps = new Float64Array();

  /**
   * @param mostParts an even number; each part gives two rows
   *   at most, and two more are the first and the newest
   */
  constructor(
    readonly columns: number,
    private readonly mostParts: number,
  ) {
    this.firstRow = new Float64Array(columns);
    this.newestRow = new Float64Array(columns);
  }

  get isEmpty(): boolean {
    return this.rowsAdded === 0;
  }

  /** The newest row and its step, as a copy; `undefined` before the first. */
  get newest(): { readonly step: number; readonly row: Float64Array } | undefined {
    return this.isEmpty ? undefined : { step: this.newestStep, row: this.newestRow.slice() };
  }

  /**
   * Copies one row.
   * @param step no smaller than the one before
   * @param at where the row begins in `values`
   */
  add(step: number, values: ArrayLike<number>, at = 0): void {
    if (this.rowsAdded > 1) this.putInPart();
    const isFirst = this.rowsAdded++ === 0;
    if (isFirst) this.firstStep = step;
    this.newestStep = step;
    for (let column = 0; column < this.columns; column++) {
      const value = values[at + column] ?? NaN;
      this.newestRow[column] = value;
      if (isFirst) this.firstRow[column] = value;
    }
  }

  /** The same of a series with one column. */
  addValue(step: number, value: number): void {
    if (this.rowsAdded > 1) this.putInPart();
    if (this.rowsAdded++ === 0) {
      this.firstStep = step;
      this.firstRow[0] = value;
    }
    this.newestStep = step;
    this.newestRow[0] = value;
  }

  append({ steps, values }: Rows): void {
    for (let row = 0; row < steps.length; row++) this.add(steps[row] ?? NaN, values, row * this.columns);
  }

  /**
   * One column with every number at its own step: ascending,
   * of a part the lowest and the highest in their order.
   */
  points(column = 0): Points {
    const most = 2 * this.parts + 2;
    const steps = new Float64Array(most);
    const values = new Float64Array(most);
    let count = 0;
    this.eachPoint(column, (step, value) => {
      steps[count] = step;
      values[count++] = value;
    });
    return { steps: steps.slice(0, count), values: values.slice(0, count) };
  }

  /** Calls `see` with what `points` gives, without making any array. */
  eachPoint(column: number, see: (step: number, value: number) => void): void {
    if (this.isEmpty) return;
    see(this.firstStep, this.firstRow[column] ?? NaN);
    for (let part = 0; part < this.parts; part++) {
      const at = part * this.columns + column;
      const [low = NaN, high = NaN] = [this.lows[at], this.highs[at]];
      const [lowStep = NaN, highStep = NaN] = [this.lowSteps[at], this.highSteps[at]];
      const lowFirst = lowStep <= highStep;
      see(lowFirst ? lowStep : highStep, lowFirst ? low : high);
      if (lowStep !== highStep || !Object.is(low, high))
        see(lowFirst ? highStep : lowStep, lowFirst ? high : low);
    }
    if (this.rowsAdded > 1) see(this.newestStep, this.newestRow[column] ?? NaN);
  }

  /**
   * Columns beside each other. A part of several rows gives two, at its first and its last step: of each
   * column the lowest and the highest, in their order.
   * @param columns default: all of them
   */
  rows(columns: readonly number[] = Array.from({ length: this.columns }, (_, column) => column)): Rows {
    const steps = new Float64Array(2 * this.parts + 2);
    const values = new Float64Array(steps.length * columns.length);
    let rows = 0;
    const write = (step: number, valueOf: (column: number) => number | undefined): void => {
      for (const [place, column] of columns.entries())
        values[rows * columns.length + place] = valueOf(column) ?? NaN;
      steps[rows++] = step;
    };
    if (!this.isEmpty) write(this.firstStep, (column) => this.firstRow[column]);
    for (let part = 0; part < this.parts; part++) {
      const start = part * this.columns;
      const lowFirst = (at: number): boolean => (this.lowSteps[at] ?? NaN) <= (this.highSteps[at] ?? NaN);
      write(this.from[part] ?? NaN, (column) =>
        lowFirst(start + column) ? this.lows[start + column] : this.highs[start + column],
      );
      if (this.rowsOf(part) === 1) continue;
      write(this.to[part] ?? NaN, (column) =>
        lowFirst(start + column) ? this.highs[start + column] : this.lows[start + column],
      );
    }
    if (this.rowsAdded > 1) write(this.newestStep, (column) => this.newestRow[column]);
    return { steps: steps.slice(0, rows), values: values.slice(0, rows * columns.length) };
  }

  /** Forgets everything, and keeps its memory for what comes. */
  clear(): void {
    this.rowsAdded = 0;
    this.parts = 0;
    this.rowsInPart = 1;
    this.rowsInLast = 0;
  }

  private rowsOf(part: number): number {
    return part === this.parts - 1 ? this.rowsInLast : this.rowsInPart;
  }

  /** The newest row is followed by another, and joins those between. */
  private putInPart(): void {
    const { columns, newestStep: step, newestRow: row } = this;
    const beginsPart = this.parts === 0 || this.rowsInLast === this.rowsInPart;
    if (beginsPart) {
      if (this.parts === this.mostParts) this.halve();
      this.makeRoom();
      this.from[this.parts++] = step;
      this.rowsInLast = 0;
    }
    this.rowsInLast++;
    const part = this.parts - 1;
    this.to[part] = step;
    for (let column = 0; column < columns; column++) {
      const at = part * columns + column;
      const value = row[column] ?? NaN;
      if (beginsPart || isHigher(this.lows[at] ?? NaN, value)) {
        this.lows[at] = value;
        this.lowSteps[at] = step;
      }
      if (beginsPart || isHigher(value, this.highs[at] ?? NaN)) {
        this.highs[at] = value;
        this.highSteps[at] = step;
      }
    }
  }

  private halve(): void {
    const { columns, lows, lowSteps, highs, highSteps } = this;
    this.parts /= 2;
    this.rowsInPart *= 2;
    this.rowsInLast = this.rowsInPart;
    for (let part = 0; part < this.parts; part++) {
      this.from[part] = this.from[2 * part] ?? NaN;
      this.to[part] = this.to[2 * part + 1] ?? NaN;
      for (let column = 0; column < columns; column++) {
        const [into, left] = [part * columns + column, 2 * part * columns + column];
        const right = left + columns;
        const low = isHigher(lows[left] ?? NaN, lows[right] ?? NaN) ? right : left;
        const high = isHigher(highs[right] ?? NaN, highs[left] ?? NaN) ? right : left;
        lows[into] = lows[low] ?? NaN;
        lowSteps[into] = lowSteps[low] ?? NaN;
        highs[into] = highs[high] ?? NaN;
        highSteps[into] = highSteps[high] ?? NaN;
      }
    }
  }

  /** For one part more. */
  private makeRoom(): void {
    if (this.parts < this.from.length) return;
    const capacity = Math.min(this.mostParts, Math.max(firstCapacity, 2 * this.parts));
    const enlarged = (before: Float64Array, columns: number): Float64Array<ArrayBuffer> => {
      const larger = new Float64Array(capacity * columns);
      larger.set(before);
      return larger;
    };
    this.from = enlarged(this.from, 1);
    this.to = enlarged(this.to, 1);
    this.lows = enlarged(this.lows, this.columns);
    this.lowSteps = enlarged(this.lowSteps, this.columns);
    this.highs = enlarged(this.highs, this.columns);
    this.highSteps = enlarged(this.highSteps, this.columns);
  }
}

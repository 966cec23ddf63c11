/**
 * Rows of numbers over steps: what `Envelope` of the protocol is for one number, for many that are sampled
 * together. When there are too many, two neighbouring spans become one that keeps the lowest and the highest
 * of each column in the order in which they came: no spike is lost, and memory stays bounded.
 */
export class RowEnvelope {
  private spans: Span[] = [];
  /** How many rows make a span. */
  private width = 1;
  private newest: readonly number[] = [];

  /** @param mostSpans an even number; each gives two rows at most */
  constructor(
    readonly columns: number,
    private readonly mostSpans: number,
  ) {}

  /** Ascending; of rows that were put together the ends of their span. */
  get steps(): Float64Array {
    return Float64Array.from(this.spans.flatMap(({ rows, from, to }) => (rows === 1 ? [from] : [from, to])));
  }

  /** Rows × columns. */
  get values(): Float64Array {
    const count = this.spans.reduce((total, { rows }) => total + Math.min(rows, 2), 0);
    const values = new Float64Array(count * this.columns);
    let at = 0;
    for (const span of this.spans) {
      for (let place = 0; place < Math.min(span.rows, 2); place++) {
        for (let column = 0; column < this.columns; column++) values[at++] = entry(span, place, column);
      }
    }
    return values;
  }

  /** The newest row; empty before the first. */
  get last(): readonly number[] {
    return this.newest;
  }

  /** One column, a number for each of `steps`. */
  column(index: number): number[] {
    return this.spans.flatMap((span) =>
      span.rows === 1 ? [entry(span, 0, index)] : [entry(span, 0, index), entry(span, 1, index)],
    );
  }

  /** @param values as many rows of `columns` numbers as there are steps */
  append(steps: ArrayLike<number>, values: ArrayLike<number>): void {
    for (let row = 0; row < steps.length; row++) {
      const offset = row * this.columns;
      this.newest = Array.from({ length: this.columns }, (_, column) => values[offset + column] ?? NaN);
      this.add(steps[row] ?? NaN, this.newest);
    }
  }

  clear(): void {
    this.spans = [];
    this.width = 1;
    this.newest = [];
  }

  private add(step: number, row: readonly number[]): void {
    const last = this.spans.at(-1);
    const lows = Float64Array.from(row);
    const single: Span = {
      rows: 1,
      from: step,
      to: step,
      lows,
      highs: lows,
      highFirst: new Uint8Array(row.length),
    };
    if (last !== undefined && last.rows < this.width) {
      this.spans[this.spans.length - 1] = joined(last, single);
      return;
    }
    if (this.spans.length === this.mostSpans) this.halve();
    this.spans.push(single);
  }

  private halve(): void {
    const halved: Span[] = [];
    for (let index = 0; index < this.spans.length; index += 2) {
      const [left, right] = [this.spans[index], this.spans[index + 1]];
      if (left !== undefined) halved.push(right === undefined ? left : joined(left, right));
    }
    this.spans = halved;
    this.width *= 2;
  }
}

/** Neighbouring rows put together. */
interface Span {
  readonly rows: number;
  readonly from: number;
  readonly to: number;
  /** By column. */
  readonly lows: Float64Array;
  readonly highs: Float64Array;
  /** 1 where the highest came before the lowest. */
  readonly highFirst: Uint8Array;
}

function entry({ lows, highs, highFirst }: Span, place: number, column: number): number {
  const isHigh = (highFirst[column] === 1) === (place === 0);
  return (isHigh ? highs[column] : lows[column]) ?? NaN;
}

function joined(left: Span, right: Span): Span {
  const lows = left.lows.slice();
  const highs = left.highs.slice();
  const highFirst = left.highFirst.slice();
  for (let column = 0; column < lows.length; column++) {
    const [low, high] = [right.lows[column] ?? NaN, right.highs[column] ?? NaN];
    const takesLow = isMore(low, lows[column] ?? NaN, low < (lows[column] ?? NaN));
    const takesHigh = isMore(high, highs[column] ?? NaN, high > (highs[column] ?? NaN));
    if (takesLow) lows[column] = low;
    if (takesHigh) highs[column] = high;
    if (takesLow && takesHigh) highFirst[column] = right.highFirst[column] ?? 0;
    else if (takesLow || takesHigh) highFirst[column] = takesLow ? 1 : 0;
  }
  return { rows: left.rows + right.rows, from: left.from, to: right.to, lows, highs, highFirst };
}

/**
 * Whether a number is more of an extreme than the one so far. NaN, which is neither low nor high, is both.
 */
function isMore(value: number, soFar: number, isBeyond: boolean): boolean {
  return !Number.isNaN(soFar) && (Number.isNaN(value) || isBeyond);
}

/**
 * A number over the steps of a run; where there are too
 * many, the lowest and highest of each span stand for it.
 */
export interface Points {
  /** Ascending. */
  readonly steps: Float64Array;
  readonly values: Float64Array;
}

/**
 * Whether a value says more than the one kept: it lies further out, or it is NaN, which is never forgotten.
 */
function isFurther(value: number, kept: number, direction: 1 | -1): boolean {
  if (Number.isNaN(kept)) return false;
  return Number.isNaN(value) || direction * value > direction * kept;
}

/**
 * A number that is added to at every step. When there are too many, two neighbouring spans become one that
 * keeps the lowest and the highest of both: no peak is lost, and memory stays bounded.
 */
export class Envelope {
  private readonly lowSteps: Float64Array;
  private readonly lows: Float64Array;
  private readonly highSteps: Float64Array;
  private readonly highs: Float64Array;
  /** Spans begun, how many steps make one, and how many are in the last. */
  private spans = 0;
  private width = 1;
  private inLast = 0;
  /** What was added last. It may be no peak, but is asked for more often than any. */
  private lastStep = NaN;
  private lastValue = NaN;

  /**
   * @param mostSpans how many spans may stand beside each other, an
   *   even number; each gives two points at most, the last one three
   */
  constructor(private readonly mostSpans = 256) {
    this.lowSteps = new Float64Array(mostSpans);
    this.lows = new Float64Array(mostSpans);
    this.highSteps = new Float64Array(mostSpans);
    this.highs = new Float64Array(mostSpans);
  }

  get isEmpty(): boolean {
    return this.spans === 0;
  }

  add(step: number, value: number): void {
    this.lastStep = step;
    this.lastValue = value;
    if (this.spans === 0 || this.inLast === this.width) {
      if (this.spans === this.mostSpans) this.halve();
      const span = this.spans++;
      this.lowSteps[span] = this.highSteps[span] = step;
      this.lows[span] = this.highs[span] = value;
      this.inLast = 1;
      return;
    }
    const last = this.spans - 1;
    this.inLast++;
    if (isFurther(value, this.lows[last] ?? NaN, -1)) {
      this.lows[last] = value;
      this.lowSteps[last] = step;
    }
    if (isFurther(value, this.highs[last] ?? NaN, 1)) {
      this.highs[last] = value;
      this.highSteps[last] = step;
    }
  }

  /** In the order of steps; the last is what was added last. */
  points(): Points {
    const { spans, lowSteps, lows, highSteps, highs } = this;
    const steps = new Float64Array(2 * spans + 1);
    const values = new Float64Array(2 * spans + 1);
    let count = 0;
    for (let span = 0; span < spans; span++) {
      const lowStep = lowSteps[span] ?? NaN;
      const highStep = highSteps[span] ?? NaN;
      const lowFirst = lowStep <= highStep;
      steps[count] = lowFirst ? lowStep : highStep;
      values[count++] = (lowFirst ? lows[span] : highs[span]) ?? NaN;
      if (lowStep === highStep) continue;
      steps[count] = lowFirst ? highStep : lowStep;
      values[count++] = (lowFirst ? highs[span] : lows[span]) ?? NaN;
    }
    if (count > 0 && steps[count - 1] !== this.lastStep) {
      steps[count] = this.lastStep;
      values[count++] = this.lastValue;
    }
    return { steps: steps.slice(0, count), values: values.slice(0, count) };
  }

  /** The same, and starts afresh. */
  take(): Points {
    const points = this.points();
    this.clear();
    return points;
  }

  clear(): void {
    this.spans = 0;
    this.width = 1;
    this.inLast = 0;
  }

  private halve(): void {
    for (let to = 0; to < this.mostSpans / 2; to++) {
      const [left, right] = [2 * to, 2 * to + 1];
      const low = isFurther(this.lows[right] ?? NaN, this.lows[left] ?? NaN, -1) ? right : left;
      const high = isFurther(this.highs[right] ?? NaN, this.highs[left] ?? NaN, 1) ? right : left;
      this.lows[to] = this.lows[low] ?? NaN;
      this.lowSteps[to] = this.lowSteps[low] ?? NaN;
      this.highs[to] = this.highs[high] ?? NaN;
      this.highSteps[to] = this.highSteps[high] ?? NaN;
    }
    this.spans = this.mostSpans / 2;
    this.width *= 2;
    this.inLast = this.width;
  }
}

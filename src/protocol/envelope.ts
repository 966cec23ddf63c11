/** A number over the steps of a run; where there are too many, the lowest and highest of each span stand for it. */
export interface Points {
  /** Ascending. */
  readonly steps: Float64Array;
  readonly values: Float64Array;
}

/**
 * A number that is added to at every step. When there are too many, two neighbouring spans become one that keeps
 * the lowest and the highest of both: no peak is lost, and memory stays bounded.
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

  /** @param mostSpans how many spans may stand beside each other, an even number; each gives two points at most */
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
    // Written so that NaN, which is neither, is kept as both.
    if (!(value >= (this.lows[last] ?? NaN))) {
      this.lows[last] = value;
      this.lowSteps[last] = step;
    }
    if (!(value <= (this.highs[last] ?? NaN))) {
      this.highs[last] = value;
      this.highSteps[last] = step;
    }
  }

  /** In the order of steps. */
  points(): Points {
    const steps: number[] = [];
    const values: number[] = [];
    for (let span = 0; span < this.spans; span++) {
      const [lowStep, highStep] = [this.lowSteps[span] ?? NaN, this.highSteps[span] ?? NaN];
      const [low, high] = [this.lows[span] ?? NaN, this.highs[span] ?? NaN];
      if (lowStep === highStep) {
        steps.push(lowStep);
        values.push(low);
      } else if (lowStep < highStep) {
        steps.push(lowStep, highStep);
        values.push(low, high);
      } else {
        steps.push(highStep, lowStep);
        values.push(high, low);
      }
    }
    return { steps: Float64Array.from(steps), values: Float64Array.from(values) };
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
      const low = (this.lows[right] ?? NaN) < (this.lows[left] ?? NaN) ? right : left;
      const high = (this.highs[right] ?? NaN) > (this.highs[left] ?? NaN) ? right : left;
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

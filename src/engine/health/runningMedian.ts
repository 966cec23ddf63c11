/** How many values may come before the median is found anew. */
const refreshEvery = 8;

/** The median of the last values, at most `capacity` of them; it follows them with a short delay. */
export class RunningMedian {
  private readonly recent: Float64Array;
  private readonly sorted: Float64Array;
  private count = 0;
  private current = NaN;

  /** @param least how many values it needs to mean anything: NaN before */
  constructor(
    capacity: number,
    private readonly least: number,
  ) {
    this.recent = new Float64Array(capacity);
    this.sorted = new Float64Array(capacity);
  }

  /** The lower one of two. */
  get median(): number {
    return this.current;
  }

  add(value: number): void {
    this.recent[this.count % this.recent.length] = value;
    this.count++;
    if (this.count < this.least || (this.count - this.least) % refreshEvery !== 0) return;
    const filled = Math.min(this.count, this.recent.length);
    const values = this.sorted.subarray(0, filled);
    values.set(this.recent.subarray(0, filled));
    values.sort();
    this.current = values[(filled - 1) >> 1] ?? NaN;
  }
}

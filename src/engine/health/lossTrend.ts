/**
 * The loss of the mini-batches, smoothed: an exponential mean over about one epoch, at least ten steps,
 * corrected for its start (Kingma & Ba, 2015, section 3). Keeps three numbers.
 */
export class LossTrend {
  private readonly keep: number;
  private sum = 0;
  private weight = 0;
  private first = NaN;

  /**
   * @param stepsPerEpoch a mean over fewer steps than this
   *   would rise and fall with the difficulty of the batches
   */
  constructor(stepsPerEpoch: number) {
    this.keep = 1 - 1 / Math.max(10, stepsPerEpoch);
  }

  add(loss: number): void {
    if (!Number.isFinite(loss)) return;
    if (Number.isNaN(this.first)) this.first = loss;
    this.sum = this.keep * this.sum + (1 - this.keep) * loss;
    this.weight = this.keep * this.weight + (1 - this.keep);
  }

  /** Starts again from a better estimate of the first loss than one mini-batch: the whole training part's. */
  startFrom(loss: number): void {
    if (Number.isFinite(loss)) this.first = loss;
  }

  /** The loss before the first update; NaN before anything is known. */
  get start(): number {
    return this.first;
  }

  /** NaN before the first loss. */
  get smoothed(): number {
    return this.sum / this.weight;
  }

  /** The smoothed loss as a share of the first: 1 where nothing was learned yet. */
  get share(): number {
    return this.first > 0 ? this.smoothed / this.first : NaN;
  }
}

/**
 * For each subject whether a condition has held without the loss falling meanwhile. A loss that falls by the
 * share `fall` begins the wait anew.
 */
export class WhileLossDoesNotFall {
  /** By subject: the loss when the condition began; NaN while it does not hold. */
  private readonly since: Float64Array;

  constructor(
    private readonly trend: LossTrend,
    private readonly fall: number,
    subjects: number,
  ) {
    this.since = new Float64Array(subjects).fill(NaN);
  }

  /** Whether the condition holds and the loss has not fallen since it began, or since it last fell. */
  holds(subject: number, condition: boolean): boolean {
    if (!condition) {
      this.since[subject] = NaN;
      return false;
    }
    const before = this.since[subject] ?? NaN;
    const { smoothed } = this.trend;
    if (Number.isNaN(before)) {
      this.since[subject] = smoothed;
      return true;
    }
    if (!(smoothed < before * (1 - this.fall))) return true;
    this.since[subject] = smoothed;
    return false;
  }
}

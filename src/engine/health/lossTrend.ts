/**
 * The loss of the mini-batches, smoothed: an exponential mean over about one epoch, at least ten steps,
 * corrected for its start (Kingma & Ba, 2015, section 3). Keeps three numbers.
 */
export class LossTrend {
  private readonly keep: number;
  private sum = 0;
  private weight = 0;
  private first = NaN;

  /** @param stepsPerEpoch a mean over fewer steps than this would rise and fall with the difficulty of the batches */
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

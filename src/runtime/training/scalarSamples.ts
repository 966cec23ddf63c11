import type { ScalarSeries } from '../../protocol/trainingFrame';

/** A view that takes none for a while gets every second one. */
const mostSamples = 256;

/** The layers' scalars since they were last taken; the newest are always among them. */
export class ScalarSamples {
  private steps: number[] = [];
  private rows: Float64Array[] = [];
  private keepEvery = 1;
  private offered = 0;
  /** The newest sample, where it was left out. */
  private leftOutStep: number | undefined;
  private readonly leftOut: Float64Array;

  /** @param width numbers in a sample: layers × scalars */
  constructor(private readonly width: number) {
    this.leftOut = new Float64Array(width);
  }

  get isEmpty(): boolean {
    return this.rows.length === 0;
  }

  /** Copies `row`. */
  add(step: number, row: Float64Array): void {
    if (this.offered++ % this.keepEvery !== 0) {
      this.leftOutStep = step;
      this.leftOut.set(row);
      return;
    }
    this.leftOutStep = undefined;
    if (this.rows.length === mostSamples) {
      this.steps = this.steps.filter((_, index) => index % 2 === 0);
      this.rows = this.rows.filter((_, index) => index % 2 === 0);
      this.keepEvery *= 2;
    }
    this.steps.push(step);
    this.rows.push(row.slice());
  }

  /** Starts afresh. */
  take(): ScalarSeries {
    if (this.leftOutStep !== undefined) {
      this.steps.push(this.leftOutStep);
      this.rows.push(this.leftOut.slice());
    }
    const values = new Float64Array(this.rows.length * this.width);
    this.rows.forEach((row, index) => {
      values.set(row, index * this.width);
    });
    const series = { steps: Float64Array.from(this.steps), values };
    this.clear();
    return series;
  }

  clear(): void {
    this.steps = [];
    this.rows = [];
    this.keepEvery = 1;
    this.offered = 0;
    this.leftOutStep = undefined;
  }
}

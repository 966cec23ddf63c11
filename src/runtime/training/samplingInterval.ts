/** While the layers' scalars take less than this share of a step they are sampled at every one. */
const everyStepBudget = 0.05;

/** What they may take where they are sampled more seldom: pictures want their share too. */
const seldomBudget = 0.02;

/** How much a new measurement counts. */
const freshness = 0.1;

/**
 * Decides at which steps the layers' scalars are sampled, from what sampling and stepping were seen to take.
 */
export class SamplingInterval {
  private sample = NaN;
  private step = NaN;
  private sinceSample = Infinity;

  /** Milliseconds of one step without its sample: smoothed; NaN before the first measurement. */
  get stepMilliseconds(): number {
    return this.step;
  }

  /** Steps from one sample to the next: 1 while a sample costs under 5 % of a step. */
  get interval(): number {
    if (Number.isNaN(this.sample) || Number.isNaN(this.step) || this.step <= 0) return 1;
    const share = this.sample / this.step;
    return share <= everyStepBudget ? 1 : Math.ceil(share / seldomBudget);
  }

  measuredSteps(milliseconds: number, steps: number): void {
    this.step = smoothed(this.step, milliseconds / steps);
  }

  measuredSample(milliseconds: number): void {
    this.sample = smoothed(this.sample, milliseconds);
  }

  /** How many steps go before the next that is to be sampled; `everyStep` where there is time to spare. */
  stepsBefore(everyStep: boolean): number {
    return everyStep ? 0 : Math.max(0, this.interval - 1 - this.sinceSample);
  }

  /** So many steps were done without being sampled. */
  passed(steps: number): void {
    this.sinceSample += steps;
  }

  /** One step was sampled. */
  sampled(): void {
    this.sinceSample = 0;
  }
}

function smoothed(before: number, measured: number): number {
  return Number.isNaN(before) ? measured : before + freshness * (measured - before);
}

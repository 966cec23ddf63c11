import type { Clock } from '../runtimeEnvironment';
import type { TrainingRun } from './trainingRun';

/** Milliseconds between two looks at the clock. */
const chunkMilliseconds = 1;
const largestChunk = 1024;

/** At full speed one step in so many goes without its scalars, to see what they cost. */
const unmeasuredEvery = 32;

/** How much a new measurement counts. */
const freshness = 0.1;

/** Does steps of a run a few at a time, and the scalars of the layers with as many of them as it may. */
export class Stepping {
  /** Of a step with what was measured at it: smoothed; NaN before the first. */
  stepMilliseconds = NaN;
  private readonly sampling = new SamplingInterval();

  constructor(private readonly clock: Clock) {}

  /**
   * @param due steps that may be done; `Infinity` at full speed
   * @param start the moment it is
   * @param limit at most so many steps, though there is no pace
   */
  advance(run: TrainingRun, due: number, isWatched: boolean, start: number, limit = Infinity): void {
    const { clock, sampling } = this;
    const hasTime = due !== Infinity;
    const chunk = Math.min(
      due,
      limit,
      run.stepsToEvent,
      Math.max(1, Math.floor(chunkMilliseconds / this.stepMilliseconds)) || 1,
      largestChunk,
    );
    let done = 0;
    let sampled = 0;
    let samples = 0;
    while (done < chunk && !run.isBroken) {
      let plain = isWatched ? Math.min(sampling.stepsBefore(hasTime), chunk - done) : chunk - done;
      if (plain === 0 && !hasTime && run.step % unmeasuredEvery === 0) plain = 1;
      if (plain > 0) {
        done += this.advancePlainly(run, plain, hasTime);
        continue;
      }
      const before = clock.now();
      run.advance(true, hasTime);
      sampling.sampled();
      sampled += clock.now() - before;
      samples++;
      done++;
    }
    const elapsed = clock.now() - start;
    if (done > samples) sampling.measuredSteps(elapsed - sampled, done - samples);
    if (samples > 0) sampling.measuredSample(sampled / samples - (sampling.stepMilliseconds || 0));
    const each = elapsed / Math.max(1, done);
    this.stepMilliseconds = Number.isNaN(this.stepMilliseconds)
      ? each
      : (1 - freshness) * this.stepMilliseconds + freshness * each;
  }

  /** Steps without samples; how many it did before the run broke off. */
  private advancePlainly(run: TrainingRun, steps: number, hasTime: boolean): number {
    let done = 0;
    for (; done < steps && !run.isBroken; done++) run.advance(false, hasTime);
    this.sampling.passed(done);
    return done;
  }
}

/** While the layers' scalars take less than this share of a step they are sampled at every one. */
const everyStepBudget = 0.05;

/** What they may take where they are sampled more seldom: pictures want their share too. */
const seldomBudget = 0.02;

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

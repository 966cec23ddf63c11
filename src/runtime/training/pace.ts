import type { Pace } from '../../protocol/networkPanelState';

/** What `watch` spreads a run over, and below which duration `automatic` means `watch`. */
const watchMilliseconds = 10_000;

/** A pace that needs no measuring. */
export type FixedPace = Exclude<Pace, { readonly kind: 'automatic' }>;

/** What `automatic` means for a run, as far as its speed is known: unmeasured it is watched. */
export function automaticPace(totalSteps: number, stepMilliseconds: number): FixedPace {
  return { kind: stepMilliseconds * totalSteps >= watchMilliseconds ? 'full' : 'watch' };
}

/** A run that fell behind by more than this does not hurry after. */
const mostCatchingUp = 200;

/** Tells how many steps may be done by now, so that a run keeps its pace. */
export class PaceKeeper {
  private anchorTime = 0;
  private anchorStep = 0;
  private rate = Infinity;

  /** Steps from here on are counted from this step and moment. */
  start(pace: FixedPace, now: number, step: number, totalSteps: number): void {
    this.rate = ratePerMillisecond(pace, totalSteps);
    this.anchorTime = now;
    this.anchorStep = step;
  }

  /** `Infinity` where nothing holds the run back. */
  due(now: number, step: number): number {
    if (this.rate === Infinity) return Infinity;
    // The first step is due at once: a person who starts a run sees it start.
    const behind = (now - this.anchorTime) * this.rate + 1 - (step - this.anchorStep);
    if (behind > 1 + mostCatchingUp * this.rate) {
      this.anchorTime = now;
      this.anchorStep = step;
      return 1;
    }
    return Math.max(0, Math.floor(behind));
  }

  /** Milliseconds until the next step is due. */
  wait(now: number, step: number): number {
    if (this.rate === Infinity) return 0;
    return Math.max(0, this.anchorTime + (step - this.anchorStep) / this.rate - now);
  }
}

function ratePerMillisecond(pace: FixedPace, totalSteps: number): number {
  switch (pace.kind) {
    case 'full':
      return Infinity;
    case 'watch':
      return totalSteps / watchMilliseconds;
    case 'stepsPerSecond':
      return pace.value / 1000;
  }
}

/** Milliseconds between two marks, and how many are kept: the rate is over about the last second. */
const markEvery = 125;
const marksKept = 8;

/** Steps per second, from the clock. */
export class StepRate {
  private marks: { readonly time: number; readonly step: number }[] = [];

  start(now: number, step: number): void {
    this.marks = [{ time: now, step }];
  }

  stop(): void {
    this.marks = [];
  }

  /** To be called now and then while it runs. */
  see(now: number, step: number): void {
    const last = this.marks.at(-1);
    if (last === undefined || now - last.time < markEvery) return;
    this.marks.push({ time: now, step });
    if (this.marks.length > marksKept) this.marks.shift();
  }

  /** 0 where nothing runs. */
  at(now: number, step: number): number {
    const first = this.marks[0];
    if (first === undefined || now <= first.time) return 0;
    return ((step - first.step) * 1000) / (now - first.time);
  }
}

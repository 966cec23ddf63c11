import type { Clock } from '../../../../src/runtime/runtimeEnvironment';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** Time that goes on by a little at every look, and otherwise when a test says so. */
export class ManualClock implements Clock {
  private time = 0;
  private timers: Timer[] = [];

  /** @param lookMilliseconds what computing between two looks at the clock seems to take */
  constructor(public lookMilliseconds = 0.5) {}

  now(): number {
    this.time += this.lookMilliseconds;
    return this.time;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { at: this.time + milliseconds, callback };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  get isIdle(): boolean {
    return this.timers.length === 0;
  }

  /** Fires the next timer, at its time; then lets promises settle. */
  async turn(): Promise<void> {
    const [next] = [...this.timers].sort((a, b) => a.at - b.at);
    if (next !== undefined) {
      this.timers = this.timers.filter((other) => other !== next);
      this.time = Math.max(this.time, next.at);
      next.callback();
    }
    for (let settling = 0; settling < 10; settling++) await Promise.resolve();
  }

  /** Turns until the condition holds. */
  async until(condition: () => boolean, mostTurns = 100_000): Promise<void> {
    for (let turn = 0; turn < mostTurns; turn++) {
      if (condition()) return;
      if (this.isIdle) break;
      await this.turn();
    }
    if (!condition()) throw new Error('Nothing is left to do, and the condition does not hold.');
  }

  /** Turns until this much time has gone by. */
  async run(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    while (!this.isIdle && this.timers.some(({ at }) => at <= end) && this.time < end) await this.turn();
    this.time = Math.max(this.time, end);
  }
}

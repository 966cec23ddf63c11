/** 64 MB. */
export const defaultSnapshotBytes = 64 * 2 ** 20;

/** More would make no step cheaper to reach and take time from a fast run. */
const mostSnapshots = 128;

interface Snapshot<State> {
  /** Updates done. */
  readonly step: number;
  readonly state: State;
}

/**
 * Snapshots of a run, bounded in bytes and spread evenly: when there are too many, every second one goes.
 * The first stays always, and so does the last that was put in.
 */
export class SnapshotRing<State> {
  private kept: Snapshot<State>[] = [];
  private interval = 1;
  private capacity = 0;

  constructor(private readonly bytes = defaultSnapshotBytes) {}

  /**
   * Forgets everything.
   * @param stateBytes of one snapshot
   * @param expectedSteps of the run: chosen well, nothing has to be thinned
   */
  start(stateBytes: number, expectedSteps: number): void {
    this.kept = [];
    this.capacity = Math.min(mostSnapshots, Math.floor(this.bytes / Math.max(1, stateBytes)));
    this.interval = Math.max(1, Math.ceil(expectedSteps / Math.max(1, this.capacity - 2)));
  }

  get steps(): readonly number[] {
    return this.kept.map(({ step }) => step);
  }

  /** Whether the snapshot of this step has a place. */
  wants(step: number): boolean {
    if (this.kept.length === 0) return this.capacity > 0;
    return this.capacity > 1 && step % this.interval === 0;
  }

  /** Puts in the snapshot of a step after all others, or of the last one's again. */
  put(step: number, state: State): void {
    if (this.capacity === 0 || (this.capacity === 1 && this.kept.length === 1)) return;
    const last = this.kept.at(-1);
    // One that is in no regular place was kept for being the last only.
    if (last && this.kept.length > 1 && last.step % this.interval !== 0) this.kept.pop();
    if (this.kept.at(-1)?.step === step) this.kept.pop();
    this.kept.push({ step, state });
    while (this.kept.length > this.capacity) this.thin();
  }

  /** The latest snapshot at or before a step. */
  before(step: number): Snapshot<State> | undefined {
    return this.kept.filter((snapshot) => snapshot.step <= step).at(-1);
  }

  private thin(): void {
    this.interval *= 2;
    const last = this.kept.length - 1;
    this.kept = this.kept.filter(
      ({ step }, place) => place === 0 || place === last || step % this.interval === 0,
    );
  }
}

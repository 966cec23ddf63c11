export interface SnapshotLimits {
  /** Of all snapshots together, in bytes. */
  readonly snapshotBytes: number;
  readonly snapshots: number;
}

/**
 * Which snapshots of a run there are: the first, the newest, and between them those at multiples of an
 * interval, which doubles whenever they become too many. It depends on nothing but steps and sizes, so that
 * whoever takes snapshots and whoever keeps them decide alike.
 */
export class SnapshotPlan {
  private last = -1;
  private kept: { readonly step: number; readonly bytes: number }[] = [];

  /** @param interval steps from one to the next at first */
  constructor(
    private interval: number,
    private readonly limits: SnapshotLimits,
  ) {}

  /** Of those that are kept. */
  get bytes(): number {
    return this.kept.reduce((sum, one) => sum + one.bytes, 0);
  }

  wants(step: number): boolean {
    return step > this.last && (this.last < 0 || step % this.interval === 0);
  }

  /** @returns whether it is kept, and the steps of those that no longer are */
  add(step: number, bytes: number): { readonly isKept: boolean; readonly removed: readonly number[] } {
    this.last = step;
    // The first and the newest must both have room.
    if (2 * bytes > this.limits.snapshotBytes) return { isKept: false, removed: [] };
    this.kept.push({ step, bytes });
    const removed = this.thin();
    while (this.isTooMuch()) {
      this.interval *= 2;
      removed.push(...this.thin());
    }
    return { isKept: true, removed };
  }

  private isTooMuch(): boolean {
    const { snapshots, snapshotBytes } = this.limits;
    return this.kept.length > 2 && (this.kept.length > snapshots || this.bytes > snapshotBytes);
  }

  private thin(): number[] {
    const last = this.kept.length - 1;
    const stays = (step: number, place: number): boolean =>
      place === 0 || place === last || step % this.interval === 0;
    const removed = this.kept.filter(({ step }, place) => !stays(step, place)).map(({ step }) => step);
    this.kept = this.kept.filter(({ step }, place) => stays(step, place));
    return removed;
  }
}

/** Snapshots that wait to be written: those of a plan. */
export class WaitingSnapshots {
  readonly waiting = new Map<number, Uint8Array>();

  constructor(private readonly plan: SnapshotPlan) {}

  /** @returns the steps of those that are no longer kept, and wait no more */
  add(step: number, bytes: Uint8Array): readonly number[] {
    const { isKept, removed } = this.plan.add(step, bytes.length);
    if (isKept) this.waiting.set(step, bytes);
    return removed.filter((gone) => !this.waiting.delete(gone));
  }
}

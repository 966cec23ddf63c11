/** By layer, one byte a unit of a ReLU: 1 where no sample of the last whole epoch got through. */
export type DeadUnits = ReadonlyMap<number, Uint8Array>;

const none: DeadUnits = new Map();

/** About so much is kept for looking back, of which an epoch takes so much besides its units. */
const mostBytes = 4 * 2 ** 20;
const bytesBesides = 512;

/** The dead units of every epoch; when they are too many, those of every second one. */
export class DeadUnitHistory {
  private readonly newest = new Map<number, Uint8Array>();
  private kept = new Map<number, DeadUnits>();
  private bytes = 0;
  private every = 1;

  /** Of the last whole epoch; overwritten at the end of the next one. */
  get latest(): DeadUnits {
    return this.newest;
  }

  /** @param seenActive by layer of a ReLU the units that let anything through in the epoch that is over */
  add(epoch: number, seenActive: ReadonlyMap<number, Uint8Array>): void {
    for (const [layer, seen] of seenActive) this.write(layer, seen);
    // Short epochs end at nearly every step: only those that are kept may cost an object.
    if (epoch % this.every !== 0) return;
    const units = new Map([...this.newest].map(([layer, dead]) => [layer, dead.slice()]));
    this.kept.set(epoch, units);
    this.bytes += bytesOf(units);
    while (this.bytes > mostBytes && this.kept.size > 1) this.thin();
  }

  /** Those of the last epoch that was whole after so many; empty where they are not kept. */
  after(epochs: number): DeadUnits {
    return this.kept.get(epochs) ?? none;
  }

  clear(): void {
    this.newest.clear();
    this.kept = new Map();
    this.bytes = 0;
    this.every = 1;
  }

  private write(layer: number, seen: Uint8Array): void {
    let dead = this.newest.get(layer);
    if (dead === undefined) this.newest.set(layer, (dead = new Uint8Array(seen.length)));
    for (let unit = 0; unit < seen.length; unit++) dead[unit] = 1 - (seen[unit] ?? 0);
  }

  private thin(): void {
    this.every *= 2;
    this.kept = new Map([...this.kept].filter(([epoch]) => epoch % this.every === 0));
    this.bytes = [...this.kept.values()].reduce((sum, units) => sum + bytesOf(units), 0);
  }
}

function bytesOf(units: DeadUnits): number {
  return [...units.values()].reduce((sum, { byteLength }) => sum + byteLength, bytesBesides);
}

/** By layer, one byte a unit of a ReLU: 1 where no sample of the last whole epoch got through. */
export type DeadUnits = ReadonlyMap<number, Uint8Array>;

const none: DeadUnits = new Map();

/** About so much is kept for looking back. */
const mostBytes = 4 * 2 ** 20;

/** The dead units of every epoch; when they are too many, those of every second one. */
export class DeadUnitHistory {
  /** Of the last whole epoch. */
  latest = none;
  private kept = new Map<number, DeadUnits>();
  private bytes = 0;
  private every = 1;

  /** @param seenActive by layer of a ReLU the units that let anything through in the epoch that is over */
  add(epoch: number, seenActive: ReadonlyMap<number, Uint8Array>): void {
    this.latest = new Map([...seenActive].map(([layer, seen]) => [layer, seen.map((active) => 1 - active)]));
    if (epoch % this.every !== 0) return;
    this.kept.set(epoch, this.latest);
    this.bytes += bytesOf(this.latest);
    while (this.bytes > mostBytes && this.kept.size > 1) this.thin();
  }

  /** Those of the last epoch that was whole after so many; empty where they are not kept. */
  after(epochs: number): DeadUnits {
    return this.kept.get(epochs) ?? none;
  }

  clear(): void {
    this.latest = none;
    this.kept = new Map();
    this.bytes = 0;
    this.every = 1;
  }

  private thin(): void {
    this.every *= 2;
    this.kept = new Map([...this.kept].filter(([epoch]) => epoch % this.every === 0));
    this.bytes = [...this.kept.values()].reduce((sum, units) => sum + bytesOf(units), 0);
  }
}

function bytesOf(units: DeadUnits): number {
  return [...units.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
}

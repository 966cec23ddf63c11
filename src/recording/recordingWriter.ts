import { type FileStore, writeWhole } from './fileStore';
import { segmentFile, snapshotFile } from './recordingFolder';
import { type DescribedRun, runFile, writeRun } from './runDescription';
import {
  columnCount,
  decodeSegment,
  encodeSegment,
  joinRows,
  seriesNames,
  thinRows,
  type Segment,
  type SeriesName,
  type SeriesRows,
} from './segment';
import { SnapshotPlan, WaitingSnapshots, type SnapshotLimits } from './snapshotPlan';

/** How large a recording may become. */
export interface RecordingLimits extends SnapshotLimits {
  /** Of all series together, in bytes. */
  readonly seriesBytes: number;
  /** A segment is closed where a series of it has so many rows, or all have so many bytes. */
  readonly segmentRows: number;
  readonly segmentBytes: number;
}

/**
 * A quarter for the series, the rest for snapshots.
 * @param bytes of the whole recording: 64 MiB unless somebody sets it
 */
export function recordingLimits(bytes = 2 ** 26): RecordingLimits {
  return {
    seriesBytes: bytes / 4,
    snapshotBytes: (bytes * 3) / 4,
    snapshots: 32,
    segmentRows: 16_384,
    segmentBytes: Math.min(2 ** 18, bytes / 256),
  };
}

/** A segment that is not written any more, unless it is thinned. */
interface ClosedSegment {
  readonly number: number;
  /** The highest number of those that became one with it, or its own. */
  readonly last: number;
  readonly bytes: number;
  /** How often its rows were thinned. */
  readonly thinned: number;
}

/**
 * Writes one recording. What is added is kept until `flush`, which a caller calls about once a second and
 * never twice at a time: killed at any moment, a recording lacks what came since the last one, and nothing
 * else. It stays within its limits however long the run is: the oldest segments are thinned, two becoming
 * one, and snapshots are taken at ever longer intervals.
 */
export class RecordingWriter {
  private readonly open = new Map<SeriesName, OpenSeries>();
  private openNumber = 1;
  /** The highest number that was written. */
  private writtenNumber = 0;
  private openChanged = false;
  private closed: ClosedSegment[] = [];
  /** Segments that are full and not written yet. */
  private readonly full: { readonly number: number; readonly bytes: Uint8Array }[] = [];
  private readonly snapshots: WrittenSnapshots;
  private openBytes = 0;
  private runBytes = 0;

  /**
   * @param files of the recording alone, as `makeRecording` gives them
   * @param snapshotInterval steps from one snapshot to the next, until there are too many of them
   */
  constructor(
    private readonly files: FileStore,
    snapshotInterval: number,
    private readonly limits = recordingLimits(),
  ) {
    this.snapshots = new WrittenSnapshots(new SnapshotPlan(snapshotInterval, limits));
  }

  /** Of all files together. */
  get bytes(): number {
    return this.closedBytes + this.openBytes + this.snapshots.bytes + this.runBytes;
  }

  /** Bytes that wait to be written: whoever adds much at once flushes before they are too many. */
  get waitingBytes(): number {
    return this.full.reduce((sum, { bytes }) => sum + bytes.length, this.snapshots.waitingBytes);
  }

  /** Adds rows. One at the step of the row before it takes its place; one at an earlier step is left out. */
  add(segment: Segment): void {
    for (const name of seriesNames) {
      const rows = segment[name];
      if (rows === undefined) continue;
      const columns = columnCount(rows);
      for (let row = 0; row < rows.steps.length; row++) {
        if (this.isFull(name)) this.closeOpen();
        const series = this.open.get(name) ?? new OpenSeries();
        this.open.set(name, series);
        series.add(rows.steps[row] ?? NaN, rows.values.subarray(row * columns, (row + 1) * columns));
        this.openChanged = true;
      }
    }
  }

  /** @param bytes as `encodeSnapshot` makes them */
  addSnapshot(step: number, bytes: Uint8Array): void {
    this.snapshots.add(step, bytes);
  }

  /**
   * Writes everything added, and what the run is now.
   * @throws the store's own error; what was written before it stays
   */
  async flush(run: DescribedRun): Promise<void> {
    for (let next = this.full[0]; next !== undefined; next = this.full[0]) {
      await writeWhole(this.files, segmentFile(next.number), next.bytes);
      this.writtenNumber = Math.max(this.writtenNumber, next.number);
      const { number, bytes } = next;
      this.closed.push({ number, last: number, bytes: bytes.length, thinned: 0 });
      this.full.shift();
    }
    if (this.openChanged) await this.writeOpen();
    while (this.closedBytes > this.limits.seriesBytes - this.limits.segmentBytes && (await this.thin()));
    await this.snapshots.write(this.files);
    await this.describe(run);
  }

  /** Writes what the run is now and nothing else. */
  async describe(run: DescribedRun): Promise<void> {
    const bytes = writeRun({ ...run, bytes: this.bytes, segments: this.writtenNumber });
    await writeWhole(this.files, runFile, bytes);
    this.runBytes = bytes.length;
  }

  /** Rows may come while it is written: they wait for the next time. */
  private async writeOpen(): Promise<void> {
    this.openChanged = false;
    const [number, bytes] = [this.openNumber, encodeSegment(this.openSegment())];
    try {
      await writeWhole(this.files, segmentFile(number), bytes);
      this.writtenNumber = Math.max(this.writtenNumber, number);
    } catch (error) {
      this.openChanged = true;
      throw error;
    }
    if (number === this.openNumber) this.openBytes = bytes.length;
  }

  private get closedBytes(): number {
    return this.closed.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  private isFull(name: SeriesName): boolean {
    if ((this.open.get(name)?.length ?? 0) >= this.limits.segmentRows) return true;
    let bytes = 0;
    for (const series of this.open.values()) bytes += series.bytes;
    return bytes >= this.limits.segmentBytes;
  }

  private closeOpen(): void {
    this.full.push({ number: this.openNumber, bytes: encodeSegment(this.openSegment()) });
    this.openNumber++;
    this.openBytes = 0;
    this.openChanged = false;
    for (const series of this.open.values()) series.clear();
  }

  private openSegment(): Segment {
    return Object.fromEntries([...this.open].map(([name, series]) => [name, series.rows()]));
  }

  /**
   * Makes room among the closed segments. Of neighbours that were thinned equally often the two oldest that
   * were thinned least become one with half their rows: so all of a run stays about equally dense. The later
   * one is removed last: until then its rows are there twice, which readers see by their steps. Where no
   * neighbours are alike the newest is thinned alone.
   * @returns whether there is more of it now
   */
  private async thin(): Promise<boolean> {
    const pairs = this.closed.flatMap(({ thinned }, at) =>
      this.closed[at + 1]?.thinned === thinned ? [at] : [],
    );
    const levelAt = (at: number): number => this.closed[at]?.thinned ?? Infinity;
    const [pair] = pairs.sort((a, b) => levelAt(a) - levelAt(b) || a - b);
    const at = pair ?? this.closed.length - 1;
    const [first, ...others] = this.closed.slice(at, at + (pair === undefined ? 1 : 2));
    if (first === undefined) return false;
    const segments: Segment[] = [];
    for (const { number } of [first, ...others]) {
      const file = segmentFile(number);
      segments.push(decodeSegment(file, await this.files.read(file)) ?? {});
    }
    const thinned = seriesNames.map((name): [SeriesName, SeriesRows] => {
      const rows = segments.flatMap((segment) => segment[name] ?? []);
      return [name, thinRows(joinRows(rows))];
    });
    const last = others.at(-1)?.last ?? first.last;
    const isOne = last === first.number;
    const bytes = encodeSegment(Object.fromEntries<SeriesRows>(thinned), isOne ? undefined : last);
    await writeWhole(this.files, segmentFile(first.number), bytes);
    for (const { number } of others) await this.files.remove(segmentFile(number));
    const one = { number: first.number, last, bytes: bytes.length, thinned: first.thinned + 1 };
    this.closed.splice(at, 1 + others.length, one);
    return one.bytes < [first, ...others].reduce((sum, before) => sum + before.bytes, 0);
  }
}

/** The rows of one series that are in the segment that grows. */
class OpenSeries {
  private steps: number[] = [];
  private values: number[] = [];
  private last = -1;

  get length(): number {
    return this.steps.length;
  }

  get bytes(): number {
    return (this.steps.length + this.values.length) * Float64Array.BYTES_PER_ELEMENT;
  }

  add(step: number, row: Float64Array): void {
    if (!(step >= this.last)) return;
    if (step === this.last) {
      // A row of a segment before this one stays as it is: it may have been written already.
      if (this.steps.length === 0) return;
      this.steps.pop();
      this.values.length -= row.length;
    }
    this.last = step;
    this.steps.push(step);
    for (const value of row) this.values.push(value);
  }

  rows(): SeriesRows {
    return { steps: Float64Array.from(this.steps), values: Float64Array.from(this.values) };
  }

  /** Forgets the rows, and keeps the step of the last. */
  clear(): void {
    this.steps = [];
    this.values = [];
  }
}

/** The snapshots of a plan, and those of them that are to be written or removed. */
class WrittenSnapshots {
  private readonly kept: WaitingSnapshots;
  private readonly removed = new Set<number>();

  constructor(private readonly plan: SnapshotPlan) {
    this.kept = new WaitingSnapshots(plan);
  }

  /** Of those that are kept. */
  get bytes(): number {
    return this.plan.bytes;
  }

  get waitingBytes(): number {
    let sum = 0;
    for (const bytes of this.kept.waiting.values()) sum += bytes.length;
    return sum;
  }

  add(step: number, bytes: Uint8Array): void {
    // One that was never written need not be removed.
    for (const gone of this.kept.add(step, bytes)) this.removed.add(gone);
  }

  /** A snapshot goes only after what comes in its place is there. */
  async write(files: FileStore): Promise<void> {
    const { waiting } = this.kept;
    for (const [step, bytes] of waiting) {
      await writeWhole(files, snapshotFile(step), bytes);
      // Another may have come meanwhile, and this one have gone.
      if (!waiting.delete(step)) this.removed.add(step);
    }
    for (const step of this.removed) {
      await files.remove(snapshotFile(step));
      this.removed.delete(step);
    }
  }
}

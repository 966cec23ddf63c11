import { dequal } from 'dequal';
import type { ReadableStore, StoredEntry } from '../../recording/fileStore';
import { segmentFolder, snapshotFolder } from '../../recording/recordingFolder';
import {
  readRecording,
  readSnapshot,
  type DamagedFile,
  type NumberedFile,
  type Recording,
  type RecordingProblem,
} from '../../recording/recordingReader';
import { runFile } from '../../recording/runDescription';
import { readLabel } from '../../recording/runLabel';
import { snapshotFigures, type SnapshotFigures } from '../../recording/health/snapshotFigures';
import type { Snapshot } from '../../recording/snapshot';
import { histogramKey, histogramsOf, type RecordedHistogram } from './recordedPictures';
import type { PictureKind } from '../../protocol/trainingViews';

/** So many snapshots stay in memory, those looked at last. */
const keptSnapshots = 4;

/** A recording as its folder had it last, which may still be written: what is read of it is read once. */
export class OpenRecording {
  private known: Recording | undefined;
  private failed: RecordingProblem | undefined;
  private name: string | undefined;
  private seen: unknown;
  private readonly segments: SegmentCache;
  private readonly snapshots = new Map<string, Snapshot>();
  /** By file and size of a snapshot, what a distribution over the run needs of it. */
  private readonly histograms = new Map<string, ReadonlyMap<string, RecordedHistogram>>();
  private readonly figures = new Map<string, SnapshotFigures>();
  /** Snapshots that were set aside when they were read. */
  private readonly brokenSnapshots = new Map<string, DamagedFile>();

  constructor(private readonly files: ReadableStore) {
    this.segments = new SegmentCache(files);
  }

  /** `undefined` before it was read, and where it cannot be. */
  get recording(): Recording | undefined {
    return this.known;
  }

  /** Why nothing could be read when it was last tried. What was read before stays. */
  get problem(): RecordingProblem | undefined {
    return this.failed;
  }

  /** The name that somebody gave it later. */
  get givenName(): string | undefined {
    return this.name;
  }

  /** Everything that was set aside so far. */
  get damaged(): readonly DamagedFile[] {
    return [...(this.known?.damaged ?? []), ...this.brokenSnapshots.values()];
  }

  /** Steps of the snapshots that are whole, as far as anybody knows; ascending. */
  get snapshotSteps(): readonly number[] {
    return this.wholeSnapshots.map(({ number }) => number);
  }

  /** Reads what is new. @returns whether there is something new */
  async refresh(): Promise<boolean> {
    const seen = await this.look();
    if (this.seen !== undefined && dequal(seen, this.seen)) return false;
    const result = await readRecording(this.segments.store);
    this.seen = seen;
    this.failed = result.ok ? undefined : result.problem;
    if (result.ok) this.known = await this.named(result.recording);
    return true;
  }

  /** What a snapshot holds; `undefined` where there is none of this step, or it is damaged. */
  async snapshot(step: number): Promise<Snapshot | undefined> {
    const file = this.wholeSnapshots.find(({ number }) => number === step);
    if (file === undefined) return undefined;
    const key = keyOf(file);
    const kept = this.snapshots.get(key);
    const snapshot = kept ?? (await this.read(file));
    this.snapshots.delete(key);
    if (snapshot === undefined) return undefined;
    this.snapshots.set(key, snapshot);
    const [oldest] = this.snapshots.keys();
    if (this.snapshots.size > keptSnapshots && oldest !== undefined) this.snapshots.delete(oldest);
    return snapshot;
  }

  /** How the entries of a tensor were spread, at each step that has a snapshot of it. */
  async histogramsOver(layer: string, kind: PictureKind): Promise<readonly RecordedHistogram[]> {
    const found: RecordedHistogram[] = [];
    for (const file of this.wholeSnapshots) {
      const known = this.histograms.get(keyOf(file)) ?? (await this.readHistograms(file));
      const histogram = known?.get(histogramKey(layer, kind));
      if (histogram !== undefined) found.push(histogram);
    }
    return found;
  }

  /** What the health rules ask of the snapshots, by step. */
  async healthFigures(): Promise<readonly SnapshotFigures[]> {
    const found: SnapshotFigures[] = [];
    for (const file of this.wholeSnapshots) {
      if (!this.figures.has(keyOf(file))) await this.read(file);
      const figures = this.figures.get(keyOf(file));
      if (figures !== undefined) found.push(figures);
    }
    return found;
  }

  private get wholeSnapshots(): readonly NumberedFile[] {
    return (this.known?.snapshots ?? []).filter((file) => !this.brokenSnapshots.has(keyOf(file)));
  }

  private async readHistograms(
    file: NumberedFile,
  ): Promise<ReadonlyMap<string, RecordedHistogram> | undefined> {
    await this.read(file);
    return this.histograms.get(keyOf(file));
  }

  private async read(file: NumberedFile): Promise<Snapshot | undefined> {
    const key = keyOf(file);
    const snapshot = await readSnapshot(this.files, file);
    if ('why' in snapshot) {
      // One that was thinned away by whoever still writes is not damaged: the next look does not find it.
      if (snapshot.why !== 'unreadable') this.brokenSnapshots.set(key, snapshot);
      return undefined;
    }
    this.histograms.set(key, histogramsOf(snapshot, file.number));
    this.figures.set(key, snapshotFigures(snapshot, file.number));
    return snapshot;
  }

  /** With the name that somebody gave it later. */
  private async named(recording: Recording): Promise<Recording> {
    const { run } = recording;
    const { name } = await readLabel(this.files);
    this.name = name;
    return run === undefined || name === undefined ? recording : { ...recording, run: { ...run, name } };
  }

  /** By which it is seen that something was written. */
  private async look(): Promise<unknown> {
    const nothing: readonly StoredEntry[] = [];
    const sizes = async (folder: string): Promise<readonly string[]> => {
      const entries = await this.files.list(folder).catch(() => nothing);
      return entries.map(({ name, size }) => `${name} ${String(size)}`).sort();
    };
    const run = await this.files.read(runFile).catch(() => new Uint8Array());
    return [run, await readLabel(this.files), await sizes(segmentFolder), await sizes(snapshotFolder)];
  }
}

function keyOf({ file, size }: NumberedFile): string {
  return `${file} ${String(size)}`;
}

/** Keeps segments that are closed: of a running recording only the last is read anew each second. */
class SegmentCache {
  private readonly bytes = new Map<string, Uint8Array>();
  private sizes = new Map<string, number>();
  private last: string | undefined;

  readonly store: ReadableStore;

  constructor(files: ReadableStore) {
    this.store = {
      list: async (folder) => {
        const entries = await files.list(folder);
        if (folder === segmentFolder) this.noteSizes(entries);
        return entries;
      },
      read: async (file) => {
        const kept = this.bytes.get(file);
        if (kept !== undefined && kept.length === this.sizes.get(file)) return kept;
        const bytes = await files.read(file);
        if (file.startsWith(`${segmentFolder}/`) && file !== this.last) this.bytes.set(file, bytes);
        return bytes;
      },
    };
  }

  private noteSizes(entries: readonly StoredEntry[]): void {
    this.sizes = new Map(entries.map(({ name, size }) => [`${segmentFolder}/${name}`, size]));
    this.last = [...this.sizes.keys()].sort().at(-1);
    for (const file of this.bytes.keys())
      if (!this.sizes.has(file) || file === this.last) this.bytes.delete(file);
  }
}

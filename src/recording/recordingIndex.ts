import { dequal } from 'dequal/lite';
import { strFromU8, strToU8 } from 'fflate';
import * as v from 'valibot';
import { within, writeWhole, type FileStore } from './fileStore';
import { snapshotFolder } from './recordingFolder';
import { readDescription, type SummaryProblem } from './recordingReader';
import { figureForJson, recordingSuffix, stateAt } from './runDescription';
import { readLabel } from './runLabel';
import { summarise, summarySchema, type RunSummary } from './runSummary';

/** A recording in a folder of them. */
export interface IndexedRun {
  /** The name of its folder. */
  readonly folder: string;
  readonly run: RunSummary | SummaryProblem;
  /** Files that whoever read all of it found damaged, as long as they are the same; absent: none. */
  readonly damage?: readonly DamagedEntry[] | undefined;
}

interface DamagedEntry {
  readonly file: string;
  /** When it was last written; `null`: it is not there. */
  readonly modified: number | null;
}

interface Row extends IndexedRun {
  /** When something last came into its folder or left it; a run that is written anew does that. */
  readonly modified: number;
}

/** So many are read at a time: a disk is kept busy, and no folder takes all file handles. */
const readAtOnce = 16;
/** So many that should be over are looked at each time, in turn: another window may have renamed one. */
const lookedAtEachTime = 128;
/** A run without a sign of life for so long will have none any more, in milliseconds. */
const quietFor = 3_600_000;

const cached = v.object({
  version: v.literal(2),
  rows: v.array(
    v.object({
      folder: v.string(),
      modified: v.number(),
      run: summarySchema,
      damage: v.optional(v.array(v.object({ file: v.string(), modified: v.nullable(v.number()) }))),
    }),
  ),
});

/**
 * The recordings in a folder, known by their summaries. Those of runs that are over are kept in a file, so
 * that thousands need not be opened; it is nothing but a cache, and made anew where it is damaged or missing.
 */
export class RecordingIndex {
  private readonly rows = new Map<string, Row>();
  private sorted: readonly IndexedRun[] | undefined;
  private isLoaded = false;
  private lookedAt = 0;
  /** By folder, the last sign of life of those that were found to be lost. */
  private readonly quiet = new Map<string, string>();
  /** Whether the file lacks something. */
  private isChanged = false;

  /** @param cacheFile absent in folders that are somebody else's */
  constructor(
    private readonly store: FileStore,
    private readonly cacheFile?: string,
  ) {}

  /** The newest first; those that tell nothing behind them, by name. */
  get runs(): readonly IndexedRun[] {
    return (this.sorted ??= [...this.rows.values()].sort(
      (a, b) => createdAt(b) - createdAt(a) || (a.folder < b.folder ? -1 : 1),
    ));
  }

  find(folder: string): IndexedRun | undefined {
    return this.rows.get(folder);
  }

  /**
   * Looks which recordings there are and how they stand.
   * @returns whether anything has changed
   * @throws the store's own error where the folder cannot be listed
   */
  async refresh(now: Date): Promise<boolean> {
    if (!this.isLoaded) await this.load();
    const names = (await this.store.folders('')).filter((name) => name.endsWith(recordingSuffix));
    const there = new Set(names);
    let hasChanged = false;
    for (const folder of this.rows.keys()) {
      if (!there.has(folder)) hasChanged = this.drop(folder) || hasChanged;
    }
    const unknown = names.filter((name) => this.rows.get(name) === undefined || this.isLive(name, now));
    const [changed, others] = [await this.readAll(unknown), await this.lookAtSome(new Set(unknown))];
    return changed.length > 0 || others.length > 0 || hasChanged;
  }

  /** Looks how those stand that are running. @returns the folders of those that have changed */
  async refreshLive(now: Date): Promise<readonly string[]> {
    const live = [...this.rows.keys()].filter((folder) => this.isLive(folder, now));
    const changed = new Set(await this.readAll(live));
    for (const folder of live) if (this.hasGoneQuiet(folder, now)) changed.add(folder);
    return [...changed];
  }

  /** Reads one recording anew. @returns whether it is another one now */
  async reread(folder: string): Promise<boolean> {
    if (!this.isLoaded) await this.load();
    const read = await this.read(folder);
    if (read === undefined) return this.drop(folder);
    const before = this.rows.get(folder);
    const row = { ...read, ...damageOf(await this.stillDamaged(before)) };
    this.rows.set(folder, row);
    if (dequal([before?.run, before?.damage], [row.run, row.damage])) return false;
    this.sorted = undefined;
    this.isChanged = true;
    return true;
  }

  /**
   * Somebody read all of a recording but its snapshots: of these only those are known that were looked at.
   * @param damaged the files that were set aside
   * @returns whether that was not known
   */
  async noteDamage(folder: string, damaged: readonly string[]): Promise<boolean> {
    const row = this.rows.get(folder);
    if (row === undefined) return false;
    const kept = (await this.stillDamaged(row)).filter(
      ({ file }) => file.startsWith(`${snapshotFolder}/`) && !damaged.includes(file),
    );
    const found = await Promise.all(
      damaged.map(async (file) => ({ file, modified: await this.writtenAt(folder, file) })),
    );
    // It may have been read anew meanwhile.
    const newest = this.rows.get(folder);
    if (newest === undefined) return false;
    const { damage: before, ...rest } = newest;
    const now = { ...rest, ...damageOf([...kept, ...found]) };
    if (dequal(before, now.damage)) return false;
    this.rows.set(folder, now);
    this.sorted = undefined;
    this.isChanged = true;
    return true;
  }

  /** Forgets a recording that was removed. @returns whether it was known */
  drop(folder: string): boolean {
    if (!this.rows.delete(folder)) return false;
    this.quiet.delete(folder);
    this.sorted = undefined;
    this.isChanged = true;
    return true;
  }

  /** Writes the file, where it lacks something. @throws the store's own error */
  async save(): Promise<void> {
    const { cacheFile } = this;
    if (!this.isChanged || cacheFile === undefined) return;
    this.isChanged = false;
    const rows = [...this.rows.values()].filter(({ run }) => 'created' in run);
    await writeWhole(this.store, cacheFile, strToU8(JSON.stringify({ version: 2, rows }, figureForJson)));
  }

  private async load(): Promise<void> {
    this.isLoaded = true;
    if (this.cacheFile === undefined) return;
    try {
      const { rows } = v.parse(cached, JSON.parse(strFromU8(await this.store.read(this.cacheFile))));
      for (const row of rows) this.rows.set(row.folder, row);
    } catch {
      this.isChanged = true;
    }
  }

  private isLive(folder: string, now: Date): boolean {
    const run = this.rows.get(folder)?.run;
    return (
      run !== undefined &&
      'created' in run &&
      run.state === 'running' &&
      now.getTime() - Date.parse(run.alive) < quietFor
    );
  }

  /** Whether a run was lost since this was asked last: its file still says that it is running. */
  private hasGoneQuiet(folder: string, now: Date): boolean {
    const run = this.rows.get(folder)?.run;
    if (run === undefined || !('created' in run) || stateAt(run, now) !== 'lost') return false;
    if (run.state === 'lost' || this.quiet.get(folder) === run.alive) return false;
    this.quiet.set(folder, run.alive);
    return true;
  }

  /** @returns those that are other ones now */
  private async readAll(folders: readonly string[]): Promise<readonly string[]> {
    const changed: string[] = [];
    for (let start = 0; start < folders.length; start += readAtOnce) {
      const some = folders.slice(start, start + readAtOnce);
      const isOther = await Promise.all(some.map((folder) => this.reread(folder)));
      changed.push(...some.filter((_, place) => isOther[place]));
    }
    return changed;
  }

  /** A few of those whose rows are taken for true: each in its turn. */
  private async lookAtSome(read: ReadonlySet<string>): Promise<readonly string[]> {
    const { runs } = this;
    const count = Math.min(lookedAtEachTime, runs.length);
    const some = Array.from({ length: count }, (_, place) => runs[(this.lookedAt + place) % runs.length]);
    this.lookedAt = runs.length === 0 ? 0 : (this.lookedAt + count) % runs.length;
    // What was damaged may be whole again, which its folder does not tell: they are few.
    const damaged = runs.filter(({ damage }) => damage !== undefined);
    const changed = await Promise.all(
      [...new Set([...some, ...damaged])].map(async (run) => {
        if (run === undefined || read.has(run.folder)) return [];
        if ((await this.stillDamaged(run)).length !== (run.damage?.length ?? 0)) return [run.folder];
        const modified = await this.store.modified(run.folder).catch(() => undefined);
        return modified === this.rows.get(run.folder)?.modified ? [] : [run.folder];
      }),
    );
    return this.readAll(changed.flat());
  }

  /** Those files that are as they were when they were found damaged. */
  private async stillDamaged(run: IndexedRun | undefined): Promise<readonly DamagedEntry[]> {
    const checked = (run?.damage ?? []).map(async (entry) =>
      (await this.writtenAt(run?.folder ?? '', entry.file)) === entry.modified ? [entry] : [],
    );
    return (await Promise.all(checked)).flat();
  }

  private writtenAt(folder: string, file: string): Promise<number | null> {
    return this.store.modified(`${folder}/${file}`).catch(() => null);
  }

  /** `undefined`: there is no such folder any more. */
  private async read(folder: string): Promise<Row | undefined> {
    const files = within(this.store, folder);
    const modified = await this.store.modified(folder).catch(() => undefined);
    if (modified === undefined) return undefined;
    try {
      const run = await readDescription(files);
      if ('kind' in run) return { folder, modified, run };
      return { folder, modified, run: summarise(run, await readLabel(files)) };
    } catch {
      return { folder, modified, run: { kind: 'unreadable' } };
    }
  }
}

function damageOf(damage: readonly DamagedEntry[]): Pick<IndexedRun, 'damage'> {
  return damage.length === 0 ? {} : { damage };
}

function createdAt({ run }: IndexedRun): number {
  return 'created' in run ? Date.parse(run.created) : -Infinity;
}

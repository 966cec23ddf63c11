import { isReplaced, readWhole, type ReadableStore, type StoredEntry } from './fileStore';
import { numberOfFile, segmentFile, segmentFolder, snapshotFolder } from './recordingFolder';
import {
  largestRunFile,
  parseRun,
  runFile,
  type RunDescription,
  type RunFileProblem,
} from './runDescription';
import {
  decodeSegment,
  joinRows,
  columnCount,
  seriesNames,
  type DecodedSegment,
  type Segment,
  type SeriesName,
  type SeriesRows,
} from './segment';
import { decodeSnapshot, type Snapshot } from './snapshot';

/** A larger file of a recording is set aside unread, in bytes. */
const largestFile = 2 ** 26;
/** So much is read of all segments together, in bytes. */
const mostSegmentBytes = 2 ** 28;
/** So many files of a folder are looked at. */
const mostFiles = 10_000;

/**
 * Why a file was set aside: it cannot be read at all, is larger than is read, or holds something else than it
 * must: it was cut off, changed, or written by a program with a mistake. Or the folder is missing. An event
 * file may be read but for some values, or have none.
 */
export interface DamagedFile {
  readonly file: string;
  readonly why: 'unreadable' | 'tooLarge' | 'damaged' | 'missing' | 'empty' | 'badStep' | 'badHistogram';
  /** What of an event file is left out: its other values are there. */
  readonly tags?: readonly string[];
}

/** A file of a segment, or of the snapshot after step `number`. */
export interface NumberedFile {
  readonly number: number;
  readonly file: string;
  readonly size: number;
}

/** What is whole of a recording. */
export interface Recording {
  /** Absent where `run.json` is damaged. */
  readonly run?: RunDescription;
  /** All rows of each series; of one that is nowhere, none. */
  readonly series: Readonly<Record<SeriesName, SeriesRows>>;
  /** Files of snapshots, by step. They have not been read yet. */
  readonly snapshots: readonly NumberedFile[];
  /** What was set aside. */
  readonly damaged: readonly DamagedFile[];
}

/** `absent`: there is no such folder, or nothing of a recording in it. */
export type RecordingProblem =
  Extract<RunFileProblem, { kind: 'newer' | 'invalid' }> | { readonly kind: 'absent' };

export type RecordingResult =
  | { readonly ok: true; readonly recording: Recording }
  | { readonly ok: false; readonly problem: RecordingProblem };

/**
 * Reads a recording, running or over, whatever is in its folder: what is not whole is set aside, and named.
 * Nothing is changed, and nothing is thrown.
 */
export async function readRecording(files: ReadableStore): Promise<RecordingResult> {
  const folder = await listOr(files, '', undefined);
  if (folder === undefined) return { ok: false, problem: { kind: 'absent' } };
  const damaged: DamagedFile[] = [];
  const run = await readRun(files, folder);
  if (run?.ok === false) {
    const { problem } = run;
    if (problem.kind === 'newer' || problem.kind === 'invalid') return { ok: false, problem };
    damaged.push({ file: runFile, why: problem.kind });
  }
  const segments = await filesOf(files, segmentFolder);
  const snapshots = await filesOf(files, snapshotFolder);
  if (run === undefined && segments.length === 0 && snapshots.length === 0)
    return { ok: false, problem: { kind: 'absent' } };
  if (run === undefined) damaged.push({ file: runFile, why: 'unreadable' });
  const hasFolder = folder.some(({ name, isFolder }) => name === segmentFolder && isFolder);
  if (!hasFolder && run?.ok === true && shouldHaveNumbers(run.run))
    damaged.push({ file: segmentFolder, why: 'missing' });
  const series = await readSeries(files, segments, damaged, run?.ok === true ? run.run : {});
  return {
    ok: true,
    recording: {
      ...(run?.ok === true && { run: run.run }),
      series,
      snapshots,
      damaged,
    },
  };
}

/** A run that goes on, or was killed, may not have made its folder yet. */
function shouldHaveNumbers({ state, step, interrupted }: RunDescription): boolean {
  return step > 0 && state !== 'running' && interrupted === undefined;
}

/** What a file of `snapshots` holds, or why it is set aside. */
export async function readSnapshot(
  files: ReadableStore,
  { file, size }: NumberedFile,
): Promise<Snapshot | DamagedFile> {
  const bytes = await readBounded(files, file, size);
  if ('why' in bytes) return bytes;
  return decodeSnapshot(file, bytes) ?? { file, why: 'damaged' };
}

/**
 * Why a recording tells nothing of itself. Without a `run.json` that can be read it is damaged where it has
 * numbers or pictures, `missing`; else it is none, `unreadable`.
 */
export type SummaryProblem = RunFileProblem | { readonly kind: 'missing' | 'unreadable' };

/** What a list needs of a recording, no other file of which is opened. @throws where it cannot be listed */
export async function readDescription(files: ReadableStore): Promise<RunDescription | SummaryProblem> {
  const run = await readRun(files, await files.list(''));
  if (run !== undefined) return run.ok ? run.run : run.problem;
  for (const folder of [segmentFolder, snapshotFolder])
    if ((await filesOf(files, folder)).length > 0) return { kind: 'missing' };
  return { kind: 'unreadable' };
}

/** `undefined`: there is no `run.json`, or it cannot be read. */
export async function readRun(
  files: ReadableStore,
  folder: readonly StoredEntry[],
): Promise<ReturnType<typeof parseRun> | undefined> {
  const found = folder.find(({ name }) => name === runFile);
  if (found === undefined) return isReplaced(folder, runFile) ? readReplacedRun(files) : undefined;
  if (found.size > largestRunFile) return { ok: false, problem: { kind: 'tooLarge' } };
  const bytes = await readBounded(files, runFile, found.size);
  return 'why' in bytes ? undefined : parseRun(bytes);
}

/** `undefined` also where whoever wrote it was ended before all of it was there. */
async function readReplacedRun(files: ReadableStore): Promise<ReturnType<typeof parseRun> | undefined> {
  const bytes = await readBounded(files, runFile, 0);
  const run = 'why' in bytes ? undefined : parseRun(bytes);
  return run?.ok === true ? run : undefined;
}

/** By number, ascending; of two files with one number the first by name. */
async function filesOf(files: ReadableStore, folder: string): Promise<readonly NumberedFile[]> {
  const found = new Map<number, NumberedFile>();
  const entries = await listOr(files, folder, []);
  // A folder of such a name stays in the list: that it cannot be read is told.
  for (const { name, size } of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const number = numberOfFile(name);
    if (number === undefined || found.has(number)) continue;
    found.set(number, { number, file: `${folder}/${name}`, size });
  }
  return [...found.values()].sort((a, b) => a.number - b.number).slice(0, mostFiles);
}

async function listOr<Other>(
  files: ReadableStore,
  folder: string,
  other: Other,
): Promise<readonly StoredEntry[] | Other> {
  try {
    return await files.list(folder);
  } catch {
    return other;
  }
}

async function readBounded(
  files: ReadableStore,
  file: string,
  size: number,
): Promise<Uint8Array | DamagedFile> {
  if (size > largestFile) return { file, why: 'tooLarge' };
  try {
    const bytes = await readWhole(files, file);
    return bytes.length > largestFile ? { file, why: 'tooLarge' } : bytes;
  } catch {
    return { file, why: 'unreadable' };
  }
}

async function readSeries(
  files: ReadableStore,
  segments: readonly NumberedFile[],
  damaged: DamagedFile[],
  { segments: written, state }: Partial<RunDescription>,
): Promise<Record<SeriesName, SeriesRows>> {
  const stretches: Record<SeriesName, SeriesRows[]> = {
    losses: [],
    evaluations: [],
    scalars: [],
    learningRates: [],
  };
  let bytesRead = 0;
  const isOver = state !== undefined && state !== 'running';
  const gaps = new MissingSegments(written, damaged);
  for (const { file, size, number } of segments) {
    const isTooMuch = bytesRead + size > mostSegmentBytes;
    const bytes = isTooMuch ? { file, why: 'tooLarge' as const } : await readBounded(files, file, size);
    if ('why' in bytes) {
      gaps.see(number, undefined);
      damaged.push(bytes);
      continue;
    }
    bytesRead += bytes.length;
    const segment = decodeSegment(file, bytes);
    gaps.see(number, segment);
    if (segment === undefined || isNarrower(segment, stretches.scalars.at(-1))) {
      damaged.push({ file, why: 'damaged' });
      continue;
    }
    for (const name of seriesNames) {
      const rows = segment[name];
      if (rows !== undefined && rows.steps.length > 0) stretches[name].push(rows);
    }
  }
  if (isOver) gaps.end();
  return {
    losses: joinRows(stretches.losses),
    evaluations: joinRows(stretches.evaluations),
    scalars: joinRows(stretches.scalars),
    learningRates: joinRows(stretches.learningRates),
  };
}

/** Layers are found while a run goes on, never lost: scalars of fewer than before are of another network. */
function isNarrower({ scalars }: Segment, before: SeriesRows | undefined): boolean {
  if (scalars === undefined || scalars.steps.length === 0 || before === undefined) return false;
  return columnCount(scalars) < columnCount(before);
}

/**
 * Names segments that are not there. A number may be missing, for neighbours become one under the lower of
 * theirs, which then says up to which number it stands for.
 */
class MissingSegments {
  /** The number that comes next; `undefined` where nobody knows which others the one before stood for. */
  private next: number | undefined;

  /** @param written the highest number there was; absent where whoever wrote does not tell */
  constructor(
    private readonly written: number | undefined,
    private readonly damaged: DamagedFile[],
  ) {
    this.next = written === undefined ? undefined : 1;
  }

  /** @param segment absent where it was set aside */
  see(number: number, segment: DecodedSegment | undefined): void {
    if (this.written === undefined) return;
    this.nameUpTo(number - 1);
    this.next = segment && Math.max(this.next ?? 1, (segment.last ?? number) + 1);
  }

  /** Of a run that is over: one that goes on may be writing the last. */
  end(): void {
    if (this.written !== undefined) this.nameUpTo(this.written);
  }

  private nameUpTo(last: number): void {
    if (this.next === undefined) return;
    const end = Math.min(last, this.next + mostNamed - 1);
    for (let number = this.next; number <= end; number++)
      this.damaged.push({ file: segmentFile(number), why: 'missing' });
  }
}

/** A number in a file may be any: more are not named. */
const mostNamed = 64;

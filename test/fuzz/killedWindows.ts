/**
 * Windows on one folder of recordings, killed at random moments; `kill-recordings.mjs` starts it.
 * A window lists the recordings, makes room, pins and names some, and records run after run. What two of them
 * leave is opened: a recording has all that was written when it was said to be written, nothing in it is
 * damaged, and no recording that was there before is gone, unless it was the oldest and made room.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { diskStore } from '../../src/platform/diskStore';
import { makeRoom } from '../../src/recording/eviction';
import { within, type FileStore } from '../../src/recording/fileStore';
import { makeRecording } from '../../src/recording/recordingFolder';
import { RecordingIndex } from '../../src/recording/recordingIndex';
import { readRecording, readSnapshot } from '../../src/recording/recordingReader';
import { RecordingWriter } from '../../src/recording/recordingWriter';
import { recordingSuffix } from '../../src/recording/runDescription';
import { writeLabel } from '../../src/recording/runLabel';
import { described, rowsFrom, snapshotBytes } from '../unit/recording/runs';
import { Choices } from './target';

/** Of all recordings together: the oldest that are over make room now and then. */
const mostBytes = 2 ** 20;
/** One recording is hardly larger. */
const largest = 2 ** 18;
const limits = {
  seriesBytes: 2 ** 16,
  snapshotBytes: 2 ** 16,
  snapshots: 8,
  segmentRows: 64,
  segmentBytes: 2 ** 13,
};

/** Says that all before was written: the pipe has it when this returns, whatever happens to the process. */
function say(...words: readonly (string | number)[]): void {
  writeSync(1, `${words.join(' ')}\n`);
}

async function window(folder: string, seed: number): Promise<void> {
  const choices = new Choices(seed);
  const store = diskStore(folder);
  const index = new RecordingIndex(store, 'index.json');
  say('begun');
  for (let count = 0; ; count++) {
    await makeRoom(store, index, mostBytes, new Date());
    await index.save().catch(() => undefined);
    const { runs } = index;
    const one = runs[choices.below(runs.length)];
    if (one !== undefined) {
      const label = { name: `Named ${String(seed)}`, pinned: choices.chance(0.1) };
      // Another window may just have removed it.
      await writeLabel(within(store, one.folder), label).catch(() => undefined);
    }
    // A name that made room may be taken again within its second: here none is.
    await record(store, choices, `Killed ${String(seed)} ${String(count)}`).catch((error: unknown) => {
      say('interrupted', String(error));
    });
  }
}

/** @throws the error of the system where its folder is taken away */
async function record(store: FileStore, choices: Choices, name: string): Promise<void> {
  const created = new Date();
  const { folder, files } = await makeRecording(store, name, created);
  const description = (state: 'running' | 'finished', step: number): ReturnType<typeof described> =>
    described({ created: created.toISOString(), alive: new Date().toISOString(), state, step });
  const writer = new RecordingWriter(files, 32, limits);
  await writer.describe(description('running', 0));
  say('made', folder);
  const flushes = choices.oneOf([1, 3, 10, 100]);
  let step = 0;
  for (let flush = 0; flush < flushes; flush++) {
    const rows = 1 + choices.below(200);
    writer.add({ losses: rowsFrom(step, rows), scalars: rowsFrom(step, rows, 10) });
    for (let at = step + 1; at <= step + rows; at++)
      if (at % 64 === 0) writer.addSnapshot(at, snapshotBytes(at));
    step += rows;
    await writer.flush(description(flush + 1 === flushes ? 'finished' : 'running', step));
    say('written', folder, step);
  }
}

/** What a window has said before it was killed. */
interface Said {
  /** By recording the updates of which all numbers were written. */
  readonly written: Map<string, number>;
  readonly hasBegun: Promise<unknown>;
  ended?: string;
}

function listenTo(child: ChildProcess): Said {
  let begin = (): void => undefined;
  const said: Said = {
    written: new Map(),
    hasBegun: new Promise<void>((resolve) => {
      begin = resolve;
    }),
  };
  let rest = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    begin();
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [word, folder = '', step = '0'] = line.split(' ');
      if (word === 'made' || word === 'written') said.written.set(folder, Number(step));
    }
  });
  child.on('close', (code, signal) => {
    begin();
    if (signal !== 'SIGKILL') said.ended = `ended by itself (${String(code ?? signal)})`;
  });
  return said;
}

/** What is wrong with a recording of which so many updates were written; nothing where it is whole. */
async function problemsOf(store: FileStore, folder: string, written: number): Promise<string[]> {
  const files = within(store, folder);
  const read = await readRecording(files);
  // A window that was killed between making the folder and the first file leaves an empty one.
  if (!read.ok) return written === 0 && read.problem.kind === 'absent' ? [] : [`is ${read.problem.kind}`];
  const { series, snapshots, damaged, run } = read.recording;
  const problems = damaged.map(({ file, why }) => `${file} is ${why}`);
  if (run === undefined) problems.push('says nothing of its run');
  const { steps, values } = series.losses;
  if ((steps.at(-1) ?? -1) < written - 1) problems.push(`ends before step ${String(written)}`);
  if (steps.length > 0 && steps[0] !== 0) problems.push('lacks its beginning');
  for (let row = 1; row < steps.length; row++) {
    // Two of four rows stay each time that a long recording is thinned, which these are once or twice.
    if ((steps[row] ?? NaN) - (steps[row - 1] ?? NaN) > 32)
      problems.push(`has a gap at ${String(steps[row])}`);
  }
  if (values.some((value) => !Number.isFinite(value))) problems.push('has other numbers');
  for (const file of snapshots) {
    if ('why' in (await readSnapshot(files, file))) problems.push(`${file.file} is damaged`);
  }
  return problems;
}

async function recordingsIn(store: FileStore): Promise<string[]> {
  return (await store.folders('')).filter((name) => name.endsWith(recordingSuffix));
}

/** Two windows on the folder until both are killed. @returns what is wrong with what they left */
async function round(
  folder: string,
  choices: Choices,
): Promise<{ readonly problems: string[]; readonly madeRoom: number }> {
  const store = diskStore(folder);
  const before = await recordingsIn(store);
  const children = [0, 1].map((which) =>
    spawn(process.execPath, [__filename, 'window', folder, String(choices.seed * 2 + which)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  const windows = children.map(listenTo);
  const takes = choices.chance(0.1);
  let taken: string | undefined;
  await Promise.all(
    children.map(async (child, which) => {
      const closed = once(child, 'close');
      await windows[which]?.hasBegun;
      // Most of what can go wrong is in the first files of a recording, and where one is thinned.
      await setTimeout(choices.chance(0.25) ? 30 * choices.oneOf([0, 0.1, 0.3, 1]) : choices.below(300));
      if (takes && which === 0) {
        taken = [...(windows[0]?.written.keys() ?? [])].at(-1);
        // What the window writes meanwhile may stay behind.
        const how = { recursive: true, force: true } as const;
        if (taken !== undefined) await rm(path.join(folder, taken), how).catch(() => undefined);
        await setTimeout(choices.below(100));
      }
      child.kill('SIGKILL');
      await closed;
    }),
  );
  const after = new Set(await recordingsIn(store));
  const index = new RecordingIndex(store, 'index.json');
  await index.refresh(new Date());
  const problems = windows.flatMap(({ ended }) => ended ?? []);
  const written = new Map(windows.flatMap((each) => [...each.written]));
  const gone = [...before, ...written.keys()].filter((name) => !after.has(name) && name !== taken);
  // What makes room goes one by one, until there is enough.
  const isFull = bytesOf(index) > mostBytes - largest;
  if (!isFull) problems.push(...gone.map((name) => `${name} is gone`));
  for (const [name, step] of written) {
    if (name === taken || !after.has(name)) continue;
    for (const problem of await problemsOf(store, name, step)) problems.push(`${name} ${problem}`);
  }
  const listed = new Set(index.runs.map((run) => run.folder));
  for (const name of after) if (!listed.has(name)) problems.push(`${name} is not listed`);
  if (taken !== undefined) await rm(path.join(folder, taken), { recursive: true, force: true });
  return { problems, madeRoom: gone.length };
}

/** Of all recordings, as they say themselves. */
function bytesOf(index: RecordingIndex): number {
  return index.runs.reduce((sum, { run }) => sum + ('bytes' in run ? (run.bytes ?? 0) : 0), 0);
}

async function killWindows(times: number, seed: number): Promise<void> {
  let folder = '';
  let [opened, rounds, failed, room] = [0, 0, 0, 0];
  const empty = async (): Promise<void> => {
    if (folder !== '') await rm(folder, { recursive: true, force: true });
    folder = await mkdtemp(path.join(tmpdir(), 'killed windows '));
  };
  for (let killed = 0; killed < times; killed += 2, rounds++) {
    // Two windows that were killed leave runs that seem to go on, which make no room for a day.
    if (rounds % 50 === 0) await empty();
    const { problems, madeRoom } = await round(folder, new Choices(seed + rounds));
    room += madeRoom;
    if (rounds % 50 === 49 || killed + 2 >= times) {
      const store = diskStore(folder);
      for (const name of await recordingsIn(store)) {
        for (const problem of await problemsOf(store, name, 0)) problems.push(`${name} ${problem}`);
        opened++;
      }
    }
    for (const problem of problems) console.log(`✗ round ${String(seed + rounds)}: ${problem}`);
    failed += problems.length;
  }
  await rm(folder, { recursive: true, force: true });
  console.log(
    `${String(2 * rounds)} windows were killed; ${String(opened)} recordings were left, ${String(room)} had made room; ${String(failed)} problems.`,
  );
  process.exitCode = failed > 0 ? 1 : 0;
}

const [, , role, ...given] = process.argv;
if (role === 'window') void window(given[0] ?? '', Number(given[1]));
else void killWindows(Number(given[0]), Number(given[1]));

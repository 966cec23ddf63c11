import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { within } from '../../../src/recording/fileStore';
import { makeRecording, segmentFile, snapshotFile } from '../../../src/recording/recordingFolder';
import { readSnapshot } from '../../../src/recording/recordingReader';
import {
  recordingLimits,
  RecordingWriter,
  type RecordingLimits,
} from '../../../src/recording/recordingWriter';
import { SnapshotPlan } from '../../../src/recording/snapshotPlan';
import { Killed, MemoryStore } from './memoryStore';
import { described, isSame, opened, rowsFrom, snapshotBytes, snapshotOf } from './runs';

const created = new Date('2026-11-30T04:10:05Z');
const small: RecordingLimits = {
  seriesBytes: 8000,
  snapshotBytes: 8000,
  snapshots: 6,
  segmentRows: 16,
  segmentBytes: 1000,
};

const stepsBetweenFlushes = 7;

/** As a run takes them: where its own plan wants one. */
function takeSnapshot(plan: SnapshotPlan, writer: RecordingWriter, step: number): void {
  if (!plan.wants(step)) return;
  const bytes = snapshotBytes(step);
  plan.add(step, bytes.length);
  writer.addSnapshot(step, bytes);
}

interface Progress {
  /** Steps whose rows were surely written. */
  flushed: number;
}

/** Trains so many steps as a run would; is killed where the store says so. */
async function record(store: MemoryStore, steps: number, progress: Progress, limits = small): Promise<void> {
  const { files } = await makeRecording(store, 'Small', created);
  const interval = Math.ceil(steps / 16);
  const writer = new RecordingWriter(files, interval, limits);
  const plan = new SnapshotPlan(interval, limits);
  await writer.describe(described());
  for (let step = 0; step < steps; step++) {
    writer.add({ losses: rowsFrom(step, 1), learningRates: rowsFrom(step, 1) });
    if (step % 3 === 0) writer.add({ scalars: rowsFrom(step, 1, 10) });
    if (step % 10 === 0) writer.add({ evaluations: rowsFrom(step, 1, 4) });
    takeSnapshot(plan, writer, step + 1);
    if (step % stepsBetweenFlushes !== 0) continue;
    await writer.flush(described({ step: step + 1 }));
    progress.flushed = step + 1;
  }
  writer.addSnapshot(steps, snapshotBytes(steps));
  await writer.flush(described({ step: steps, state: 'finished' }));
  progress.flushed = steps;
}

const noProgress = (): Progress => ({ flushed: 0 });

/** The steps of a recording that is never thinned, as long as it must be there. */
const roomy: RecordingLimits = { ...small, seriesBytes: 1e6 };

describe('a recording', () => {
  it('gives back every number bit for bit', async () => {
    const store = new MemoryStore();
    await record(store, 100, noProgress(), roomy);
    const [folder = ''] = (await store.list('')).map(({ name }) => name);
    const { series, damaged, run } = await opened(within(store, folder));
    expect(damaged).toEqual([]);
    expect(run).toMatchObject({ state: 'finished', step: 100, name: 'Small' });
    expect(series.losses).toEqual(rowsFrom(0, 100));
    expect(series.learningRates).toEqual(rowsFrom(0, 100));
    expect(Array.from(series.scalars.steps)).toEqual(Array.from({ length: 34 }, (_, row) => 3 * row));
    expect(series.scalars.values.slice(10, 20)).toEqual(rowsFrom(3, 1, 10).values);
    expect(series.evaluations.values.slice(-4)).toEqual(rowsFrom(90, 1, 4).values);
  });

  it('keeps NaN, infinities and the sign of zero', async () => {
    const store = new MemoryStore();
    const { files } = await makeRecording(store, 'N', created);
    const writer = new RecordingWriter(files, 4);
    const values = Float64Array.of(NaN, -Infinity, -0, 5e-324);
    writer.add({ losses: { steps: Float64Array.of(0, 1, 2, 3), values } });
    await writer.flush(described({ latest: { loss: NaN, testLoss: -Infinity } }));
    const { series, run } = await opened(files);
    expect(new Uint8Array(series.losses.values.buffer)).toEqual(new Uint8Array(values.buffer));
    expect(run?.latest).toEqual({ loss: NaN, testLoss: -Infinity });
  });

  it('puts a row in the place of one at the same step, and never goes back', async () => {
    const { files } = await makeRecording(new MemoryStore(), 'N', created);
    const writer = new RecordingWriter(files, 4);
    const point = (step: number, value: number) => ({
      losses: { steps: Float64Array.of(step), values: Float64Array.of(value) },
    });
    for (const [step, value] of [
      [0, 1],
      [1, 2],
      [1, 3],
      [0, 4],
      [2, 5],
    ] as const)
      writer.add(point(step, value));
    await writer.flush(described());
    const { losses } = (await opened(files)).series;
    expect(Array.from(losses.steps)).toEqual([0, 1, 2]);
    expect(Array.from(losses.values)).toEqual([1, 3, 5]);
  });

  it('closes a segment at 16,384 rows and writes only the highest anew', async () => {
    const store = new MemoryStore();
    const { files, folder } = await makeRecording(store, 'N', created);
    const writer = new RecordingWriter(files, 6250);
    writer.add({ losses: rowsFrom(0, 16_384) });
    await writer.flush(described());
    writer.add({ losses: rowsFrom(16_384, 10) });
    await writer.flush(described());
    const first = store.files.get(`${folder}/${segmentFile(1)}`);
    writer.add({ losses: rowsFrom(16_394, 10) });
    await writer.flush(described());
    const second = await opened(files);
    expect(isSame(second.series.losses, rowsFrom(0, 16_404))).toBe(true);
    expect(store.files.get(`${folder}/${segmentFile(1)}`) === first).toBe(true);
    expect(store.files.has(`${folder}/${segmentFile(2)}`)).toBe(true);
    expect(store.files.has(`${folder}/${segmentFile(3)}`)).toBe(false);
  });

  it('has a name of its own where two writers share a folder at one moment', async () => {
    const store = new MemoryStore();
    const both = await Promise.all([1, 2, 3].map(() => makeRecording(store, 'Spiral', created)));
    expect(new Set(both.map(({ folder }) => folder)).size).toBe(3);
    for (const [index, { files }] of both.entries()) {
      const writer = new RecordingWriter(files, 10);
      writer.add({ losses: rowsFrom(index * 100, 5) });
      await writer.flush(described({ name: String(index) }));
    }
    for (const [index, { files }] of both.entries()) {
      const { run, series } = await opened(files);
      expect(run?.name).toBe(String(index));
      expect(series.losses).toEqual(rowsFrom(index * 100, 5));
    }
  });

  it('has a folder that every system can name', async () => {
    const store = new MemoryStore();
    const { folder } = await makeRecording(store, 'a/b\\c:d "ネット" ../x', created);
    expect(folder).toBe('a_b_c_d__ネット_____x-2026-11-30-041005.bprun');
  });
});

describe('a recording of a long run', () => {
  it('stays within its limits, and keeps the first row, the last and every spike', async () => {
    const store = new MemoryStore();
    const { files, folder } = await makeRecording(store, 'N', created);
    const writer = new RecordingWriter(files, 1250, small);
    let most = 0;
    for (let step = 0; step < 20_000; step += 10) {
      const { steps, values } = rowsFrom(step, 10);
      const spike = step + 3;
      if (spike === 7003 || spike === 12_003) values[3] = spike === 7003 ? NaN : 1000;
      writer.add({ losses: { steps, values } });
      await writer.flush(described());
      most = Math.max(most, store.bytes);
    }
    // Headers of safetensors come on top of the numbers.
    expect(most).toBeLessThan(small.seriesBytes + 2000);
    const { losses } = (await opened(files)).series;
    expect(losses.steps[0]).toBe(0);
    expect(losses.steps.at(-1)).toBe(19_999);
    expect(losses.steps.length).toBeGreaterThan(100);
    expect(losses.values[losses.steps.indexOf(7003)]).toBeNaN();
    expect(losses.values[losses.steps.indexOf(12_003)]).toBe(1000);
    // Evenly: but for the newest, no stretch of the run is thinned much more than another.
    const parts = Array.from(
      { length: 5 },
      (_, part) => losses.steps.filter((step) => Math.floor(step / 3000) === part).length,
    );
    expect(Math.min(...parts)).toBeGreaterThan(8);
    expect(Math.max(...parts) / Math.min(...parts)).toBeLessThan(4);
    const segments = [...store.files.keys()].filter((name) => name.startsWith(`${folder}/segments`));
    expect(segments.length).toBeLessThan(40);
  });

  it('thins its snapshots evenly and keeps the first and the last', async () => {
    const store = new MemoryStore();
    const { files } = await makeRecording(store, 'N', created);
    const limits = { ...small, snapshotBytes: 1e6 };
    const writer = new RecordingWriter(files, 7, limits);
    const plan = new SnapshotPlan(7, limits);
    for (let step = 1; step <= 1000; step++) {
      takeSnapshot(plan, writer, step);
      if (step % 100 === 0) await writer.flush(described());
    }
    writer.addSnapshot(1001, snapshotBytes(1001));
    await writer.flush(described());
    const steps = (await opened(files)).snapshots.map(({ number }) => number);
    expect(steps).toEqual([1, 224, 448, 672, 896, 1001]);
  });

  it('keeps its snapshots within their bytes', async () => {
    const store = new MemoryStore();
    const { files } = await makeRecording(store, 'N', created);
    const writer = new RecordingWriter(files, 1, { ...small, snapshots: 100, snapshotBytes: 12_000 });
    for (let step = 1; step <= 16; step++) {
      writer.addSnapshot(step, snapshotBytes(step, 16));
      await writer.flush(described());
      const bytes = [...store.files].reduce(
        (sum, [name, { length }]) => sum + (name.includes('/snapshots/') ? length : 0),
        0,
      );
      expect(bytes).toBeLessThanOrEqual(12_000);
    }
    const steps = (await opened(files)).snapshots.map(({ number }) => number);
    expect(steps[0]).toBe(1);
    expect(steps.at(-1)).toBe(16);
    expect(steps.length).toBeGreaterThan(2);
  });

  it('leaves out a snapshot that has no room', async () => {
    const { files } = await makeRecording(new MemoryStore(), 'N', created);
    const writer = new RecordingWriter(files, 10, small);
    writer.addSnapshot(1, snapshotBytes(1, 64));
    await writer.flush(described());
    expect((await opened(files)).snapshots).toEqual([]);
  });

  it('says how many bytes its files have', async () => {
    const store = new MemoryStore();
    const { files } = await makeRecording(store, 'N', created);
    const writer = new RecordingWriter(files, 7, small);
    const plan = new SnapshotPlan(7, small);
    for (let step = 0; step < 200; step++) {
      writer.add({ losses: rowsFrom(step, 1), scalars: rowsFrom(step, 1, 10) });
      takeSnapshot(plan, writer, step + 1);
      if (step % 20 === 0) await writer.flush(described());
    }
    await writer.flush(described());
    // The size of the small file that says so is that of the one before it.
    expect(Math.abs(((await opened(files)).run?.bytes ?? NaN) - store.bytes)).toBeLessThan(store.bytes / 50);
    expect(store.bytes).toBeGreaterThan(5000);
  });

  it('does not thin for ever where there can be no room', async () => {
    const { files } = await makeRecording(new MemoryStore(), 'N', created);
    const writer = new RecordingWriter(files, 100, { ...small, seriesBytes: 0 });
    writer.add({ losses: rowsFrom(0, 100) });
    await writer.flush(described());
    expect((await opened(files)).series.losses.steps.at(-1)).toBe(99);
  });

  it('has at most 64 MB', () => {
    const { seriesBytes, snapshotBytes } = recordingLimits();
    expect(seriesBytes + snapshotBytes).toBe(64 * 2 ** 20);
  });
});

/** All moments at which a writer can be killed. */
async function momentsOf(steps: number, limits: RecordingLimits): Promise<number> {
  const store = new MemoryStore();
  await record(store, steps, noProgress(), limits);
  return store.passed;
}

async function openAfterKill(moments: number, steps: number, limits: RecordingLimits): Promise<void> {
  const store = new MemoryStore(moments);
  const progress = noProgress();
  await expect(record(store, steps, progress, limits)).rejects.toThrow(Killed);
  const [entry] = await store.list('');
  // Nothing had been flushed where not even its folder was made.
  if (entry === undefined) {
    expect(progress.flushed).toBe(0);
    return;
  }
  const files = within(store, entry.name);
  const listed = await files.list('');
  if (!listed.some(({ name }) => name === 'run.json')) {
    expect(progress.flushed).toBe(0);
    return;
  }
  const { run, series, snapshots, damaged } = await opened(files);
  expect(damaged).toEqual([]);
  expect(run?.step).toBeGreaterThanOrEqual(progress.flushed);
  const { flushed } = progress;
  // Rows ascend, none is there twice, each has its own number, and the last that was flushed is there.
  const { steps: recorded, values } = series.losses;
  expect(recorded.every((step, row) => step > (recorded[row - 1] ?? -1))).toBe(true);
  expect(recorded.every((step, row) => values[row] === rowsFrom(step, 1).values[0])).toBe(true);
  if (flushed > 0) expect(recorded.at(-1)).toBeGreaterThanOrEqual(flushed - 1);
  if (limits === roomy) expect(recorded.length).toBeGreaterThanOrEqual(flushed);
  for (const file of snapshots) expect(await readSnapshot(files, file)).toEqual(snapshotOf(file.number));
  if (flushed > 0) expect(snapshots[0]?.number).toBe(1);
}

describe('a writer that is killed', () => {
  it.each([
    ['thinned', small],
    ['whole', roomy],
  ])('leaves all that was flushed, at 300 moments: %s', async (_, limits) => {
    const steps = 150;
    const all = await momentsOf(steps, limits);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: all - 1 }), (moments) =>
        openAfterKill(moments, steps, limits),
      ),
      { numRuns: 300 },
    );
  });

  it('leaves all that was flushed at every moment that is not within a file', async () => {
    // Long stretches of bytes are alike: here are the moments around each of the other changes.
    const store = new MemoryStore();
    const changes: number[] = [];
    const [rename, remove] = [store.rename.bind(store), store.remove.bind(store)];
    const note = (): void => {
      changes.push(store.passed, store.passed + 1);
    };
    store.rename = (from, to) => {
      note();
      return rename(from, to);
    };
    store.remove = (path) => {
      note();
      return remove(path);
    };
    await record(store, 250, noProgress());
    expect(changes.length).toBeGreaterThan(200);
    const last = store.passed;
    for (const moments of new Set(changes)) if (moments < last) await openAfterKill(moments, 250, small);
  });
});

describe('a disk that is full', () => {
  it('lets what was written stay, and nothing of what was not', async () => {
    const steps = 100;
    const sized = new MemoryStore();
    await record(sized, steps, noProgress(), roomy);
    for (let capacity = 600; capacity < sized.bytes; capacity += 150) {
      const store = new MemoryStore();
      store.capacity = capacity;
      const progress = noProgress();
      await expect(record(store, steps, progress, roomy)).rejects.toThrow('ENOSPC');
      expect([...store.files.keys()].filter((name) => name.endsWith('.tmp'))).toEqual([]);
      const [entry] = await store.list('');
      const files = within(store, entry?.name ?? '');
      if (!store.files.has(`${entry?.name ?? ''}/run.json`)) continue;
      const { series, damaged } = await opened(files);
      expect(damaged).toEqual([]);
      expect(series.losses.steps.length).toBeGreaterThanOrEqual(progress.flushed);
    }
  });

  it('takes up again what could not be written once there is room', async () => {
    const store = new MemoryStore();
    const { files, folder } = await makeRecording(store, 'N', created);
    const writer = new RecordingWriter(files, 100, roomy);
    writer.add({ losses: rowsFrom(0, 50) });
    writer.addSnapshot(1, snapshotBytes(1));
    store.capacity = 0;
    await expect(writer.flush(described())).rejects.toThrow('ENOSPC');
    expect(writer.waitingBytes).toBeGreaterThan(0);
    store.capacity = Infinity;
    await writer.flush(described());
    expect(writer.waitingBytes).toBe(0);
    const { series } = await opened(files);
    expect(series.losses).toEqual(rowsFrom(0, 50));
    expect(store.files.has(`${folder}/${snapshotFile(1)}`)).toBe(true);
  });

  it('leaves no folder behind where a recording cannot be begun', async () => {
    // The third change is that of the second inner folder.
    const store = new MemoryStore();
    store.makeFolder = (folder) =>
      folder.endsWith('/snapshots')
        ? Promise.reject(new Error('ENOSPC'))
        : MemoryStore.prototype.makeFolder.call(store, folder);
    await expect(makeRecording(store, 'N', created)).rejects.toThrow('ENOSPC');
    expect(await store.list('')).toEqual([]);
  });
});

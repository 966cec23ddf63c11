import { describe, expect, it, vi } from 'vitest';
import { writeSafetensors } from '../../../src/data/formats/safetensorsWriter';
import type { WritableArray } from '../../../src/data/npyWriter';
import { readWhole, within, writeWhole, type FileStore } from '../../../src/recording/fileStore';
import { makeRecording, segmentFile, snapshotFile } from '../../../src/recording/recordingFolder';
import { RecordingIndex } from '../../../src/recording/recordingIndex';
import { listRecordings } from '../../../src/recording/recordingList';
import { readRecording, readRun, readSnapshot } from '../../../src/recording/recordingReader';
import { RecordingWriter } from '../../../src/recording/recordingWriter';
import { parseRun, stateAt, writeRun, type RunDescription } from '../../../src/recording/runDescription';
import { MemoryStore } from './memoryStore';
import { described, isSame, opened, rowsFrom, snapshotBytes, snapshotOf } from './runs';

const created = new Date('2026-11-30T04:10:05Z');

/** A recording of three segments of 16 rows and two snapshots. */
async function recorded(): Promise<{ store: MemoryStore; folder: string }> {
  const store = new MemoryStore();
  const { files, folder } = await makeRecording(store, 'Small', created);
  const limits = { seriesBytes: 1e6, snapshotBytes: 1e6, snapshots: 9, segmentRows: 16, segmentBytes: 1e5 };
  const writer = new RecordingWriter(files, 48, limits);
  writer.add({ losses: rowsFrom(0, 48), scalars: rowsFrom(0, 48, 10) });
  writer.addSnapshot(1, snapshotBytes(1));
  writer.addSnapshot(48, snapshotBytes(48));
  await writer.flush(described({ state: 'finished', step: 48 }));
  return { store, folder };
}

describe('a recording with a damaged file', () => {
  it.each([
    [segmentFile(1), [16, 48]],
    [segmentFile(2), [0, 16, 32, 48]],
    [segmentFile(3), [0, 32]],
  ])('is read without %s, which is named', async (name, [from = 0, to = 0, next = 0, end = 0]) => {
    const { store, folder } = await recorded();
    const whole = store.files.get(`${folder}/${name}`) ?? new Uint8Array();
    const left = [...rowsFrom(from, to - from).steps, ...rowsFrom(next, end - next).steps];
    // Every length it may have been cut to, and every byte of its header.
    for (let length = 0; length < whole.length; length += 7) {
      store.files.set(`${folder}/${name}`, whole.slice(0, length));
      const { series, damaged, snapshots } = await opened(within(store, folder));
      expect(damaged).toEqual([{ file: name, why: 'damaged' }]);
      expect(Array.from(series.losses.steps)).toEqual(left);
      expect(snapshots).toHaveLength(2);
    }
  });

  it.each([1, 2, 3])('is read without the segment %i that is missing, which is named', async (number) => {
    const { store, folder } = await recorded();
    store.files.delete(`${folder}/${segmentFile(number)}`);
    const { series, damaged } = await opened(within(store, folder));
    expect(damaged).toEqual([{ file: segmentFile(number), why: 'missing' }]);
    expect(series.losses.steps).toHaveLength(32);
  });

  it('does not miss the last segment of a run that goes on: it may be about to come', async () => {
    const { store, folder } = await recorded();
    store.files.set(`${folder}/run.json`, writeRun({ ...described({ step: 48 }), segments: 6 }));
    expect((await opened(within(store, folder))).damaged).toEqual([]);
    const over = described({ step: 48, state: 'finished' });
    store.files.set(`${folder}/run.json`, writeRun({ ...over, segments: 6 }));
    const { damaged } = await opened(within(store, folder));
    expect(damaged).toEqual([{ file: segmentFile(6), why: 'missing' }]);
  });

  it('misses no segment that became one with another, and names one that did not', async () => {
    const store = new MemoryStore();
    const { files } = await makeRecording(store, 'Thinned', created);
    const limits = {
      seriesBytes: 4000,
      snapshotBytes: 1e6,
      snapshots: 9,
      segmentRows: 16,
      segmentBytes: 500,
    };
    const writer = new RecordingWriter(files, 48, limits);
    for (let step = 0; step < 960; step += 32) {
      writer.add({ losses: rowsFrom(step, 32) });
      await writer.flush(described({ state: 'finished', step: step + 32 }));
    }
    expect((await opened(files)).damaged).toEqual([]);
    const entries = await files.list('segments');
    const numbers = entries.map(({ name }) => Number.parseInt(name)).sort((a, b) => a - b);
    expect(numbers.length).toBeLessThan(numbers.at(-1) ?? 0);
    const [, second = 0, third = 0] = numbers;
    await files.remove(segmentFile(second));
    const missing = Array.from({ length: third - second }, (_, at) => segmentFile(second + at));
    expect((await opened(files)).damaged.map(({ file }) => file)).toEqual(missing);
  });

  it('has its numbers where run.json is damaged, and says so', async () => {
    const { store, folder } = await recorded();
    const run = store.files.get(`${folder}/run.json`) ?? new Uint8Array();
    store.files.set(`${folder}/run.json`, run.slice(0, -20));
    const { series, damaged, run: read } = await opened(within(store, folder));
    expect(read).toBeUndefined();
    expect(damaged).toEqual([{ file: 'run.json', why: 'damaged' }]);
    expect(isSame(series.losses, rowsFrom(0, 48))).toBe(true);
  });

  it('names a snapshot that is not whole', async () => {
    const { store, folder } = await recorded();
    const files = within(store, folder);
    const { snapshots } = await opened(files);
    const [, last] = snapshots;
    if (last === undefined) throw new Error('There is no second snapshot.');
    expect(await readSnapshot(files, last)).toEqual(snapshotOf(48));
    const bytes = store.files.get(`${folder}/${snapshotFile(48)}`) ?? new Uint8Array();
    store.files.set(`${folder}/${snapshotFile(48)}`, bytes.slice(0, -1));
    expect(await readSnapshot(files, last)).toEqual({ file: snapshotFile(48), why: 'damaged' });
    store.files.delete(`${folder}/${snapshotFile(48)}`);
    expect(await readSnapshot(files, last)).toEqual({ file: snapshotFile(48), why: 'unreadable' });
    expect(await readSnapshot(files, { ...last, size: 2 ** 30 })).toMatchObject({ why: 'tooLarge' });
  });

  const f64 = (shape: number[], ...numbers: number[]): WritableArray => ({
    shape,
    data: Float64Array.from(numbers),
  });
  it.each<[string, Record<string, WritableArray>]>([
    ['more steps than values', { 'losses.steps': f64([2], 60, 61), 'losses.values': f64([1], 1) }],
    ['no steps', { 'losses.values': f64([1], 1) }],
    ['no values', { 'losses.steps': f64([1], 60) }],
    ['steps that go back', { 'losses.steps': f64([2], 61, 60), 'losses.values': f64([2], 1, 2) }],
    ['the same step twice', { 'losses.steps': f64([2], 60, 60), 'losses.values': f64([2], 1, 2) }],
    ['a step that is NaN', { 'losses.steps': f64([1], NaN), 'losses.values': f64([1], 1) }],
    ['a step below 0', { 'losses.steps': f64([1], -1), 'losses.values': f64([1], 1) }],
    [
      'three columns of evaluations',
      { 'evaluations.steps': f64([1], 60), 'evaluations.values': f64([1, 3], 1, 2, 3) },
    ],
    [
      'scalars of another network',
      { 'scalars.steps': f64([1], 60), 'scalars.values': f64([1, 1, 5], 1, 2, 3, 4, 5) },
    ],
    [
      'scalars without layers',
      { 'scalars.steps': f64([1], 60), 'scalars.values': f64([1, 5], 1, 2, 3, 4, 5) },
    ],
  ])('leaves out a segment with %s', async (_, tensors) => {
    const { store, folder } = await recorded();
    store.files.set(`${folder}/${segmentFile(4)}`, writeSafetensors(new Map(Object.entries(tensors))));
    const { series, damaged } = await opened(within(store, folder));
    expect(damaged).toEqual([{ file: segmentFile(4), why: 'damaged' }]);
    expect(isSame(series.losses, rowsFrom(0, 48))).toBe(true);
  });

  it('opens scalars from before a layer was found, which are NaN for that layer', async () => {
    const { store, folder } = await recorded();
    const scalars = (step: number, ...values: number[]): Uint8Array =>
      writeSafetensors(
        new Map([
          ['scalars.steps', f64([1], step)],
          ['scalars.values', f64([1, values.length / 5, 5], ...values)],
        ]),
      );
    for (const number of [1, 2, 3]) store.files.delete(`${folder}/${segmentFile(number)}`);
    // As a program writes it that does not tell how many segments there are.
    store.files.set(`${folder}/run.json`, writeRun(described()));
    store.files.set(`${folder}/${segmentFile(4)}`, scalars(60, 1, 2, 3, 4, 5));
    store.files.set(`${folder}/${segmentFile(5)}`, scalars(61, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
    const { series, damaged } = await opened(within(store, folder));
    expect(damaged).toEqual([]);
    expect(Array.from(series.scalars.values.subarray(0, 10))).toEqual([
      1,
      2,
      3,
      4,
      5,
      NaN,
      NaN,
      NaN,
      NaN,
      NaN,
    ]);
    expect(Array.from(series.scalars.values.subarray(10))).toEqual([6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
  });

  it('counts rows once that stand in two segments', async () => {
    const { store, folder } = await recorded();
    const second = store.files.get(`${folder}/${segmentFile(2)}`) ?? new Uint8Array();
    store.files.set(`${folder}/${segmentFile(4)}`, second);
    const { series, damaged } = await opened(within(store, folder));
    expect(damaged).toEqual([]);
    expect(isSame(series.losses, rowsFrom(0, 48))).toBe(true);
  });

  it('is read with what others have put beside its files', async () => {
    const { store, folder } = await recorded();
    for (const name of ['notes.txt', 'segments/000009.safetensors.tmp', 'segments/a.safetensors', 'ranks/1'])
      store.files.set(`${folder}/${name}`, Uint8Array.of(1, 2, 3));
    expect((await opened(within(store, folder))).damaged).toEqual([]);
    store.made.add(`${folder}/segments/000008.safetensors`);
    expect((await opened(within(store, folder))).damaged).toContainEqual({
      file: 'segments/000008.safetensors',
      why: 'unreadable',
    });
  });
});

describe('what is not a recording', () => {
  it.each<[string, Uint8Array | undefined, unknown]>([
    ['no run.json', undefined, { kind: 'absent' }],
    [
      'one of a later version',
      bytesOf({ format: 'backprop-recording', version: 2 }),
      { kind: 'newer', version: 2 },
    ],
    ['another format', bytesOf({ format: 'other', version: 1 }), { kind: 'invalid', field: 'format' }],
    ['no object', bytesOf(null), { kind: 'invalid', field: '' }],
    [
      'a layer without a name',
      writeRun(described({ layers: [{ type: 'Affine' } as never] })),
      { kind: 'invalid', field: 'layers.0.name' },
    ],
  ])('is refused: %s', async (_, run, problem) => {
    const store = new MemoryStore();
    if (run !== undefined) store.files.set('run.json', run);
    expect(await readRecording(store)).toEqual({ ok: false, problem });
  });

  it('is refused where there is no folder at all', async () => {
    const store = within(new MemoryStore(), 'nowhere');
    expect(await readRecording(store)).toEqual({ ok: false, problem: { kind: 'absent' } });
  });
});

function bytesOf(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

describe('the state of a run', () => {
  const runOf = (changes: Parameters<typeof described>[0]): RunDescription => {
    const read = parseRun(writeRun(described(changes)));
    if (!read.ok) throw new Error(read.problem.kind);
    return read.run;
  };
  it('is lost without a sign of life for more than a minute, and only where it was running', () => {
    const alive = '2026-11-30T04:10:06.000Z';
    const at = (seconds: number): Date => new Date(Date.parse(alive) + seconds * 1000);
    expect(stateAt(runOf({ alive }), at(60))).toBe('running');
    expect(stateAt(runOf({ alive }), at(60.001))).toBe('lost');
    expect(stateAt(runOf({ alive, state: 'finished' }), at(1e6))).toBe('finished');
    expect(stateAt(runOf({ alive, state: 'failed' }), at(1e6))).toBe('failed');
  });
});

describe('a folder of recordings', () => {
  it('is listed newest first, and what cannot be read last', async () => {
    const store = new MemoryStore();
    const put = (folder: string, run: Uint8Array | undefined): void => {
      store.made.add(folder);
      if (run !== undefined) store.files.set(`${folder}/run.json`, run);
    };
    put('b.bprun', writeRun(described({ created: '2026-11-30T04:10:05Z', name: 'older' })));
    put('a.bprun', writeRun(described({ created: '2026-11-30T13:10:06+09:00', name: 'newer' })));
    put('c.bprun', Uint8Array.of(0x7b));
    put('d.bprun', undefined);
    // Of these the run is lost, and not what it measured; of the second nothing but an empty folder is left.
    put('e.bprun', undefined);
    store.made.add('e.bprun/segments');
    store.files.set(`e.bprun/${segmentFile(1)}`, Uint8Array.of(1));
    put('f.bprun', undefined);
    store.made.add('f.bprun/segments');
    put('other', writeRun(described()));
    const listed = await listRecordings(store);
    expect(listed.map(({ folder }) => folder[0])).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    const problems = ['damaged', 'unreadable', 'missing', 'unreadable'].map((kind) => ({ kind }));
    expect(listed.slice(2).map(({ run }) => run)).toEqual(problems);
    const index = new RecordingIndex(store);
    await index.refresh(new Date());
    expect(index.runs.slice(2).map(({ run }) => run)).toEqual(problems);
  });
});

describe('a file of a recording that is just being replaced', () => {
  /** What is read in the moment between the old file's going and the new one's coming. */
  async function readBetween<T>(file: string, read: (files: FileStore) => Promise<T>): Promise<T> {
    const { store, folder } = await recorded();
    const files = within(store, folder);
    const bytes = store.files.get(`${folder}/${file}`) ?? new Uint8Array();
    let answer: T | undefined;
    const lazy: FileStore = {
      ...files,
      rename: async (from, to) => {
        await files.remove(to);
        answer = await read(files);
        await files.rename(from, to);
      },
    };
    await writeWhole(lazy, file, bytes);
    if (answer === undefined) throw new Error('Nothing was read.');
    return answer;
  }

  it('is read from what was written', async () => {
    const run = await readBetween('run.json', async (files) => readRun(files, await files.list('')));
    expect(run).toMatchObject({ ok: true, run: { state: 'finished', step: 48 } });
  });

  it('is read by who saw it before, whether it comes meanwhile or not', async () => {
    const { store, folder } = await recorded();
    const files = within(store, folder);
    const listed = await files.list('');
    const run = await readBetween('run.json', (between) => readRun(between, listed));
    expect(run?.ok).toBe(true);
    const bytes = (await readBetween(segmentFile(2), (between) => readWhole(between, segmentFile(2)))).length;
    expect(bytes).toBe(store.files.get(`${folder}/${segmentFile(2)}`)?.length);
    // The new one gets its name after the first look and before the second.
    const late = { read: vi.fn<FileStore['read']>() };
    late.read.mockRejectedValueOnce(new Error('ENOENT')).mockRejectedValueOnce(new Error('ENOENT'));
    late.read.mockResolvedValueOnce(Uint8Array.of(7));
    expect(await readWhole({ ...files, ...late }, 'run.json')).toEqual(Uint8Array.of(7));
    expect(late.read.mock.calls).toEqual([['run.json'], ['run.json.tmp'], ['run.json']]);
  });

  it('is absent where its writer ended before all of it was written', async () => {
    const { store, folder } = await recorded();
    const files = within(store, folder);
    const bytes = store.files.get(`${folder}/run.json`) ?? new Uint8Array();
    await files.remove('run.json');
    await files.write('run.json.tmp', bytes.slice(0, bytes.length / 2));
    expect(await readRun(files, await files.list(''))).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { makeRoom } from '../../../src/recording/eviction';
import { within, type FileStore } from '../../../src/recording/fileStore';
import { makeRecording } from '../../../src/recording/recordingFolder';
import { RecordingIndex } from '../../../src/recording/recordingIndex';
import { RecordingWriter } from '../../../src/recording/recordingWriter';
import { writeRun, type DescribedRun } from '../../../src/recording/runDescription';
import { writeLabel } from '../../../src/recording/runLabel';
import { MemoryStore } from './memoryStore';
import { described, opened, rowsFrom } from './runs';

const now = new Date('2026-11-30T05:00:00Z');
const hoursAgo = (hours: number): string => new Date(now.getTime() - hours * 3_600_000).toISOString();

/** Puts a recording of 1000 bytes, as it says itself, into the store. */
async function put(store: MemoryStore, folder: string, changes: Partial<DescribedRun> = {}): Promise<void> {
  await store.makeFolder(folder);
  const run = described({ state: 'finished', bytes: 1000, alive: hoursAgo(0.5), ...changes });
  await store.write(`${folder}/run.json`, writeRun(run));
}

/** Three that are over: `c` is the newest. */
async function three(): Promise<MemoryStore> {
  const store = new MemoryStore();
  await put(store, 'b.bprun', { created: hoursAgo(2) });
  await put(store, 'a.bprun', { created: hoursAgo(3) });
  await put(store, 'c.bprun', { created: hoursAgo(1) });
  return store;
}

const makeRoomIn = (store: FileStore, limit: number): Promise<readonly string[]> =>
  makeRoom(store, new RecordingIndex(store, 'index.json'), limit, now);

/** Their names, sorted. */
async function foldersIn(store: FileStore): Promise<readonly string[]> {
  return [...(await store.folders(''))].sort();
}

describe('making room', () => {
  it.each([
    [3000, []],
    [2999, ['a.bprun']],
    [1000, ['a.bprun', 'b.bprun']],
    [0, ['a.bprun', 'b.bprun', 'c.bprun']],
  ])('for %i bytes removes the oldest, and no more than it must: %j', async (limit, expected) => {
    const store = await three();
    expect(await makeRoomIn(store, limit)).toEqual(expected);
    const kept = ['a.bprun', 'b.bprun', 'c.bprun'].filter((folder) => !expected.includes(folder));
    expect(await foldersIn(store)).toEqual(kept);
    expect(kept.length * 1000).toBeLessThanOrEqual(limit);
  });

  it('never removes what is pinned', async () => {
    const store = await three();
    await writeLabel(within(store, 'a.bprun'), { pinned: true });
    expect(await makeRoomIn(store, 1000)).toEqual(['b.bprun', 'c.bprun']);
    expect(await foldersIn(store)).toEqual(['a.bprun']);
  });

  it('leaves what another window has pinned since it was listed', async () => {
    const store = await three();
    // Nobody sees by its time that a folder has changed: the index takes it for one that may go.
    store.modified = () => Promise.resolve(0);
    const index = new RecordingIndex(store, 'index.json');
    await index.refresh(now);
    await writeLabel(within(store, 'a.bprun'), { pinned: true });
    expect(index.find('a.bprun')?.run).toMatchObject({ pinned: false });
    expect(await makeRoom(store, index, 2000, now)).toEqual(['b.bprun']);
    expect(await foldersIn(store)).toEqual(['a.bprun', 'c.bprun']);
  });

  it('leaves a run that is running until it gave no sign of life for a day', async () => {
    const store = await three();
    await put(store, 'a.bprun', { created: hoursAgo(90), state: 'running', alive: hoursAgo(23.9) });
    await put(store, 'b.bprun', { created: hoursAgo(89), state: 'running', alive: hoursAgo(24.1) });
    expect(await makeRoomIn(store, 0)).toEqual(['b.bprun', 'c.bprun']);
    expect(await foldersIn(store)).toEqual(['a.bprun']);
  });

  it('leaves what tells nothing of itself, and counts its bytes', async () => {
    const store = await three();
    await store.makeFolder('empty.bprun');
    await store.makeFolder('broken.bprun');
    await store.write('broken.bprun/run.json', new Uint8Array(400));
    await store.makeFolder('broken.bprun/segments');
    await store.write('broken.bprun/segments/000001.safetensors', new Uint8Array(600));
    await store.makeFolder('somebody-elses');
    expect(await makeRoomIn(store, 3000)).toEqual(['a.bprun']);
    expect(await makeRoomIn(store, 0)).toEqual(['b.bprun', 'c.bprun']);
    expect(await foldersIn(store)).toEqual(['broken.bprun', 'empty.bprun', 'somebody-elses']);
  });

  it('adds up the files of a recording whose producer did not', async () => {
    const store = new MemoryStore();
    await store.makeFolder('a.bprun');
    await store.write('a.bprun/run.json', writeRun(described({ state: 'finished' })));
    await store.makeFolder('a.bprun/snapshots');
    await store.write('a.bprun/snapshots/1.safetensors', new Uint8Array(5000));
    expect(await makeRoomIn(store, store.bytes)).toEqual([]);
    expect(await makeRoomIn(store, 5000)).toEqual(['a.bprun']);
  });

  it('removes what is left of a removal that was cut off, at every moment of it', async () => {
    const whole = await three();
    await makeRoomIn(whole, 2000);
    expect(whole.passed).toBeGreaterThan(3);
    const before = (await three()).passed;
    for (let moment = before; moment <= whole.passed; moment++) {
      const store = new MemoryStore(moment);
      await put(store, 'b.bprun', { created: hoursAgo(2) });
      await put(store, 'a.bprun', { created: hoursAgo(3) });
      await put(store, 'c.bprun', { created: hoursAgo(1) });
      await makeRoomIn(store, 2000).catch(() => undefined);
      const next = survivorOf(store);
      await makeRoomIn(next, 2000);
      expect(await foldersIn(next)).toEqual(['b.bprun', 'c.bprun']);
    }
  });
});

/** The same files on a disk that nobody kills any more. */
function survivorOf(store: MemoryStore): MemoryStore {
  const next = new MemoryStore();
  for (const folder of store.made) next.made.add(folder);
  for (const [file, bytes] of store.files) next.files.set(file, bytes);
  return next;
}

describe('several windows on one storage', () => {
  it('that make room at the same time remove what one would have removed', async () => {
    const store = new MemoryStore();
    for (let run = 0; run < 30; run++)
      await put(store, `${String(run).padStart(2, '0')}.bprun`, { created: hoursAgo(100 - run) });
    const removed = await Promise.all([
      makeRoomIn(store, 20_000),
      makeRoomIn(store, 20_000),
      makeRoomIn(store, 20_000),
    ]);
    const oldest = Array.from({ length: 10 }, (_, run) => `${String(run).padStart(2, '0')}.bprun`);
    // Each was removed by one of them, and none by two.
    expect(removed.flat().sort()).toEqual(oldest);
    expect(await foldersIn(store)).toHaveLength(20);
  });

  it('write and make room, and what is being written is whole', async () => {
    const store = new MemoryStore();
    for (let run = 0; run < 20; run++)
      await put(store, `old-${String(run)}.bprun`, { created: hoursAgo(100 - run) });
    const write = async (hours: number): Promise<string> => {
      const { files, folder } = await makeRecording(store, 'Small', new Date(hoursAgo(hours)));
      const writer = new RecordingWriter(files, 100);
      const alive = hoursAgo(0);
      for (let flush = 0; flush < 20; flush++) {
        writer.add({ losses: rowsFrom(flush * 10, 10) });
        await writer.flush(described({ created: hoursAgo(hours), alive, step: (flush + 1) * 10 }));
      }
      return folder;
    };
    // Older than all others: it would be the first to go, were it not for its signs of life.
    const evict = async (): Promise<void> => {
      for (let time = 19; time >= 1; time--) await makeRoomIn(store, time * 1000);
    };
    const [first, second] = await Promise.all([write(200), write(201), evict()]);
    for (const folder of [first, second]) {
      const { series, damaged } = await opened(within(store, folder));
      expect(damaged).toEqual([]);
      expect(Array.from(series.losses.steps)).toEqual(Array.from({ length: 200 }, (_, step) => step));
    }
    const left = (await foldersIn(store)).filter((folder) => folder.startsWith('old-'));
    expect(left.length).toBeLessThan(20);
    expect(left).toEqual(left.filter((folder) => Number(/\d+/.exec(folder)?.[0]) >= 20 - left.length));
  });
});

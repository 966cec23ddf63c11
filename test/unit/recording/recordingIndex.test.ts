import { describe, expect, it } from 'vitest';
import { within } from '../../../src/recording/fileStore';
import { RecordingIndex } from '../../../src/recording/recordingIndex';
import { writeRun, type DescribedRun } from '../../../src/recording/runDescription';
import { writeLabel } from '../../../src/recording/runLabel';
import { MemoryStore } from './memoryStore';
import { described } from './runs';

const now = new Date('2026-11-30T05:00:00Z');
const finished = { state: 'finished', alive: '2026-11-30T04:20:00Z' } as const;

/** Puts a recording into the store that is nothing but its description. */
async function put(store: MemoryStore, folder: string, changes: Partial<DescribedRun> = {}): Promise<void> {
  await store.makeFolder(folder);
  await store.write(`${folder}/run.json`, writeRun(described({ ...finished, ...changes })));
}

/** A store that counts which recordings are read. */
class CountingStore extends MemoryStore {
  readonly opened: string[] = [];

  override read(file: string): Promise<Uint8Array> {
    if (file.endsWith('/run.json')) this.opened.push(file);
    return super.read(file);
  }
}

function namesIn(index: RecordingIndex): string[] {
  return index.runs.map(({ folder }) => folder);
}

describe('an index of recordings', () => {
  it('has the newest first, and what tells nothing behind them', async () => {
    const store = new MemoryStore();
    await put(store, 'old.bprun', { created: '2026-11-30T01:00:00Z' });
    await put(store, 'new.bprun', { created: '2026-11-30T03:00:00Z' });
    await store.makeFolder('empty.bprun');
    await store.makeFolder('other');
    await put(store, 'broken.bprun');
    await store.write('broken.bprun/run.json', new Uint8Array(3));
    const index = new RecordingIndex(store, 'index.json');
    expect(await index.refresh(now)).toBe(true);
    expect(namesIn(index)).toEqual(['new.bprun', 'old.bprun', 'broken.bprun', 'empty.bprun']);
    expect(index.runs.map(({ run }) => ('kind' in run ? run.kind : run.state))).toEqual([
      'finished',
      'finished',
      'damaged',
      'unreadable',
    ]);
    expect(await index.refresh(now)).toBe(false);
  });

  it('opens none again that was over, neither now nor in the next window', async () => {
    const store = new CountingStore();
    for (let run = 0; run < 300; run++) await put(store, `r${String(run)}.bprun`);
    const index = new RecordingIndex(store, 'index.json');
    await index.refresh(now);
    await index.save();
    expect(store.opened).toHaveLength(300);
    await index.refresh(now);
    const next = new RecordingIndex(store, 'index.json');
    await next.refresh(now);
    expect(namesIn(next)).toEqual(namesIn(index));
    expect(store.opened).toHaveLength(300);
  });

  it('opens those that are running each time, and follows them to their end', async () => {
    const store = new CountingStore();
    const alive = '2026-11-30T04:59:59Z';
    await put(store, 'a.bprun', { state: 'running', step: 10, alive });
    const index = new RecordingIndex(store);
    await index.refresh(now);
    expect(await index.refresh(now)).toBe(false);
    await put(store, 'a.bprun', { state: 'running', step: 20, alive });
    expect(await index.refresh(now)).toBe(true);
    await put(store, 'a.bprun', { state: 'finished', step: 30 });
    expect(await index.refresh(now)).toBe(true);
    expect(index.runs[0]?.run).toMatchObject({ state: 'finished', step: 30 });
    const opened = store.opened.length;
    await index.refresh(now);
    expect(store.opened).toHaveLength(opened);
  });

  it('names those that are running and have changed, and once each that was lost meanwhile', async () => {
    const store = new MemoryStore();
    const alive = '2026-11-30T04:59:59Z';
    for (const name of ['a', 'b']) await put(store, `${name}.bprun`, { state: 'running', step: 10, alive });
    await put(store, 'over.bprun');
    const index = new RecordingIndex(store);
    await index.refresh(now);
    expect(await index.refreshLive(now)).toEqual([]);
    await put(store, 'b.bprun', { state: 'running', step: 20, alive });
    await put(store, 'over.bprun', { name: 'renamed' });
    expect(await index.refreshLive(now)).toEqual(['b.bprun']);
    const later = new Date('2026-11-30T05:02:00Z');
    await put(store, 'b.bprun', { state: 'running', step: 30, alive: '2026-11-30T05:01:59Z' });
    expect(await index.refreshLive(later)).toEqual(['b.bprun', 'a.bprun']);
    expect(await index.refreshLive(later)).toEqual([]);
  });

  it('keeps a loss that became NaN, and leaves out what a run does not measure', async () => {
    const store = new MemoryStore();
    const data = { source: 'spiral()', trainSamples: 100, testSamples: 0 };
    const unmeasured = { trainAccuracy: NaN, testLoss: NaN, testAccuracy: NaN };
    await put(store, 'a.bprun', { data, latest: { loss: NaN, trainLoss: NaN, ...unmeasured } });
    await put(store, 'b.bprun', { data, latest: { loss: 1, trainLoss: 2, ...unmeasured } });
    const index = new RecordingIndex(store, 'index.json');
    await index.refresh(now);
    await index.save();
    for (const each of [index, new RecordingIndex(store, 'index.json')]) {
      await each.refresh(now);
      expect(each.find('a.bprun')?.run).toMatchObject({ latest: { loss: NaN, trainLoss: NaN } });
      expect(each.find('b.bprun')?.run).toMatchObject({ latest: { loss: 1, trainLoss: 2 } });
      expect(Object.keys((each.find('a.bprun')?.run as { latest: object }).latest)).toHaveLength(2);
    }
  });

  it('sees what another window did: removed, made, renamed and pinned ones', async () => {
    const store = new MemoryStore();
    for (let run = 0; run < 200; run++) await put(store, `r${String(run)}.bprun`);
    const index = new RecordingIndex(store, 'index.json');
    await index.refresh(now);
    await store.remove('r3.bprun');
    await put(store, 'later.bprun', { created: '2026-11-30T04:30:00Z' });
    await writeLabel(within(store, 'r150.bprun'), { name: 'the good one', pinned: true });
    // Not all are looked at each time.
    await index.refresh(now);
    await index.refresh(now);
    expect(index.runs[0]?.folder).toBe('later.bprun');
    expect(index.find('r3.bprun')).toBeUndefined();
    expect(index.find('r150.bprun')?.run).toMatchObject({ name: 'the good one', pinned: true });
  });

  it('says that files are damaged once somebody has read them, until they are others', async () => {
    const store = new CountingStore();
    for (let run = 0; run < 300; run++) await put(store, `r${String(run)}.bprun`);
    const [segment, snapshot] = ['segments/000001.safetensors', 'snapshots/000000001.safetensors'];
    await store.write(`r7.bprun/${segment}`, Uint8Array.of(1));
    await store.write(`r7.bprun/${snapshot}`, Uint8Array.of(1));
    const index = new RecordingIndex(store, 'index.json');
    await index.refresh(now);
    const damaged = ({ runs }: RecordingIndex): readonly unknown[] =>
      runs.flatMap(({ folder, damage }) => damage?.map(({ file }) => [folder, file]) ?? []);
    expect(await index.noteDamage('r8.bprun', [])).toBe(false);
    expect(await index.noteDamage('r7.bprun', [segment, snapshot])).toBe(true);
    expect(await index.noteDamage('r7.bprun', [segment, snapshot])).toBe(false);
    // Who compares runs does not look at their snapshots.
    expect(await index.noteDamage('r7.bprun', [segment])).toBe(true);
    expect(await index.noteDamage('r7.bprun', [segment])).toBe(false);
    await index.save();
    const next = new RecordingIndex(store, 'index.json');
    for (const each of [index, next]) {
      await each.refresh(now);
      await each.reread('r7.bprun');
      expect(damaged(each)).toEqual([
        ['r7.bprun', snapshot],
        ['r7.bprun', segment],
      ]);
    }
    expect(store.opened).toHaveLength(302);
    await store.write(`r7.bprun/${segment}`, Uint8Array.of(1));
    expect(await next.refresh(now)).toBe(true);
    expect(damaged(next)).toEqual([['r7.bprun', snapshot]]);
    await store.remove(`r7.bprun/${snapshot}`);
    expect(await next.refresh(now)).toBe(true);
    expect(damaged(next)).toEqual([]);
    expect(await next.refresh(now)).toBe(false);
  });

  it('keeps what was read of a recording while its damaged files were looked at', async () => {
    const store = new MemoryStore();
    await put(store, 'a.bprun', { name: 'before' });
    const index = new RecordingIndex(store);
    await index.refresh(now);
    const modified = store.modified.bind(store);
    let look: () => void = () => undefined;
    store.modified = async (path) => {
      if (path.includes('/segments/')) await new Promise<void>((resolve) => (look = resolve));
      return modified(path);
    };
    const noted = index.noteDamage('a.bprun', ['segments/000001.safetensors']);
    await put(store, 'a.bprun', { name: 'after' });
    await index.reread('a.bprun');
    look();
    expect(await noted).toBe(true);
    expect(index.find('a.bprun')).toMatchObject({ run: { name: 'after' }, damage: [{}] });
  });

  it.each(['', '{', '{"version":2,"rows":[{}]}', '{"version":1,"rows":[]}'])(
    'is made anew where its file is %j',
    async (text) => {
      const store = new MemoryStore();
      await put(store, 'a.bprun');
      await store.write('index.json', new TextEncoder().encode(text));
      const index = new RecordingIndex(store, 'index.json');
      await index.refresh(now);
      await index.save();
      expect(namesIn(index)).toEqual(['a.bprun']);
      const written = JSON.parse(new TextDecoder().decode(await store.read('index.json'))) as {
        rows: unknown[];
      };
      expect(written.rows).toHaveLength(1);
    },
  );
});

import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeRoom } from '../src/recording/eviction';
import { RecordingIndex } from '../src/recording/recordingIndex';
import { writeRun, type DescribedRun } from '../src/recording/runDescription';
import { writeLabel } from '../src/recording/runLabel';
import { within } from '../src/recording/fileStore';
import { diskStore } from '../src/platform/diskStore';
import { processorTime } from './support/processorTime';

/**
 * A year's use: what a window has to do to list that many recordings, and to make room among them. Each is
 * its description alone, which says how large it is; its segments would not be opened for a list.
 * Arguments: how many, bytes of all, rounds.
 */
const [count = '5000', bytes = '1e9', rounds = '7'] = process.argv.slice(2);
const root = mkdtempSync(path.join(tmpdir(), 'recordings '));
const now = new Date('2026-11-30T05:00:00Z');
const each = Math.ceil(Number(bytes) / Number(count));

function described(place: number): DescribedRun {
  const created = new Date(now.getTime() - (place + 1) * 3_600_000).toISOString();
  return {
    producer: { name: 'backprop', version: '1' },
    name: `Network${String(place % 20)}`,
    created,
    alive: created,
    seconds: 12.5,
    state: 'finished',
    step: 2400,
    totalSteps: 2400,
    bytes: each,
    origin: {
      kind: 'definition',
      file: `file:///home/reader/networks/n${String(place % 50)}.backprop`,
      text: 'network N {\n  layers { Affine(3) }\n}\n'.repeat(20),
      network: `Network${String(place % 20)}`,
      seed: 0,
    },
    layers: Array.from({ length: 8 }, (_, layer) => ({
      name: `affine${String(layer)}`,
      type: 'Affine',
      shape: [32],
      parameters: 1056,
      inputs: layer === 0 ? ['input'] : [`affine${String(layer - 1)}`],
    })),
    settings: { optimizer: 'SGD(lr=0.1)', batch: 32, epochs: 10 },
    edits: [],
    findings: [],
    latest: { loss: 0.3, trainLoss: 0.31, testLoss: 0.35, trainAccuracy: 0.95, testAccuracy: 0.91 },
  };
}

interface Listing {
  readonly index: RecordingIndex;
  /** Of a clock, and of a processor. */
  readonly milliseconds: number;
  readonly processor: number;
}

async function list(): Promise<Listing> {
  const [start, used] = [performance.now(), processorTime()];
  const index = new RecordingIndex(diskStore(root), 'index.json');
  await index.refresh(now);
  const rows = index.runs.length;
  const [milliseconds, processor] = [performance.now() - start, processorTime() - used];
  if (rows < Number(count)) throw new Error(`Only ${String(rows)} recordings were found.`);
  return { index, milliseconds, processor };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

try {
  for (let place = 0; place < Number(count); place++) {
    const folder = path.join(root, `N-${String(place)}.bprun`);
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'run.json'), writeRun(described(place)));
  }
  const first = await list();
  await first.index.save();
  console.log(`${count} recordings without an index: ${first.milliseconds.toFixed(0)} ms`);
  const listings: Listing[] = [];
  for (let round = 0; round < Number(rounds); round++) listings.push(await list());
  const figure = (of: (listing: Listing) => number): string => median(listings.map(of)).toFixed(1);
  console.log(
    `with one: ${figure(({ milliseconds }) => milliseconds)} ms, ${figure(({ processor }) => processor)} ms of a processor`,
  );
  const { index } = listings.at(-1) ?? first;
  listings.length = 0;
  const before = heap();
  for (let look = 0; look < 200; look++) await index.refresh(now);
  console.log(`200 further looks: ${(heap() - before).toFixed(1)} MB more in memory`);
  const store = diskStore(root);
  const pinned = index.runs.slice(-10).map(({ folder }) => folder);
  for (const folder of pinned) await writeLabel(within(store, folder), { pinned: true });
  const start = performance.now();
  const removed = await makeRoom(store, index, Number(bytes) * 0.98, now);
  const kept = new Set(await store.folders(''));
  console.log(
    `room for 2 %: ${String(removed.length)} of the oldest went in ${(performance.now() - start).toFixed(0)} ms; ${String(pinned.filter((folder) => kept.has(folder)).length)} of 10 pinned ones stayed`,
  );
} finally {
  rmSync(root, { recursive: true });
}

import { expect, test } from 'vitest';
import { recordedNetwork } from '../../../../src/editor/runs/describeRecording';
import { OpenRecording } from '../../../../src/editor/runs/openRecording';
import { factsOf } from '../../../../src/editor/runs/panelFacts';
import { RecordedFrames, statusOf } from '../../../../src/editor/runs/recordedFrames';
import { receiveInNetworkPanel } from '../../../../src/protocol/networkPanelMessages';
import type { ViewRequests } from '../../../../src/protocol/trainingViews';
import { segmentFile, snapshotFile } from '../../../../src/recording/recordingFolder';
import { runFile, writeRun, type DescribedRun } from '../../../../src/recording/runDescription';
import { writeLabel } from '../../../../src/recording/runLabel';
import { encodeSegment, type Segment } from '../../../../src/recording/segment';
import { encodeSnapshot, type Snapshot } from '../../../../src/recording/snapshot';
import { MemoryStore } from '../../recording/memoryStore';
import { described, rowsFrom } from '../../recording/runs';

/** A recording that a test writes, file by file, as any program may. */
class Written {
  readonly store = new MemoryStore();
  readonly source = new OpenRecording(this.store);
  reads = 0;
  now = new Date('2026-11-30T04:10:07.000Z');
  private turn: (() => void) | undefined;
  readonly frames = new RecordedFrames(
    this.source,
    {
      now: () => this.now,
      after: (_, act) => {
        this.turn = act;
        return () => {
          this.turn = undefined;
        };
      },
    },
    () => {
      this.reads++;
    },
  );

  constructor(run?: Partial<DescribedRun>) {
    if (run) this.run(run);
  }

  async begin(): Promise<void> {
    await this.store.makeFolder('segments');
    await this.store.makeFolder('snapshots');
    await this.frames.begin();
  }

  run(changes: Partial<DescribedRun>): void {
    this.store.files.set(runFile, writeRun(described(changes)));
  }

  segment(number: number, segment: Segment): void {
    this.store.files.set(segmentFile(number), encodeSegment(segment));
  }

  snapshot(step: number, snapshot: Snapshot): void {
    this.store.files.set(snapshotFile(step), encodeSnapshot(snapshot));
  }

  /** A second goes by. */
  async poll(): Promise<void> {
    const { turn } = this;
    this.turn = undefined;
    turn?.();
    for (let settling = 0; settling < 30; settling++) await Promise.resolve();
  }

  get isPolling(): boolean {
    return this.turn !== undefined;
  }
}

const relu = [
  { name: 'dense', type: 'Linear', shape: [2], parameters: 6, inputs: ['input'] },
  { name: 'relu', type: 'ReLU', shape: [2], parameters: 0, inputs: ['dense'] },
];

/** As a program writes it that stores nothing but cells: two units, three samples. */
function bare(values: readonly number[]): Snapshot {
  const means = Float32Array.from(values);
  const shared = { shape: [3, 2], rows: 2, columns: 3, means };
  return { pictures: [{ layer: 'relu', kind: 'activation', ...shared }], deadUnits: [] };
}

const all: ViewRequests = {
  pictures: [{ layer: 1, kinds: ['activation', 'mask', 'gradient'] }],
  distribution: { layer: 1, kind: 'activation' },
};

test('a recording of another program is shown with masks, statistics and distributions of its own cells', async () => {
  const written = new Written({ state: 'finished', step: 9, layers: relu });
  written.segment(1, { losses: rowsFrom(0, 9) });
  written.snapshot(1, bare([-1, 0, 2, 0.5, -4, 3]));
  written.snapshot(9, bare([1, 1, 1, 0, 0, NaN]));
  await written.begin();
  const back = await written.frames.inspect(1, all);
  const [output, mask] = back?.views.pictures ?? [];
  expect(mask).toMatchObject({ kind: 'mask', fullRows: 2, fullColumns: 3 });
  expect(Array.from(mask?.cells ?? [])).toEqual([1, 1, 0, 0, 1, 0]);
  expect(back?.views.withoutPicture).toEqual([{ layer: 1, kind: 'gradient' }]);
  // NumPy of the same six numbers: mean, std, min, max, norm, mean |x|, zeros, not finite.
  const figures = [0.08333333333, 2.24381866964, -4, 3, 5.5, 1.75, 1, 0];
  Array.from(output?.statistics ?? []).forEach((figure, at) => {
    expect(figure).toBeCloseTo(figures[at] ?? NaN, 6);
  });
  expect(back?.loss).toBe(rowsFrom(0, 9).values[0]);
  const { distribution } = back?.views ?? {};
  expect(Array.from(distribution?.steps ?? [])).toEqual([0, 8]);
  expect(Array.from(distribution?.nonFinite ?? [])).toEqual([0, 1]);
  const rows = [0, 1].map((row) => Array.from(distribution?.counts ?? []).slice(64 * row, 64 * (row + 1)));
  expect(rows.map((counts) => counts.reduce((sum, count) => sum + count, 0))).toEqual([6, 5]);
  // From −8 to 8, a quarter each: −4 is in the seventeenth, 3 in the forty-fifth.
  expect(distribution?.limit).toBe(8);
  expect(rows[0]?.slice(0, 16).some((count) => count > 0)).toBe(false);
});

test('a recording has the name that it is given, also after it is over', async () => {
  const written = new Written({ state: 'finished', step: 9, layers: relu });
  await written.begin();
  expect([written.source.recording?.run?.name, written.reads]).toEqual(['Small', 1]);
  await writeLabel(written.store, { name: 'the good one', pinned: false });
  await written.frames.begin();
  expect([written.source.recording?.run?.name, written.reads]).toEqual(['the good one', 2]);
  await written.frames.begin();
  expect([written.reads, written.isPolling]).toEqual([2, false]);
});

test('a histogram in parts of its own keeps every entry where it was', async () => {
  const counts = Int32Array.from({ length: 64 }, (_, part) => part % 5);
  const written = new Written({ state: 'finished', step: 5, layers: relu });
  const [picture] = bare([0, 0, 0, 0, 0, 0]).pictures;
  if (picture === undefined) throw new Error('There is no picture.');
  const statistics = Float64Array.of(0, 1, -1, 3, 1, 1, 0, 0);
  written.snapshot(5, { pictures: [{ ...picture, statistics, histogram: counts }], deadUnits: [] });
  await written.begin();
  const back = await written.frames.inspect(5, all);
  const { counts: shown = [], limit = 0, bins = 0 } = back?.views.distribution ?? {};
  expect([limit, bins]).toEqual([4, 64]);
  const cumulated = (values: ArrayLike<number>): number[] => {
    let sum = 0;
    return Array.from(values, (value) => (sum += value));
  };
  const total = cumulated(counts).at(-1) ?? 0;
  const sums = cumulated(shown);
  expect(sums.at(-1)).toBe(total);
  // Bins are 1/8 wide and parts 1/16: the end of every bin between −1 and 3 is the end of a part.
  const parts = cumulated(counts);
  for (let part = 1; part < 64; part += 2) {
    const bin = 24 + (part - 1) / 2;
    expect(sums[bin]).toBe(parts[part]);
  }
});

test('a recording that is being written is followed second by second', async () => {
  const written = new Written({ step: 0 });
  await written.begin();
  const requests: ViewRequests = { pictures: [{ layer: 0, kinds: ['activation'] }] };
  const first = await written.frames.nextTrainingFrame({ requests });
  expect(first.series.losses.steps).toHaveLength(0);
  expect(first.status).toMatchObject({ state: 'running', step: 0 });
  const next = written.frames.nextTrainingFrame({ requests });
  written.segment(1, { losses: rowsFrom(0, 3) });
  written.run({ step: 3 });
  await written.poll();
  expect(Array.from((await next).series.losses.steps)).toEqual([0, 1, 2]);
  const later = written.frames.nextTrainingFrame({ requests });
  // Nothing new: nobody is woken, and nothing is read but what tells that.
  const before = written.reads;
  await written.poll();
  expect(written.reads).toBe(before);
  written.segment(1, { losses: rowsFrom(0, 5) });
  written.run({ step: 5, state: 'finished' });
  await written.poll();
  const last = await later;
  expect(Array.from(last.series.losses.steps)).toEqual([3, 4]);
  expect(last.status.state).toBe('finished');
  expect(written.isPolling).toBe(false);
});

test('a run without a sign of life is lost, though nothing new was written', async () => {
  const written = new Written({ step: 2 });
  await written.begin();
  await written.frames.nextTrainingFrame({ requests: all });
  const next = written.frames.nextTrainingFrame({ requests: all });
  written.now = new Date('2026-11-30T04:12:00.000Z');
  await written.poll();
  expect((await next).status.state).toBe('stopped');
});

test('a damaged snapshot is left out and named, and its step cannot be looked back at', async () => {
  const written = new Written({ state: 'finished', step: 9, layers: relu });
  written.snapshot(1, bare([1, 2, 3, 4, 5, 6]));
  written.snapshot(5, bare([1, 2, 3, 4, 5, 6]));
  const whole = written.store.files.get(snapshotFile(5)) ?? new Uint8Array();
  written.store.files.set(snapshotFile(5), whole.slice(0, -3));
  await written.begin();
  expect(written.source.snapshotSteps).toEqual([1, 5]);
  expect((await written.frames.inspect(5, all))?.views.pictures).toEqual([]);
  expect(written.source.damaged).toEqual([{ file: snapshotFile(5), why: 'damaged' }]);
  expect(written.source.snapshotSteps).toEqual([1]);
  expect((await written.frames.inspect(5, all))?.step).toBe(1);
});

test('without a run.json there are curves, and no layer is made up', async () => {
  const written = new Written();
  written.segment(1, { losses: rowsFrom(0, 4), scalars: rowsFrom(0, 4, 10) });
  await written.begin();
  const { recording } = written.source;
  if (recording === undefined) throw new Error('It is not read.');
  const { series } = await written.frames.nextTrainingFrame({ requests: all });
  expect(series.losses.steps).toHaveLength(4);
  // Nobody knows which numbers are of which layer.
  expect(series.scalars.steps).toHaveLength(0);
  expect(recordedNetwork(recording, 'some', undefined).layers.map(({ name }) => name)).toEqual(['loss']);
  expect(written.source.damaged).toEqual([{ file: 'run.json', why: 'unreadable' }]);
});

test('the state of a recording is one the panel takes, whatever layers it names', async () => {
  const tangled = [
    { name: 'a', type: 'Own', shape: [4], parameters: 3, inputs: ['b', 'nowhere', 'input'] },
    { name: 'b', type: 'Sigmoid', shape: [4], parameters: 0, inputs: ['a', 'a'] },
  ];
  const written = new Written({
    step: 3,
    layers: tangled,
    edits: [{ kind: 'learningRate', step: 1, value: 0.5 }],
  });
  written.segment(1, { losses: rowsFrom(0, 3) });
  await written.begin();
  const { recording } = written.source;
  if (recording === undefined) throw new Error('It is not read.');
  const network = recordedNetwork(recording, 'tangled', undefined);
  expect(network.layers.map(({ inputs }) => inputs)).toEqual([[-1], [0, 0], [1]]);
  const facts = factsOf(recording, []);
  expect(facts.marks).toEqual([{ kind: 'learningRate', step: 1, value: 0.5 }]);
  // Of a recording that does not tell it nobody knows on how many samples it was evaluated.
  expect(facts.evaluated).toBeUndefined();
  const evaluated = { trainSamples: 5, testSamples: 2, finalTrainSamples: 9 };
  const { run } = recording;
  expect(factsOf({ ...recording, ...(run && { run: { ...run, evaluated } }) }, []).evaluated).toEqual(
    evaluated,
  );
  const state = {
    fileName: 'tangled',
    status: { kind: 'recorded', text: 'Recorded.' },
    network,
    recording: { name: 'tangled', about: 'today', tabs: [], canCompute: false },
    run: { ...facts, status: statusOf(recording, written.now), definition: '' },
  };
  expect(receiveInNetworkPanel({ kind: 'state', state })).toMatchObject({ ok: true });
});

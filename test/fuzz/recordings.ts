import { writeSafetensors } from '../../src/data/formats/safetensorsWriter';
import type { WritableArray } from '../../src/data/npyWriter';
import { shownComparison } from '../../src/editor/panels/compare/shownComparison';
import { receiveInComparePanel } from '../../src/protocol/comparePanelMessages';
import { curvesOf } from '../../src/recording/comparison/runCurves';
import { makeRecording } from '../../src/recording/recordingFolder';
import { listRecordings } from '../../src/recording/recordingList';
import { readRecording, readSnapshot, type Recording } from '../../src/recording/recordingReader';
import { RecordingWriter } from '../../src/recording/recordingWriter';
import { within } from '../../src/recording/fileStore';
import { MemoryStore } from '../unit/recording/memoryStore';
import { described, rowsFrom, snapshotBytes } from '../unit/recording/runs';
import type { Choices, FuzzTarget } from './target';

const limits = {
  seriesBytes: 1e5,
  snapshotBytes: 1e5,
  snapshots: 8,
  segmentRows: 16,
  segmentBytes: 1e4,
};

/** A recording of some segments and snapshots. */
async function recorded(choices: Choices, store: MemoryStore): Promise<string> {
  const { files, folder } = await makeRecording(store, 'Fuzzed', new Date(0));
  const writer = new RecordingWriter(files, 64, limits);
  const rows = choices.below(60);
  writer.add({ losses: rowsFrom(0, rows), scalars: rowsFrom(0, choices.below(20), 10) });
  if (choices.chance(0.7)) writer.add({ evaluations: rowsFrom(0, choices.below(9), 4) });
  for (let step = 1; step <= choices.below(4); step++) writer.addSnapshot(step, snapshotBytes(step));
  await writer.flush(described({ step: rows }));
  return folder;
}

const dtypes = ['F64', 'F32', 'I64', 'BOOL', 'F8_E4M3', '', '__proto__'] as const;

/** A header that declares what it likes. */
function hostile(choices: Choices): Uint8Array {
  const names = [
    ...(['losses.steps', 'losses.values', 'scalars.values', 'a.mask.mean', 'a.mask.shape'] as const),
    ...(['.deadUnits', '__proto__.mask.mean', 'x.activation.histogram', 'evaluations.values'] as const),
  ] as const;
  const size = (): number => choices.oneOf([0, 1, 2, 64, 65, 2 ** 31, 2 ** 53, -1, 0.5]);
  const entries = choices.some(5, () => [
    choices.oneOf(names),
    { dtype: choices.oneOf(dtypes), shape: choices.some(4, size), data_offsets: [size(), size()] },
  ]);
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const bytes = new Uint8Array(8 + text.length + choices.below(64));
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

/** A file of the right form whose tensors have the wrong sizes or numbers. */
function nonsense(choices: Choices): Uint8Array {
  const tensor = (): WritableArray => {
    const length = choices.below(5);
    const value = (): number => choices.oneOf([0, 1, 2, NaN, Infinity, -1, 1e300]);
    return { shape: [length], data: Float64Array.from({ length }, value) };
  };
  const names = [
    'losses.steps',
    'losses.values',
    'a.weights.mean',
    'a.weights.shape',
    'a.deadUnits',
  ] as const;
  return writeSafetensors(new Map(choices.some(4, () => [choices.oneOf(names), tensor()])));
}

function damaged(choices: Choices, bytes: Uint8Array): Uint8Array {
  const result = bytes.slice();
  return choices.oneOf<() => Uint8Array>([
    () => result.slice(0, choices.below(result.length + 1)),
    () => {
      for (let flips = 1 + choices.below(4); flips > 0; flips--) {
        const at = choices.chance(0.5)
          ? choices.below(Math.min(result.length, 80))
          : choices.below(result.length);
        result[at] = choices.below(256);
      }
      return result;
    },
    () => Uint8Array.from([...result, ...choices.some(9, () => choices.below(256))]),
    () => hostile(choices),
    () => nonsense(choices),
    () =>
      new TextEncoder().encode(choices.oneOf(['', '{}', '[]', 'null', '{"format":"backprop-recording"}'])),
  ])();
}

/** @throws Error for what the reader must never give */
async function useRecording(store: MemoryStore, folder: string, hit: readonly string[]): Promise<void> {
  const files = within(store, folder);
  await listRecordings(store);
  const read = await readRecording(files);
  if (!read.ok) {
    if (!hit.includes('run.json')) throw new Error(`It is ${read.problem.kind}, though run.json is whole.`);
    return;
  }
  const { series, snapshots, damaged: aside } = read.recording;
  for (const [name, { steps, values }] of Object.entries(series)) {
    if (steps.some((step, row) => !(step > (steps[row - 1] ?? -1))))
      throw new Error(`${name} does not ascend.`);
    if (steps.length > 0 && !Number.isInteger(values.length / steps.length))
      throw new Error(`${name} has rows of different widths.`);
  }
  const named = aside.map(({ file }) => file);
  for (const file of snapshots) {
    const snapshot = await readSnapshot(files, file);
    if ('why' in snapshot) named.push(snapshot.file);
    else if (
      snapshot.pictures.some(({ rows, columns, means }) => rows * columns !== means.length || rows > 64)
    )
      throw new Error('A picture does not have its cells.');
  }
  compareWithItself(read.recording);
  const wrongly = named.filter((file) => !hit.includes(file));
  if (wrongly.length > 0) throw new Error(`${wrongly.join(', ')} was set aside, and is whole.`);
}

/** @throws Error where the page that compares would not take what is made of it */
function compareWithItself(recording: Recording): void {
  const curves = curvesOf(recording, 64);
  if (curves === undefined) return;
  for (const bySeed of [true, false]) {
    const comparison = shownComparison([curves, curves], { bySeed, layer: 'affine1' }, curves.damaged);
    const received = receiveInComparePanel({ kind: 'comparison', comparison });
    if (!received.ok) throw new Error(`Its comparison is refused. ${received.reason}`);
  }
}

export const recordings: FuzzTarget = {
  name: 'recordings',

  makeCase(choices) {
    const { seed } = choices;
    return {
      input: `A recording of seed ${String(seed)}, and the damage of that seed.`,
      attempt: async () => {
        const store = new MemoryStore();
        const folder = await recorded(choices, store);
        const hit: string[] = [];
        for (let round = choices.below(3); round >= 0; round--) {
          const names = [...store.files.keys()];
          const name = names[choices.below(names.length)] ?? '';
          const bytes = store.files.get(name) ?? new Uint8Array();
          store.files.set(name, bytes.length === 0 ? hostile(choices) : damaged(choices, bytes));
          hit.push(name.slice(folder.length + 1));
        }
        // A segment of another width makes those that follow it look wrong: which is, nobody can tell.
        const isFirst = hit.some((name) => name.startsWith('segments/'));
        const segments = [...store.files.keys()].filter((name) => name.includes('/segments/'));
        await useRecording(store, folder, [
          ...hit,
          ...(isFirst ? segments.map((name) => name.slice(folder.length + 1)) : []),
        ]);
      },
      mostWork: 40_000,
    };
  },

  growth: [
    {
      name: 'rows of a recording',
      attempt: (count) => async () => {
        const store = new MemoryStore();
        const { files } = await makeRecording(store, 'Grown', new Date(0));
        const writer = new RecordingWriter(files, count, { ...limits, seriesBytes: 1e9 });
        writer.add({ losses: rowsFrom(0, count) });
        await writer.flush(described());
        await readRecording(files);
      },
    },
    {
      name: 'tensors of a snapshot',
      attempt: (count) => async () => {
        const store = new MemoryStore();
        store.made.add('snapshots');
        const tensors = Array.from({ length: count }, (_, place): [string, WritableArray] => [
          `l${String(place)}.deadUnits`,
          { shape: [1], data: Uint8Array.of(1) },
        ]);
        const file = 'snapshots/000000001.safetensors';
        store.files.set(file, writeSafetensors(new Map(tensors)));
        await readSnapshot(store, { number: 1, file, size: 1 });
      },
    },
  ],
};

import type { FileStore } from '../../../src/recording/fileStore';
import { readRecording, type Recording } from '../../../src/recording/recordingReader';
import type { DescribedRun } from '../../../src/recording/runDescription';
import type { SeriesRows } from '../../../src/recording/segment';
import { encodeSnapshot, type Snapshot } from '../../../src/recording/snapshot';

/** The description of a small run. */
export function described(changes: Partial<DescribedRun> = {}): DescribedRun {
  return {
    producer: { name: 'test', version: '1' },
    name: 'Small',
    created: '2026-11-30T04:10:05.000Z',
    alive: '2026-11-30T04:10:06.000Z',
    seconds: 1,
    state: 'running',
    step: 0,
    layers: [
      { name: 'affine1', type: 'Affine', shape: [3], parameters: 9, inputs: ['input'] },
      { name: 'loss', type: 'SoftmaxWithLoss', shape: [], parameters: 0, inputs: ['affine1'] },
    ],
    settings: {},
    edits: [],
    findings: [],
    latest: {},
    ...changes,
  };
}

/** Rows at steps from `first` on, with numbers that tell their step and column. */
export function rowsFrom(first: number, count: number, columns = 1): SeriesRows {
  return {
    steps: Float64Array.from({ length: count }, (_, row) => first + row),
    values: Float64Array.from(
      { length: count * columns },
      (_, place) => Math.sin(first * columns + place) / 3,
    ),
  };
}

/** The file of a snapshot of one picture whose numbers tell the step. */
export function snapshotBytes(step: number, side = 4): Uint8Array {
  return encodeSnapshot(snapshotOf(step, side));
}

/** One picture whose numbers tell the step. */
export function snapshotOf(step: number, side = 4): Snapshot {
  return {
    pictures: [
      {
        layer: 'affine1',
        kind: 'activation',
        shape: [8, 3],
        rows: side,
        columns: side,
        means: Float32Array.from({ length: side * side }, (_, cell) => step + cell),
        statistics: Float64Array.from({ length: 8 }, (_, place) => step / (place + 1)),
        histogram: Int32Array.from({ length: 64 }, (_, bin) => bin),
      },
    ],
    deadUnits: [{ layer: 'affine1', units: Uint8Array.of(0, 1, 0) }],
  };
}

/** @throws Error where it is not a recording */
export async function opened(files: FileStore): Promise<Recording> {
  const read = await readRecording(files);
  if (!read.ok) throw new Error(`It is ${read.problem.kind}.`);
  return read.recording;
}

/** Whether two stretches have the same bits; comparing their numbers one by one takes seconds. */
export function isSame(a: SeriesRows, b: SeriesRows): boolean {
  const bytes = ({ buffer, byteOffset, byteLength }: Float64Array): Buffer =>
    Buffer.from(buffer, byteOffset, byteLength);
  return bytes(a.steps).equals(bytes(b.steps)) && bytes(a.values).equals(bytes(b.values));
}

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { diskStore } from '../../../src/platform/diskStore';
import { makeRecording } from '../../../src/recording/recordingFolder';
import { readSnapshot } from '../../../src/recording/recordingReader';
import { RecordingWriter } from '../../../src/recording/recordingWriter';
import { runPython } from '../python';
import { described, opened, rowsFrom, snapshotBytes, snapshotOf } from './runs';

const script = path.join(import.meta.dirname, 'otherProducer.py');
const newFolder = (): string => mkdtempSync(path.join(tmpdir(), 'producer '));

interface Tensor {
  readonly shape: number[];
  readonly numbers: (number | string)[];
}
type Files = Readonly<Record<string, Readonly<Record<string, Tensor>>>>;

describe('a program of somebody else, written by the document alone', () => {
  it('writes a recording that is read here', async () => {
    const folder = path.join(newFolder(), 'run.bprun');
    runPython([script, 'write', folder]);
    const files = diskStore(folder);
    const { run, series, snapshots, damaged } = await opened(files);
    expect(damaged).toEqual([]);
    expect(run).toMatchObject({
      name: 'by hand',
      state: 'finished',
      origin: { kind: 'script', arguments: ['--epochs', '5'] },
      edits: [{ kind: 'parameter', value: -Infinity }],
      latest: { loss: NaN },
    });
    expect(Array.from(series.losses.values)).toEqual([0.5, 0.25, NaN]);
    expect(Array.from(series.losses.steps)).toEqual([0, 1, 2]);
    expect(Array.from(series.evaluations.values)).toEqual([0.125, 0.75, 0.2, NaN]);
    expect(Array.from(series.scalars.values)).toEqual(Array.from({ length: 20 }, (_, n) => n / 7));
    const [last] = snapshots;
    if (last === undefined) throw new Error('There is no snapshot.');
    expect(await readSnapshot(files, last)).toMatchObject({
      pictures: [
        { layer: 'net.fc 1', kind: 'activation', shape: [3, 2], rows: 2, columns: 3 },
        { layer: 'net.relu@9', kind: 'mask', means: Float32Array.of(0, 1, 0, 0, 1, 0) },
      ],
      deadUnits: [{ layer: 'net.relu@9', units: Uint8Array.of(0, 1) }],
    });
  });

  it('reads a recording of ours to the same numbers', async () => {
    const root = newFolder();
    const { files, folder } = await makeRecording(diskStore(root), 'Small', new Date());
    const writer = new RecordingWriter(files, 10);
    const [losses, scalars] = [rowsFrom(0, 10), rowsFrom(0, 4, 10)];
    losses.values[3] = NaN;
    losses.values[4] = -Infinity;
    writer.add({ losses, scalars });
    writer.addSnapshot(1, snapshotBytes(1));
    await writer.flush(described({ latest: { loss: NaN } }));
    const output = runPython([script, 'read', path.join(root, folder)]);
    const { run, segments, snapshots } = JSON.parse(output) as {
      run: unknown;
      segments: Files;
      snapshots: Files;
    };
    expect(run).toMatchObject({ format: 'backprop-recording', version: 1, latest: { loss: 'NaN' } });
    const written = (numbers: ArrayLike<number>): (number | string)[] =>
      Array.from(numbers, (value) =>
        Number.isFinite(value) ? value : String(value).toLowerCase().replace('infinity', 'inf'),
      );
    expect(segments['000001.safetensors']).toEqual({
      'losses.steps': { shape: [10], numbers: written(losses.steps) },
      'losses.values': { shape: [10], numbers: written(losses.values) },
      'scalars.steps': { shape: [4], numbers: written(scalars.steps) },
      'scalars.values': { shape: [4, 2, 5], numbers: written(scalars.values) },
    });
    const [picture] = snapshotOf(1).pictures;
    expect(snapshots['000000001.safetensors']).toMatchObject({
      'affine1.activation.mean': { shape: [4, 4], numbers: written(picture?.means ?? []) },
      'affine1.activation.histogram': { shape: [64], numbers: written(picture?.histogram ?? []) },
      'affine1.deadUnits': { shape: [3], numbers: [0, 1, 0] },
    });
  });
});

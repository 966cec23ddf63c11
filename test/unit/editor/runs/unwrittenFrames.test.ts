import { describe, expect, it } from 'vitest';
import { UnwrittenFrames } from '../../../../src/editor/runs/unwrittenFrames';
import type { TrainingDescription } from '../../../../src/protocol/training';
import { layerScalarNames } from '../../../../src/protocol/trainingFrame';
import type { RunSeries } from '../../../../src/protocol/trainingViews';
import { within } from '../../../../src/recording/fileStore';
import { recordingLimits, RecordingWriter } from '../../../../src/recording/recordingWriter';
import { MemoryStore } from '../../recording/memoryStore';
import { opened, described } from '../../recording/runs';

type Layers = TrainingDescription['layers'];

const layers = (...names: readonly string[]): Layers =>
  names.map((name) => ({ name, type: 'Affine' })) as unknown as Layers;
const recorded = (...names: readonly string[]): Parameters<UnwrittenFrames['take']>[0] =>
  names.map((name) => ({ name, type: 'Affine', shape: [1], parameters: 1, inputs: [] }));

const none = { steps: new Float64Array(), values: new Float64Array() };

/** Rows of steps that follow each other; scalars tell where their frame began, and their row. */
function frameFrom(start: number, count: number, layerCount: number): RunSeries {
  const steps = Float64Array.from({ length: count }, (_, row) => start + row);
  const columns = layerCount * layerScalarNames.length;
  return {
    losses: { steps, values: steps.map((step) => Math.sin(step)) },
    evaluations: none,
    scalars: {
      steps,
      values: Float64Array.from({ length: count * columns }, (_, at) => start + Math.floor(at / columns)),
    },
    learningRates: none,
  };
}

describe('what waits to be written', () => {
  it('is all of it, where it is not much', () => {
    const frames = new UnwrittenFrames(layers('a', 'b'));
    for (let start = 0; start < 120; start += 40) frames.add({ series: frameFrom(start, 40, 2) });
    const { series } = frames.take(recorded('a', 'b'));
    expect(series).toEqual(frameFrom(0, 120, 2));
    expect(frames.take(recorded('a', 'b')).series.losses.steps).toHaveLength(0);
  });

  it('stays bounded however long nobody takes it, and keeps a spike, both ends and the newest snapshot', () => {
    const frames = new UnwrittenFrames(layers('a'));
    for (let frame = 0; frame < 100; frame++) {
      const series = frameFrom(500 * frame, 500, 1);
      if (frame === 77) series.losses.values[123] = 1e9;
      frames.add({ series, recorded: [{ step: 500 * frame + 1, bytes: new Uint8Array(4e6) }] });
    }
    const { series, snapshots } = frames.take(recorded('a'));
    expect(series.losses.steps.length).toBeLessThan(1100);
    expect(series.scalars.steps.length).toBeLessThan(300);
    expect([series.losses.steps[0], series.losses.steps.at(-1)]).toEqual([0, 49_999]);
    expect(Math.max(...series.losses.values)).toBe(1e9);
    const steps = [...snapshots.keys()];
    expect(steps.length * 4e6).toBeLessThanOrEqual(recordingLimits().snapshotBytes);
    expect([steps[0], steps.at(-1)]).toEqual([1, 500 * 99 + 1]);
  });

  it('has the scalars of the layers that the recording began with, whichever there are now', () => {
    const frames = new UnwrittenFrames(layers('a', 'b'));
    frames.add({ series: frameFrom(0, 3, 2) });
    frames.follow(layers('new', 'b'));
    // It was on its way when the text was edited, and has other layers.
    frames.add({ series: frameFrom(3, 2, 1) });
    frames.add({ series: frameFrom(5, 2, 2) });
    const { losses, scalars } = frames.take(recorded('a', 'b')).series;
    expect(Array.from(losses.steps)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(Array.from(scalars.steps)).toEqual([5, 6]);
    expect(Array.from(scalars.values.slice(0, 10))).toEqual([NaN, NaN, NaN, NaN, NaN, 5, 5, 5, 5, 5]);
  });
});

describe('what recording writes', () => {
  it('is a few hundred kilobytes a second of a run of any speed that goes on for a minute', async () => {
    const store = new MemoryStore();
    await store.makeFolder('run.bprun');
    for (const folder of ['segments', 'snapshots']) await store.makeFolder(`run.bprun/${folder}`);
    const files = within(store, 'run.bprun');
    const writer = new RecordingWriter(files, 1e6, recordingLimits(2 ** 22));
    const frames = new UnwrittenFrames(layers('a', 'b', 'c', 'd'));
    const names = recorded('a', 'b', 'c', 'd');
    const seconds = 60;
    for (let second = 0; second < seconds; second++) {
      for (let frame = 0; frame < 6; frame++)
        frames.add({ series: frameFrom(3000 * second + 500 * frame, 500, 4) });
      writer.add(frames.take(names).series);
      await writer.flush(described({ layers: names }));
    }
    // Of a disk in memory a byte that is written is a moment that passes.
    expect(store.passed / seconds).toBeLessThan(250_000);
    expect(store.bytes).toBeLessThan(2 ** 22 / 4 + 1e5);
    const { series } = await opened(files);
    expect([series.losses.steps[0], series.losses.steps.at(-1)]).toEqual([0, 3000 * seconds - 1]);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { crc32c } from '../../../../src/data/bytes/crc32';
import { diskStore } from '../../../../src/platform/diskStore';
import { readEvent } from '../../../../src/recording/tensorboard/eventMessages';
import { readEventFolder } from '../../../../src/recording/tensorboard/eventFolder';
import { listRecordings } from '../../../../src/recording/recordingList';
import { readRecording, readSnapshot, type Recording } from '../../../../src/recording/recordingReader';
import { runPython } from '../../python';

const root = mkdtempSync(path.join(tmpdir(), 'event files '));
afterAll(() => {
  rmSync(root, { recursive: true });
});
runPython([path.join(import.meta.dirname, 'events.py'), root]);

async function opened(folder: string): Promise<{
  readonly recording: Recording;
  readonly damaged: readonly string[];
  readonly files: Parameters<typeof readSnapshot>[0];
}> {
  const events = await readEventFolder(diskStore(path.join(root, folder)), folder);
  if (events === undefined) throw new Error(`${folder} has no event files`);
  const read = await readRecording(events.files);
  if (!read.ok) throw new Error(`${folder}: ${read.problem.kind}`);
  const damaged = events.damaged.map(({ file, why, tags = [] }) => [`${file}: ${why}`, ...tags].join(' '));
  return { recording: read.recording, damaged, files: events.files };
}

describe('event files of TensorBoard', () => {
  it('have the checksum of RFC 3720, appendix B.4', () => {
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(255))).toBe(0x62a8ab43);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
  });

  it('of PyTorch are a recording', async () => {
    const { recording, damaged, files } = await opened('torch');
    const { run, series, snapshots } = recording;
    expect(damaged).toEqual([]);
    expect(run).toMatchObject({ name: 'torch', step: 4, seconds: 5, settings: { memory: 12 } });
    expect(run?.created).toBe('2023-11-14T22:13:20.000Z');
    expect([...series.losses.steps]).toEqual([0, 1, 2, 3, 4]);
    expect([...series.losses.values]).toEqual([1, 1 / 2, Math.fround(1 / 3), 1 / 4, Math.fround(1 / 5)]);
    expect([...series.learningRates.values]).toEqual([0.5, 0.5, 0.5, 0.5, 0.5]);
    expect([...series.evaluations.steps]).toEqual([4]);
    expect([...series.evaluations.values]).toEqual([NaN, NaN, 0.75, 0.5]);
    expect(snapshots.map(({ number }) => number)).toEqual([0, 4]);
    const [first] = snapshots;
    const snapshot = first && (await readSnapshot(files, first));
    if (snapshot === undefined || 'why' in snapshot) throw new Error('no snapshot');
    const [picture] = snapshot.pictures;
    expect(picture).toMatchObject({ layer: 'fc1', kind: 'weights', shape: [8] });
    // Sum 4 and sum of squares 6 of eight numbers from −0.5 to 1.
    const [mean, deviation, minimum, maximum, norm] = picture?.statistics ?? [];
    expect([mean, deviation, minimum, maximum, norm]).toEqual([0.5, Math.sqrt(0.5), -0.5, 1, Math.sqrt(6)]);
    const counts = [...(picture?.histogram ?? [])];
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(8);
    // Three of them lie below zero, which is a third of the way from −0.5 to 1.
    expect(counts.slice(0, 22).reduce((sum, count) => sum + count, 0)).toBe(3);
  });

  it('of Keras are one recording of both folders', async () => {
    const { recording, damaged } = await opened('keras');
    expect(damaged).toEqual([]);
    expect([...recording.series.evaluations.steps]).toEqual([0, 1]);
    expect([...recording.series.evaluations.values]).toEqual([0.5, NaN, 0.625, NaN, 0.25, NaN, 0.3125, NaN]);
    expect(recording.run?.layers.map(({ name }) => name)).toEqual(['train/dense', 'validation/dense']);
  });

  it('that are damaged are named, and read up to there', async () => {
    const name = 'events.out.tfevents.1700000000.host.1.0';
    const cut = await opened('cut');
    expect(cut.damaged).toEqual([`${name}: damaged`]);
    expect(cut.recording.series.losses.steps.length).toBe(5);
    expect(cut.recording.snapshots.map(({ number }) => number)).toEqual([0]);
    expect((await opened('changed')).recording.series.losses.steps.length).toBe(0);
    expect((await opened('changed')).damaged).toEqual([`${name}: damaged`]);
    expect((await opened('noise')).damaged).toEqual([`${name}: damaged`]);
    expect((await opened('empty')).damaged).toEqual([`${name}: empty`]);
  });

  it('with times, steps and histograms that cannot be are named, and the rest is read', async () => {
    const name = 'events.out.tfevents.1700000000.host.1.0';
    const times = await opened('times');
    expect(times.recording.run).toMatchObject({ created: '1970-01-01T00:00:00.000Z', seconds: 0, step: 2 });
    const steps = await opened('steps');
    expect(steps.damaged).toEqual([`${name}: badStep loss`]);
    // `Loss/train` has five values, `loss` has one: the shorter name no longer displaces the others.
    expect([...steps.recording.series.losses.steps]).toEqual([0, 1, 2, 3, 4]);
    // What every object has is a name like others.
    const settings = new Map(Object.entries(steps.recording.run?.settings ?? {}));
    expect(Object.fromEntries(settings)).toMatchObject({ loss: 3, memory: 12 });
    expect([settings.get('__proto__'), settings.get('constructor')]).toEqual([1, 2]);
    const histograms = await opened('histograms');
    expect(histograms.damaged).toEqual([
      `${name}: badHistogram nan endless lengths none negative backwards rows`,
    ]);
    expect(histograms.recording.run?.layers.map((layer) => layer.name)).toEqual(['whole']);
  });

  it('that cannot be read hide no other recording', async () => {
    const disk = diskStore(root);
    const listed = await listRecordings({
      ...disk,
      list: (folder) =>
        folder === 'torch'
          ? Promise.resolve([{ name: '.tfevents.', isFolder: false, size: NaN }])
          : disk.list(folder),
      read: (file) => (file === 'torch/.tfevents.' ? Promise.resolve(Uint8Array.of(1)) : disk.read(file)),
    });
    expect(listed).toHaveLength(9);
    expect(listed.find(({ folder }) => folder === 'torch')?.damaged).toMatchObject([{ why: 'damaged' }]);
  });

  it('that are too large are named and not read', async () => {
    const huge = {
      list: () => Promise.resolve([{ name: 'a.tfevents.1', isFolder: false, size: 2 ** 30 }]),
      read: () => Promise.reject(new Error('must not be read')),
    };
    expect((await readEventFolder(huge, 'huge'))?.damaged).toEqual([
      { file: 'a.tfevents.1', why: 'tooLarge' },
    ]);
  });

  it('stand in the list of a folder of recordings, and other folders do not', async () => {
    const listed = await listRecordings(diskStore(root));
    expect(listed.map(({ folder }) => folder).sort()).toEqual([
      'changed',
      'cut',
      'empty',
      'histograms',
      'keras',
      'noise',
      'steps',
      'times',
      'torch',
    ]);
    expect(
      await readEventFolder(diskStore(path.join(root, 'keras', 'train', 'none')), 'none'),
    ).toBeUndefined();
  });

  it('may hold anything: no bytes are an event by chance that throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        readEvent(bytes);
      }),
      { numRuns: 500 },
    );
  });
});

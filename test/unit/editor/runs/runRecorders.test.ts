import type * as vscode from 'vscode';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Documents } from '../../../../src/editor/documents/documents';
import type { Recordings } from '../../../../src/editor/runs/recordings';
import { RunRecorders } from '../../../../src/editor/runs/runRecorders';
import type { NetworkRun } from '../../../../src/editor/training/networkRun';
import { NetworkRuns } from '../../../../src/editor/training/networkRuns';
import { hostRuntime } from '../../../../src/platform/hostRuntime';
import { within, type FileStore } from '../../../../src/recording/fileStore';
import type { NewRecording } from '../../../../src/recording/recordingFolder';
import type { Recording } from '../../../../src/recording/recordingReader';
import { checkText } from '../../checkText';
import { MemoryStore } from '../../recording/memoryStore';
import { opened } from '../../recording/runs';
import * as fake from '../panels/host/fakeVscode';

const screen = vi.hoisted(() => ({ warnings: [] as string[] }));
const settings = vi.hoisted(() => new Map<string, unknown>());

vi.mock('vscode', async () => {
  const half = await import('../panels/host/fakeVscode');
  const { event } = new half.EventEmitter<unknown>();
  return {
    ...half,
    window: {
      ...half.window,
      showWarningMessage: (sentence: string) => {
        screen.warnings.push(sentence);
        return Promise.resolve(undefined);
      },
    },
    workspace: {
      ...half.workspace,
      getConfiguration: () => ({ get: (key: string) => settings.get(key) }),
      onDidChangeTextDocument: event,
      onDidCloseTextDocument: event,
      onDidDeleteFiles: event,
    },
  };
});

const text = (hidden: string, epochs = 20): string =>
  `network N {\n  data = spiral(points=20)\n  layers {\n    a = Affine(8)\n    ReLU\n${hidden}    b = Affine(3)\n    SoftmaxWithLoss\n  }\n  train {\n    optimizer = SGD(lr=0.1)\n    batch = 12\n    epochs = ${String(epochs)}\n  }\n}`;

function parsed(
  source: string,
): Required<Parameters<NetworkRun['replace']>> extends readonly [
  infer File,
  infer Outline,
  infer Program,
  unknown,
]
  ? readonly [File, Outline, Program]
  : never {
  const file = checkText(source);
  const [outline] = file.networks;
  if (outline?.program === undefined) throw new Error('The network cannot be run.');
  return [file, outline, outline.program];
}

const documents = { onDidCheck: () => ({ dispose: () => undefined }) } as unknown as Documents;
const address = fake.Uri.parse('memory:///n.backprop') as unknown as vscode.Uri;

/** A window with one network whose trainings are recorded into a store. */
class Window {
  readonly runs = new NetworkRuns(documents, hostRuntime);
  readonly recorders: RunRecorders;
  readonly run: NetworkRun;

  constructor(readonly store: FileStore) {
    const library = {
      make: (make: (files: FileStore) => Promise<NewRecording>) => make(store),
      uriOf: (folder: string) => fake.Uri.parse(`memory:///${folder}`),
      changed: () => Promise.resolve(),
    };
    const recordings = { library: () => Promise.resolve(library) } as unknown as Recordings;
    this.recorders = new RunRecorders(this.runs, recordings, { version: '1' });
    this.run = this.runs.open(address, 'N');
  }

  async start(source = text('')): Promise<void> {
    const [file, outline, program] = parsed(source);
    this.run.prepare(file, outline, program);
    const { data } = program;
    const request = { source: data.source, arguments: data.settings, files: {} };
    expect(await this.run.start(program, request, [])).toBe(true);
  }

  /** Trains to the end. */
  async train(): Promise<void> {
    await this.run.command({ kind: 'setPace', pace: { kind: 'full' } });
    await this.run.command({ kind: 'train' });
    await vi.waitUntil(() => this.run.status?.state === 'finished', { timeout: 20_000 });
    // The evaluation of the end comes in a frame of its own.
    const last = (): number | undefined => this.run.history.read().evaluations.steps.at(-1);
    await vi.waitUntil(() => last() === this.run.status?.step, { timeout: 20_000 });
  }
}

/** A storage that takes what is written only when it wants to. */
class HangingStore extends MemoryStore {
  private hanging: Promise<void> = Promise.resolve();
  answer = (): void => undefined;

  hang(): void {
    this.hanging = new Promise((resolve) => (this.answer = resolve));
  }

  override async write(file: string, bytes: Uint8Array): Promise<void> {
    await this.hanging;
    await super.write(file, bytes);
  }

  override async makeFolder(folder: string): Promise<boolean> {
    await this.hanging;
    return super.makeFolder(folder);
  }
}

async function recordingsOf(store: FileStore): Promise<Recording[]> {
  const folders = await store.folders('');
  return Promise.all([...folders].sort().map((folder) => opened(within(store, folder))));
}

let store: MemoryStore;
let window: Window;

beforeEach(() => {
  screen.warnings.length = 0;
  settings.clear();
  store = new MemoryStore();
  window = new Window(store);
});

afterEach(() => {
  window.runs.dispose();
});

describe('a training in the editor', () => {
  it('is recorded with all its numbers, snapshots, and what it follows from', async () => {
    await window.start();
    await window.train();
    await window.recorders.finish();
    const [recording, ...others] = await recordingsOf(store);
    expect(others).toEqual([]);
    const { run, series, snapshots, damaged } = recording ?? {};
    expect(damaged).toEqual([]);
    const [file] = parsed(text(''));
    expect(run).toMatchObject({
      state: 'finished',
      step: 100,
      totalSteps: 100,
      name: 'N',
      origin: { kind: 'definition', text: file.text, network: 'N', seed: 0 },
      data: { source: 'spiral(points=20)', trainSamples: 60, testSamples: 0 },
      settings: { optimizer: 'SGD(lr=0.1)', batch: 12, epochs: 20 },
    });
    expect(run?.data?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(run?.evaluated).toEqual(window.run.description?.evaluated);
    expect(run?.layers.map(({ name, parameters }) => [name, parameters])).toEqual([
      ['a', 24],
      ['relu1', 0],
      ['b', 27],
      ['softmaxwithloss1', 0],
    ]);
    const shown = window.run.history.read();
    expect(series?.losses).toEqual(shown.losses);
    // The last step is evaluated twice: as one of many, and as the last, on more samples.
    expect(series?.evaluations.steps).toEqual(Float64Array.from(new Set(shown.evaluations.steps)));
    expect(series?.evaluations.values.slice(-4)).toEqual(shown.evaluations.values.slice(-4));
    expect(series?.scalars).toEqual(shown.scalars);
    expect(run?.latest.loss).toBe(shown.losses.values.at(-1));
    expect(run?.latest.trainLoss).toBe(shown.evaluations.values.at(-4));
    // Every seventh of a hundred steps, the first and the last: the same whenever it is run.
    expect(snapshots?.map(({ number }) => number)).toEqual([
      1,
      ...Array.from({ length: 14 }, (_, place) => (place + 1) * 7),
      100,
    ]);
  });

  it('that steps seldom is written soon after each step, not at the next sign of life', async () => {
    await window.start();
    const recorded = async (): Promise<number> => (await recordingsOf(store))[0]?.run?.step ?? 0;
    for (let step = 1; step <= 3; step++) {
      await window.run.command({ kind: 'step' });
      // A sign of life comes every twenty seconds.
      await vi.waitUntil(async () => (await recorded()) === step, { timeout: 10_000 });
    }
  });

  it('that does no step leaves nothing', async () => {
    await window.start();
    await window.run.command({ kind: 'compute' });
    await window.recorders.finish();
    expect(store.files.size).toBe(0);
  });

  it('is another one after it was reset', async () => {
    await window.start();
    await window.train();
    await window.run.command({ kind: 'reset' });
    await window.run.command({ kind: 'step' });
    await vi.waitUntil(async () => (await store.folders('')).length === 2, { timeout: 10_000 });
    await window.recorders.finish();
    const states = (await recordingsOf(store)).map(({ run }) => [run?.state, run?.step]);
    expect(states.sort()).toEqual([
      ['finished', 100],
      ['stopped', 1],
    ]);
  });

  it('has what a person changed, each with its step', async () => {
    await window.start();
    await window.run.command({ kind: 'setPace', pace: { kind: 'full' } });
    for (let step = 0; step < 3; step++) await window.run.command({ kind: 'step' });
    await window.run.command({ kind: 'setLearningRate', learningRate: 0.5 });
    await window.run.command({ kind: 'setLearningRate', learningRate: 0.25 });
    await window.run.command({ kind: 'setParameter', parameter: 'a.W', entry: 2, value: 0.75 });
    await window.run.command({ kind: 'trainMore', epochs: 2 });
    await vi.waitUntil(() => window.run.status?.state === 'finished', { timeout: 20_000 });
    await window.recorders.finish();
    const [recording] = await recordingsOf(store);
    expect(recording?.run?.edits).toEqual([
      { kind: 'learningRate', step: 3, value: 0.25 },
      { kind: 'parameter', step: 3, name: 'a.W', entry: 2, value: 0.75 },
      { kind: 'moreSteps', step: 3, steps: 10 },
    ]);
  });

  it('goes on in the same recording where its text is edited, with the layers it began with', async () => {
    await window.start();
    for (let step = 0; step < 4; step++) await window.run.command({ kind: 'step' });
    await vi.waitUntil(() => window.run.history.read().scalars.steps.at(-1) === 3);
    const edited = text('    c = Affine(5)\n');
    await window.run.replace(...parsed(edited), undefined);
    for (let step = 0; step < 4; step++) await window.run.command({ kind: 'step' });
    await vi.waitUntil(() => window.run.history.read().scalars.steps.at(-1) === 7, { timeout: 10_000 });
    await window.recorders.finish();
    const [recording, ...others] = await recordingsOf(store);
    expect(others).toEqual([]);
    const { run, series, damaged } = recording ?? {};
    expect(damaged).toEqual([]);
    expect(run?.edits).toEqual([{ kind: 'definition', step: 4, text: edited }]);
    expect(run?.layers).toHaveLength(4);
    expect(Array.from(series?.scalars.steps ?? [])).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    const now = window.run.history.read().scalars;
    // Layer `b` is the third of the recording and the fourth of the network as it is now.
    expect(series?.scalars.values.slice(7 * 20 + 10, 7 * 20 + 15)).toEqual(
      now.values.slice(7 * 25 + 15, 7 * 25 + 20),
    );
  });

  it('goes on where the disk is full, and says so once', async () => {
    await window.start(text('', 100));
    store.capacity = 40_000;
    await window.train();
    await window.recorders.finish();
    expect(window.run.status?.step).toBe(500);
    expect(screen.warnings).toHaveLength(1);
    expect(screen.warnings[0]).toMatch(/: ENOSPC: no space left on device$/);
    const [recording] = await recordingsOf(store);
    expect(recording?.damaged).toEqual([]);
  });

  it('goes on where nothing can be written from the start', async () => {
    store.capacity = 0;
    await window.start();
    await window.train();
    await window.recorders.finish();
    expect(window.run.status?.step).toBe(100);
    expect(screen.warnings).toHaveLength(1);
  });

  it('goes on where its folder is removed', async () => {
    await window.start();
    await window.run.command({ kind: 'step' });
    await vi.waitUntil(() => store.files.size > 0, { timeout: 10_000 });
    for (const folder of await store.folders('')) await store.remove(folder);
    store.refuses = (path) => path.includes('.bprun/');
    await window.train();
    await window.recorders.finish();
    expect(window.run.status?.step).toBe(100);
    expect(screen.warnings).toHaveLength(1);
    expect(screen.warnings[0]).toMatch(
      /^This training is recorded no further than step \d+, and goes on: its recording was removed$/,
    );
  });

  it.each(['from the start', 'after its first step'])(
    'goes on where its storage hangs %s, and is written when that answers',
    async (moment) => {
      const storage = new HangingStore();
      const hanging = new Window(storage);
      await hanging.start(text('', 1_000_000));
      await hanging.run.command({ kind: 'setPace', pace: { kind: 'full' } });
      if (moment === 'from the start') storage.hang();
      await hanging.run.command({ kind: 'train' });
      if (moment !== 'from the start') {
        await vi.waitUntil(() => storage.files.size > 0, { timeout: 10_000 });
        storage.hang();
      }
      const step = (): number => hanging.run.status?.step ?? NaN;
      const hungAt = step();
      await vi.waitUntil(() => step() > hungAt + 2000, { timeout: 20_000 });
      await hanging.run.command({ kind: 'stop' });
      await vi.waitUntil(() => hanging.run.history.read().losses.steps.at(-1) === step() - 1);
      storage.answer();
      await hanging.recorders.finish();
      const [recording] = await recordingsOf(storage);
      const { run, series, damaged } = recording ?? {};
      expect(damaged).toEqual([]);
      expect(run).toMatchObject({ state: 'stopped', step: step() });
      expect(run?.interrupted).toBeUndefined();
      expect(series?.losses.steps[0]).toBe(0);
      expect(series?.losses.steps.at(-1)).toBe(step() - 1);
      expect(screen.warnings).toEqual([]);
      hanging.runs.dispose();
    },
    40_000,
  );

  it('is stopped where the window closes', async () => {
    await window.start(text('', 1_000_000));
    await window.run.command({ kind: 'train' });
    await vi.waitUntil(() => store.files.size > 0, { timeout: 10_000 });
    await window.recorders.finish();
    const [recording] = await recordingsOf(store);
    expect(recording?.run?.state).toBe('stopped');
    expect(recording?.run?.step).toBeGreaterThan(0);
    expect(recording?.series.losses.steps.length).toBeGreaterThan(0);
  });
});

import type * as vscode from 'vscode';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RecordingLibrary } from '../../../../src/editor/runs/recordingLibrary';
import {
  doEach,
  finishedRuns,
  trainVariant,
  type VariantOutcome,
  type VariantParts,
} from '../../../../src/editor/runs/variantTraining';
import { variantLabel, variantsOf } from '../../../../src/language/lowering/variants';
import { hostRuntime } from '../../../../src/platform/hostRuntime';
import { within, type FileStore } from '../../../../src/recording/fileStore';
import { segmentFile, type NewRecording } from '../../../../src/recording/recordingFolder';
import { runFile, writeRun, type RunDescription } from '../../../../src/recording/runDescription';
import { variantName } from '../../../../src/recording/variantName';
import { decodeSegment, encodeSegment } from '../../../../src/recording/segment';
import { VariantRuns } from '../../../../src/editor/training/variantRuns';
import type { Runtime } from '../../../../src/runtime/runtime';
import type { Unfinished } from '../../../../src/editor/runs/runRecording';
import { checkText } from '../../checkText';
import { MemoryStore } from '../../recording/memoryStore';
import { opened, rowsFrom } from '../../recording/runs';
import * as fake from '../panels/host/fakeVscode';

vi.mock('vscode', () => import('../panels/host/fakeVscode'));

const definition = (settings: string, epochs = 3): string => `network N {
  data = spiral(points=20)
  layers {
    a = Affine(8)
    ReLU
    Affine(3)
    SoftmaxWithLoss
  }
  train {
    optimizer = SGD(lr=0.1)
    batch = 30
    epochs = ${String(epochs)}
  }
}
compare C of N {
  ${settings}
}`;

/** A window in which the variants of a definition are trained, two at a time. */
class Window {
  readonly store = new MemoryStore();
  /** Trainings that were set going. */
  trained = 0;
  alive = 0;
  mostAlive = 0;
  isCancelled = false;
  version = '1';
  /** The worker of the variant with this number dies of its training. */
  dying: number | undefined;
  private started = 0;
  private readonly cancelled = new fake.EventEmitter<void>();
  readonly begun: string[] = [];
  readonly unfinished = new Set<Unfinished>();
  readonly watched = new VariantRuns();

  cancel(): void {
    this.isCancelled = true;
    this.cancelled.fire();
  }

  async run(settings: string, epochs?: number): Promise<readonly (VariantOutcome | undefined)[]> {
    const file = checkText(definition(settings, epochs));
    const { comparison } = file.comparisons[0] ?? {};
    if (comparison === undefined) throw new Error(JSON.stringify(file.diagnostics));
    const library = this.library();
    const parts: VariantParts = {
      startRuntime: () => this.startRuntime(),
      readData: ({ source, settings: given }) =>
        Promise.resolve({ ok: true, request: { source, arguments: given, files: {} }, files: [] }),
      place: { library, version: this.version, unfinished: this.unfinished },
      finished: await finishedRuns(library, 'N'),
      token: tokenOf(this, this.cancelled),
      didBegin: ({ path }) => this.begun.push(path),
      watched: this.watched,
      openPanel: () => Promise.resolve(),
    };
    return doEach(
      variantsOf(file.ast, comparison),
      2,
      () => this.isCancelled,
      (variant) => {
        const own = checkText(variant.text);
        const [outline] = own.networks;
        if (outline?.program === undefined) throw new Error('The variant cannot be run.');
        const named = Object.fromEntries(variant.settings.map(({ name, value }) => [name, value]));
        const uri = fake.Uri.parse('memory:///n.backprop') as unknown as vscode.Uri;
        const name = variantName('N', variantLabel(variant));
        const runnable = { file: own, outline, program: outline.program, uri, name, settings: named };
        return trainVariant(runnable, parts);
      },
    );
  }

  async recorded(): Promise<readonly (RunDescription | undefined)[]> {
    const folders = await this.store.folders('');
    const recordings = [...folders].map((folder) => opened(within(this.store, folder)));
    return (await Promise.all(recordings)).map(({ run }) => run);
  }

  private startRuntime(): Runtime {
    const number = this.started++;
    const runtime = hostRuntime();
    let die: (cause: string) => void = () => undefined;
    this.alive++;
    this.mostAlive = Math.max(this.mostAlive, this.alive);
    const service = new Proxy(runtime.service, {
      get: (target, name: keyof Runtime['service']) => (argument: never) => {
        const isTraining =
          name === 'commandTraining' && (argument as { command: { kind: string } }).command.kind === 'train';
        if (isTraining) this.trained++;
        if (isTraining && number === this.dying) {
          die('out of memory');
          return Promise.reject(new Error('out of memory'));
        }
        return (target[name] as (given: never) => Promise<unknown>)(argument);
      },
    });
    return {
      ...runtime,
      service,
      onDidDie: (listener) => {
        die = listener;
      },
      dispose: () => {
        this.alive--;
      },
    };
  }

  private library(): RecordingLibrary {
    const { store } = this;
    const uriOf = (folder: string): unknown => fake.Uri.parse(`memory:///${folder}`);
    const library = {
      make: (make: (files: FileStore) => Promise<NewRecording>) => make(store),
      uriOf,
      changed: () => Promise.resolve(),
      filesOf: ({ path }: { readonly path: string }) => within(store, path.replace(/^\//, '')),
      listAnew: async () => {
        const folders = [...(await store.folders(''))];
        return Promise.all(
          folders.map(async (folder) => {
            const { run } = await opened(within(store, folder));
            const { created, state, origin } = run ?? {};
            const network = origin?.kind === 'definition' ? origin.network : undefined;
            return { uri: uriOf(folder), run: { created, state, network } };
          }),
        );
      },
    };
    return library as unknown as RecordingLibrary;
  }
}

function tokenOf(window: Window, cancelled: fake.EventEmitter<void>): VariantParts['token'] {
  return {
    get isCancellationRequested() {
      return window.isCancelled;
    },
    onCancellationRequested: cancelled.event,
  };
}

function kinds(outcomes: readonly (VariantOutcome | undefined)[]): readonly (string | undefined)[] {
  return outcomes.map((outcome) => outcome?.kind);
}

let window: Window;

beforeEach(() => {
  window = new Window();
});

afterEach(() => {
  expect(window.alive, 'workers that nobody ended').toBe(0);
});

describe('the variants of a comparison', () => {
  const settings = 'optimizer = [SGD(lr=0.1), Adam(lr=0.01)]\n  a.units = [4, 8]\n  seed = [0, 1]';

  it('are trained to their end, at most so many at a time, each with its text, seed and settings', async () => {
    const outcomes = await window.run(settings);
    expect(kinds(outcomes)).toEqual(Array.from({ length: 8 }, () => 'finished'));
    expect(window.mostAlive).toBe(2);
    expect(window.begun).toHaveLength(8);
    const recorded = await window.recorded();
    expect(recorded.map((run) => [run?.state, run?.step, run?.totalSteps])).toEqual(
      Array.from({ length: 8 }, () => ['finished', 6, 6]),
    );
    const told = recorded.map((run) => {
      const seed = run?.origin?.kind === 'definition' ? run.origin.seed : undefined;
      const text = run?.origin?.kind === 'definition' ? run.origin.text : '';
      expect(text).toContain(`Affine(${String(run?.settings['a.units'])})`);
      expect(run?.latest.trainLoss).toBeGreaterThan(0);
      const [optimizer, units] = [run?.settings['optimizer'], run?.settings['a.units']].map(String);
      expect(run?.name).toBe(`N: optimizer = ${optimizer}, a.units = ${units}, seed = ${String(seed)}`);
      return [run?.settings['optimizer'], run?.settings['a.units'], seed].join(' ');
    });
    expect(told.sort()).toEqual(
      ['Adam(lr=0.01)', 'SGD(lr=0.1)'].flatMap((optimizer) =>
        ['4', '8'].flatMap((units) => [0, 1].map((seed) => `${optimizer} ${units} ${String(seed)}`)),
      ),
    );
    expect([window.watched.running.length, window.watched.ended?.run.status?.state]).toEqual([0, 'finished']);
    // Nobody watches, so that a short run is over before its second frame: its time counts from the command.
    for (const run of recorded) expect(run?.seconds).toBeGreaterThan(0);
  });

  it('are not trained again, but for those that are new', async () => {
    const before = await window.run('optimizer = [SGD(lr=0.1), Adam(lr=0.01)]');
    expect(window.trained).toBe(2);
    const again = await window.run('optimizer = [SGD(lr=0.1), Adam(lr=0.01), Momentum(lr=0.1)]');
    expect(kinds(again)).toEqual(['known', 'known', 'finished']);
    expect(window.trained).toBe(3);
    const places = (outcomes: typeof before): unknown =>
      outcomes.slice(0, 2).map((outcome) => outcome && 'recording' in outcome && outcome.recording.path);
    expect(places(again)).toEqual(places(before));
  });

  it('are trained again where a recording is no longer whole, which is named', async () => {
    const before = await window.run('seed = [0, 1, 2]');
    const [cut, short] = before.map((outcome) =>
      outcome && 'recording' in outcome ? outcome.recording : null,
    );
    const segmentOf = (uri = cut): string => `${uri?.path.slice(1) ?? ''}/${segmentFile(1)}`;
    const bytes = await window.store.read(segmentOf());
    await window.store.write(segmentOf(), bytes.slice(0, 50));
    // Whole as a file, but without the end of the run.
    const segment = decodeSegment('', await window.store.read(segmentOf(short)));
    await window.store.write(segmentOf(short), encodeSegment({ losses: segment?.losses ?? rowsFrom(0, 1) }));
    const again = await window.run('seed = [0, 1, 2]');
    expect(kinds(again)).toEqual(['finished', 'finished', 'known']);
    expect(again.map((outcome) => outcome && 'damaged' in outcome && outcome.damaged)).toEqual([
      [cut],
      [short],
      false,
    ]);
    expect(kinds(await window.run('seed = [0, 1, 2]'))).toEqual(['known', 'known', 'known']);
  });

  it('are trained again by another version, and on other data', async () => {
    await window.run('seed = [0, 1]');
    window.version = '2';
    expect(kinds(await window.run('seed = [0, 1]'))).toEqual(['finished', 'finished']);
    // As if the file that they were trained on had other numbers by now.
    for (const folder of await window.store.folders('')) {
      const files = within(window.store, folder);
      const { run } = await opened(files);
      if (run?.data === undefined) throw new Error('There is no data.');
      await files.write(runFile, writeRun({ ...run, data: { ...run.data, sha256: '0'.repeat(64) } }));
    }
    expect(kinds(await window.run('seed = [0, 1]'))).toEqual(['finished', 'finished']);
    expect(window.trained).toBe(6);
  });

  it('that are cancelled are marked as stopped, and trained anew the next time', async () => {
    const running = window.run('seed = [0, 1, 2]', 100_000);
    await vi.waitUntil(() => window.begun.length === 2, { timeout: 20_000 });
    window.cancel();
    expect(kinds(await running)).toEqual(['stopped', 'stopped', undefined]);
    const recorded = await window.recorded();
    expect(recorded.map((run) => run?.state)).toEqual(['stopped', 'stopped']);
    for (const run of recorded) expect(run?.step).toBeGreaterThan(0);
    window.isCancelled = false;
    expect(kinds(await window.run('seed = [0, 1, 2]'))).toEqual(['finished', 'finished', 'finished']);
  });

  it('are stopped, not lost, where the window closes', async () => {
    const running = window.run('seed = [0, 1]', 100_000);
    await vi.waitUntil(() => window.begun.length === 2, { timeout: 20_000 });
    expect(window.unfinished.size).toBe(2);
    await Promise.all([...window.unfinished].map((recording) => recording.end()));
    expect(window.unfinished.size).toBe(0);
    for (const run of await window.recorded()) {
      expect(run?.state).toBe('stopped');
      expect(run?.step).toBeGreaterThan(0);
    }
    window.cancel();
    await running;
  });

  it('that fail do not keep the others from being trained', async () => {
    const outcomes = await window.run('optimizer = [SGD(lr=1e30), SGD(lr=0.1), Adam(lr=0.01)]', 50);
    expect(kinds(outcomes)).toEqual(['failed', 'finished', 'finished']);
    expect(outcomes[0]).toMatchObject({
      sentence: expect.stringMatching(/^affine1 gave ∞ at step 1/u) as string,
    });
    expect((await window.recorded()).map((run) => run?.state).sort()).toEqual([
      'failed',
      'finished',
      'finished',
    ]);
  });

  it('whose worker dies fail alone', async () => {
    window.dying = 1;
    const outcomes = await window.run('seed = [0, 1, 2]');
    expect(kinds(outcomes)).toEqual(['finished', 'failed', 'finished']);
    expect(outcomes[1]).toMatchObject({ sentence: expect.stringContaining('out of memory') as string });
  });
});

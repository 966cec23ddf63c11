import type * as vscode from 'vscode';
import { expect, test, vi } from 'vitest';
import type { Documents } from '../../../../src/editor/documents/documents';
import type { NetworkRun } from '../../../../src/editor/training/networkRun';
import { NetworkRuns } from '../../../../src/editor/training/networkRuns';
import type { TrainingCommand, TrainingRequest } from '../../../../src/protocol/training';
import type { NetworkProgram } from '../../../../src/language/checker/networks/networkProgram';
import { checkText } from '../../checkText';
import * as fake from '../panels/host/fakeVscode';

const settings = vi.hoisted(() => new Map<string, unknown>());

vi.mock('vscode', async () => {
  const half = await import('../panels/host/fakeVscode');
  const { event } = new half.EventEmitter<unknown>();
  return {
    ...half,
    workspace: {
      ...half.workspace,
      onDidChangeTextDocument: event,
      onDidCloseTextDocument: event,
      onDidDeleteFiles: event,
      getConfiguration: () => ({ get: (key: string) => settings.get(key) }),
    },
  };
});

/** Runtimes that train nothing, and the ones among them that have a worker. */
class Workers {
  readonly alive = new Set<number>();
  private started = 0;
  /** Whether the next training can begin. */
  refuses = false;
  readonly paces: TrainingRequest['pace'][] = [];

  readonly start = (): ReturnType<ConstructorParameters<typeof NetworkRuns>[1]> => {
    const number = this.started++;
    const stop = (): void => void this.alive.delete(number);
    const status = (state: string): object => ({ state, step: 1, epochs: 1 });
    const service = {
      startTraining: ({ pace }: TrainingRequest) => {
        this.alive.add(number);
        this.paces.push(pace);
        if (this.refuses) return Promise.resolve({ ok: false, refusals: [] });
        const description = { session: number, layers: [], status: status('ready') };
        return Promise.resolve({ ok: true, description });
      },
      commandTraining: ({ command }: { readonly command: TrainingCommand }) =>
        this.alive.has(number)
          ? Promise.resolve({ status: status(command.kind === 'train' ? 'running' : 'stopped') })
          : Promise.reject(new Error('There is no worker.')),
      nextTrainingFrame: () => new Promise(() => undefined),
      endTraining: () => Promise.resolve(),
    };
    const runtime = { service, cancel: stop, dispose: stop, onDidDie: () => undefined };
    return runtime as unknown as ReturnType<Workers['start']>;
  };
}

const file = checkText(
  'network N {\n  data = spiral()\n  layers {\n    Affine(3)\n    SoftmaxWithLoss\n  }\n  train { optimizer = SGD(lr=0.1) }\n}',
);
const { outline, program } = parts();

function parts(): { outline: Parameters<NetworkRun['prepare']>[1]; program: NetworkProgram } {
  const [network] = file.networks;
  if (network?.program === undefined) throw new Error('The network cannot be run.');
  return { outline: network, program: network.program };
}

const documents = { onDidCheck: () => ({ dispose: () => undefined }) } as unknown as Documents;

function address(number: number): vscode.Uri {
  return fake.Uri.parse(`file:///${String(number)}.backprop`) as unknown as vscode.Uri;
}

async function begin(runs: NetworkRuns, number: number): Promise<NetworkRun> {
  const run = runs.open(address(number), 'N');
  run.prepare(file, outline, program);
  await run.start(program, { source: 'spiral', arguments: {}, files: {} }, []);
  return run;
}

async function trained(runs: NetworkRuns, count: number): Promise<NetworkRun[]> {
  const all: NetworkRun[] = [];
  for (let number = 0; number < count; number++) {
    const run = await begin(runs, number);
    await run.command({ kind: 'train' });
    all.push(run);
  }
  return all;
}

test('ten networks that run keep their workers; once they are stopped, four of them do', async () => {
  const workers = new Workers();
  const all = await trained(new NetworkRuns(documents, workers.start), 10);
  expect(workers.alive.size).toBe(10);
  for (const [index, run] of all.entries()) {
    await run.command({ kind: 'stop' });
    // Those that still run, and at most four at rest.
    expect(workers.alive.size).toBe(9 - index + Math.min(index + 1, 4));
  }
  expect([...workers.alive]).toEqual([6, 7, 8, 9]);
});

test('a run that gave its worker back keeps what it reported, says so, and can begin anew', async () => {
  const workers = new Workers();
  const runs = new NetworkRuns(documents, workers.start);
  const [first, ...others] = await trained(runs, 5);
  await first?.command({ kind: 'stop' });
  for (const run of others) await run.command({ kind: 'stop' });
  expect(first?.phase).toMatchObject({ kind: 'lost' });
  expect(first && 'sentence' in first.phase && first.phase.sentence).toMatch(/memory went to others/);
  expect(first?.status?.step).toBe(1);
  // Looking back asks the runtime, which must not start a worker for it.
  expect(await first?.ask(() => Promise.resolve('answer'))).toBeUndefined();
  expect(workers.alive.has(0)).toBe(false);
  await begin(runs, 0);
  expect(first?.isLive).toBe(true);
  expect([...workers.alive].sort()).toEqual([0, 2, 3, 4]);
});

test('a run on the screen keeps its worker until its view is hidden', async () => {
  const workers = new Workers();
  const runs = new NetworkRuns(documents, workers.start);
  const all = await trained(runs, 6);
  let isVisible = true;
  all[0]?.views.watch({
    isVisible: () => isVisible,
    requests: () => ({ pictures: [] }),
    show: () => undefined,
    goLive: () => undefined,
  });
  for (const run of all) await run.command({ kind: 'stop' });
  expect([...workers.alive]).toEqual([0, 2, 3, 4, 5]);
  isVisible = false;
  runs.limitWorkers();
  expect(workers.alive.size).toBe(4);
});

test('a network that is refused keeps no worker', async () => {
  const workers = new Workers();
  workers.refuses = true;
  const runs = new NetworkRuns(documents, workers.start);
  for (let number = 0; number < 10; number++) await begin(runs, number);
  expect(workers.alive.size).toBe(0);
});

test('a run begins at the pace of the settings, and at `automatic` where they make no sense', async () => {
  const workers = new Workers();
  for (const pace of ['full', 'watch', 'automatic', 'fast', undefined]) {
    settings.set('training.pace', pace);
    await begin(new NetworkRuns(documents, workers.start), 0);
  }
  const kinds = ['full', 'watch', 'automatic', 'automatic', 'automatic'];
  expect(workers.paces).toEqual(kinds.map((kind) => ({ kind })));
});

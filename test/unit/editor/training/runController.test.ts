import type * as vscode from 'vscode';
import { expect, test, vi } from 'vitest';
import type { DataPreviews } from '../../../../src/editor/data/dataPreviews';
import type { Documents } from '../../../../src/editor/documents/documents';
import type { NetworkGrades } from '../../../../src/editor/training/networkGrades';
import { NetworkRuns } from '../../../../src/editor/training/networkRuns';
import { RunController } from '../../../../src/editor/training/runController';
import type { TrainingCommand } from '../../../../src/protocol/training';
import { checkText } from '../../checkText';
import * as fake from '../panels/host/fakeVscode';

vi.mock('vscode', async () => {
  const half = await import('../panels/host/fakeVscode');
  const { event } = new half.EventEmitter<unknown>();
  return {
    ...half,
    window: { showInformationMessage: () => undefined, showErrorMessage: () => undefined },
    workspace: {
      ...half.workspace,
      onDidSaveTextDocument: event,
      onDidChangeTextDocument: event,
      onDidCloseTextDocument: event,
      onDidRenameFiles: event,
      onDidDeleteFiles: event,
      getConfiguration: () => ({ get: () => undefined }),
    },
  };
});
vi.mock('../../../../src/editor/progress', () => ({ showProgress: () => Promise.resolve() }));
vi.mock('../../../../src/editor/data/readData', () => ({
  readData: () =>
    Promise.resolve({ ok: true, request: { source: 'xor', arguments: {}, files: {} }, files: [] }),
}));

const text =
  'network A {\n  data = xor()\n  layers {\n    Affine(2)\n    SoftmaxWithLoss\n  }\n  train {\n    optimizer = SGD(lr=0.1)\n  }\n}\n';

/** A network whose start ends when it is told to. */
class Slow {
  readonly commands: TrainingCommand['kind'][] = [];
  readonly document = { uri: fake.Uri.parse('file:///a.backprop') } as unknown as vscode.TextDocument;
  readonly controller: RunController;
  readonly runs: NetworkRuns;
  hasAsked = false;
  begin = (): void => undefined;

  constructor() {
    const status = { state: 'ready', step: 0, epochs: 1 };
    const service = {
      startTraining: () =>
        new Promise((resolve) => {
          this.hasAsked = true;
          this.begin = () => {
            resolve({ ok: true, description: { session: 1, layers: [], status } });
          };
        }),
      commandTraining: ({ command }: { readonly command: TrainingCommand }) => {
        this.commands.push(command.kind);
        return Promise.resolve({ status: { ...status, state: 'running' } });
      },
      nextTrainingFrame: () => new Promise(() => undefined),
      endTraining: () => Promise.resolve(),
    };
    const runtime = { service, cancel: () => undefined, dispose: () => undefined, onDidDie: () => undefined };
    const { event } = new fake.EventEmitter<unknown>();
    const file = checkText(text);
    const documents = { onDidCheck: event, check: () => ({ file }) } as unknown as Documents;
    this.runs = new NetworkRuns(
      documents,
      () => runtime as unknown as ReturnType<ConstructorParameters<typeof NetworkRuns>[1]>,
    );
    this.controller = new RunController(
      this.document.uri,
      documents,
      { onDidChangeFile: event } as unknown as DataPreviews,
      this.runs,
      (path) => Promise.resolve(path),
      { onDidGrade: event, sealOf: () => Promise.resolve({ kind: 'open' }) } as unknown as NetworkGrades,
    );
  }

  get run(): ReturnType<NetworkRuns['open']> {
    return this.runs.open(this.document.uri, 'A');
  }
}

test('what is asked of a network that is starting is done once it has started', async () => {
  const slow = new Slow();
  const asked = [
    slow.controller.runOnce(slow.document, 'A', { kind: 'compute' }),
    slow.controller.train(slow.document, 'A'),
  ];
  await vi.waitFor(() => {
    expect(slow.run.phase.kind).toBe('starting');
  });
  asked.push(
    slow.controller.command(slow.run, { kind: 'setLearningRate', learningRate: 0.5 }).then(() => undefined),
  );
  expect(slow.commands).toEqual([]);
  await vi.waitFor(() => {
    expect(slow.hasAsked).toBe(true);
  });
  slow.begin();
  await Promise.all(asked);
  expect(slow.commands[0]).toBe('compute');
  expect([...slow.commands].sort()).toEqual(['compute', 'setLearningRate', 'train']);
});

test('what is asked of a network whose start is cancelled is not done', async () => {
  const slow = new Slow();
  const asked = [
    slow.controller.runOnce(slow.document, 'A', { kind: 'compute' }),
    slow.controller.train(slow.document, 'A'),
  ];
  await vi.waitFor(() => {
    expect(slow.hasAsked).toBe(true);
  });
  slow.controller.cancelStart(slow.run);
  slow.begin();
  await Promise.all(asked);
  expect(slow.commands).toEqual([]);
});

import type * as vscode from 'vscode';
import { beforeEach, expect, test, vi } from 'vitest';
import type { DataPreviews } from '../../../../src/editor/data/dataPreviews';
import type { Documents } from '../../../../src/editor/documents/documents';
import type { NetworkRun } from '../../../../src/editor/training/networkRun';
import type { NetworkRuns } from '../../../../src/editor/training/networkRuns';
import { RunEdits } from '../../../../src/editor/training/runEdits';
import { checkText } from '../../checkText';
import * as fake from '../panels/host/fakeVscode';

const said = vi.hoisted(() => [] as string[]);

vi.mock('vscode', async () => {
  const half = await import('../panels/host/fakeVscode');
  const { event } = new half.EventEmitter<unknown>();
  return {
    ...half,
    window: { showInformationMessage: (sentence: string) => said.push(sentence) },
    workspace: { onDidSaveTextDocument: event },
  };
});

const textOf = (rate: number): string =>
  `network A {\n  data = xor()\n  layers {\n    Affine(2)\n    SoftmaxWithLoss\n  }\n  train {\n    optimizer = SGD(lr=${rate})\n  }\n}\n`;
const kept = 'All parameters were kept; training goes on.';

beforeEach(() => {
  said.length = 0;
});

/** Saves another learning rate during a run. */
async function edit(run: { readonly note: string; readonly isWatched: boolean }): Promise<void> {
  const uri = fake.Uri.parse('file:///a.backprop');
  const file = checkText(textOf(0.2));
  const before = checkText(textOf(0.1)).networks[0];
  const documents = { check: () => ({ file, unreadable: undefined }) } as unknown as Documents;
  const { event } = new fake.EventEmitter<unknown>();
  const edits = new RunEdits(
    uri as unknown as vscode.Uri,
    documents,
    { onDidChangeFile: event } as unknown as DataPreviews,
    { of: () => [], all: [] } as unknown as NetworkRuns,
    (path) => Promise.resolve(path),
  );
  await edits.apply(
    { uri } as unknown as vscode.TextDocument,
    {
      uri,
      network: 'A',
      text: { program: before?.program },
      note: run.note,
      views: { isWatched: run.isWatched },
      replace: () => Promise.resolve(kept),
    } as unknown as NetworkRun,
  );
}

test('what an edit kept is said once: by the panel in sight, else by a notification', async () => {
  await edit({ note: kept, isWatched: true });
  expect(said).toEqual([]);
  await edit({ note: kept, isWatched: false });
  expect(said).toEqual([kept]);
});

test('what a panel says nothing of is said by a notification', async () => {
  await edit({ note: '', isWatched: true });
  expect(said).toEqual([kept]);
});

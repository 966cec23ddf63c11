import type * as vscode from 'vscode';
import { expect, test, vi } from 'vitest';
import { EarlyIndentation } from '../../../../src/editor/documents/earlyIndentation';
import * as fake from '../panels/host/fakeVscode';

const window = vi.hoisted(() => ({
  documents: [] as object[],
  visible: [] as object[],
  show: (_editors: object[]): void => undefined,
}));

vi.mock('vscode', async () => {
  const half = await import('../panels/host/fakeVscode');
  return {
    ...half,
    window: {
      get visibleTextEditors() {
        return window.visible;
      },
      onDidChangeVisibleTextEditors: (listener: (editors: object[]) => void) => {
        window.show = listener;
        return half.Disposable.from();
      },
    },
    workspace: {
      get textDocuments() {
        return window.documents;
      },
      getConfiguration: () => ({ get: () => 2 }),
    },
  };
});

interface Editor {
  readonly document: object;
  options: vscode.TextEditorOptions;
}

function editorOf(text: string, languageId = 'backprop'): Editor {
  const document = { languageId, getText: () => text, uri: fake.Uri.parse('file:///a.backprop') };
  return { document, options: { tabSize: 4 } };
}

test('texts that were open before the language was known get its indentation, once, where they have none', () => {
  const flat = editorOf('a = 1\nbackward a\n');
  const behind = editorOf('b = 1\n');
  const indented = editorOf('network A {\n    data = xor()\n}\n');
  const other = editorOf('a: 1\n', 'yaml');
  window.documents = [flat, behind, indented, other].map(({ document }) => document);
  window.visible = [flat, indented, other];
  const later = editorOf('c = 1\n');
  new EarlyIndentation();
  window.show([flat, behind, later]);
  expect(flat.options.tabSize).toBe(2);
  expect(behind.options.tabSize).toBe(2);
  for (const { options } of [indented, other, later]) expect(options.tabSize).toBe(4);
  // A person chooses another, and it stays.
  flat.options = { tabSize: 8 };
  window.show([flat]);
  expect(flat.options.tabSize).toBe(8);
});

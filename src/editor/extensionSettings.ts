import * as vscode from 'vscode';

const section = 'backprop';

export type InlineValuesDetail = 'off' | 'compact' | 'full';

export function inlineValuesDetail(document: vscode.TextDocument): InlineValuesDetail {
  const detail: unknown = read(document, 'inlineValues');
  return detail === 'off' || detail === 'full' ? detail : 'compact';
}

export function codeLensEnabled(document: vscode.TextDocument): boolean {
  return read(document, 'codeLens.enabled') !== false;
}

export function shapeHintsEnabled(document: vscode.TextDocument): boolean {
  return read(document, 'inlayHints.shapes.enabled') !== false;
}

/** Whether values follow the text while it is edited. */
export function liveValuesEnabled(document: vscode.TextDocument): boolean {
  return read(document, 'liveValues') !== false;
}

/** Calls `listener` after one of the settings named `key` or below it has changed. */
export function onDidChangeSetting(key: string, listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration(`${section}.${key}`)) listener();
  });
}

function read(document: vscode.TextDocument, key: string): unknown {
  return vscode.workspace.getConfiguration(section, document).get(key);
}

import * as vscode from 'vscode';
import type { Pace } from '../protocol/networkPanelState';

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

/** Of a training that begins. */
export function trainingPace(definition: vscode.Uri): Pace {
  const pace: unknown = vscode.workspace.getConfiguration(section, definition).get('training.pace');
  return { kind: pace === 'watch' || pace === 'full' ? pace : 'automatic' };
}

export function recordingsEnabled(): boolean {
  return readAnywhere('recordings.enabled') !== false;
}

/** In bytes. */
export function mostBytesOfRecording(): number {
  return megabytes('recordings.megabytesPerRun', 64);
}

/** In bytes, of all recordings in the extension's storage. */
export function mostBytesOfRecordings(): number {
  return megabytes('recordings.megabytesInAll', 1024);
}

/** The Python that trains where the Python extension does not say which; empty: the one on the path. */
export function pythonPath(): string {
  const set = readAnywhere('pythonPath');
  return typeof set === 'string' ? set.trim() : '';
}

/** What is written into a settings file may be anything. */
function megabytes(key: string, otherwise: number): number {
  const set = readAnywhere(key);
  return (typeof set === 'number' && set >= 1 ? set : otherwise) * 2 ** 20;
}

function readAnywhere(key: string): unknown {
  return vscode.workspace.getConfiguration(section).get(key);
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

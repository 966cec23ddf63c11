import * as vscode from 'vscode';
import type { Sessions } from '../formulas/sessions';

/** Keeps `backprop.hasValues` true while there are values behind the lines of the active editor. */
export function followHasValues(sessions: Sessions): vscode.Disposable {
  let known: boolean | undefined;
  const update = (): void => {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const hasValues = uri !== undefined && sessions.find(uri)?.run !== undefined;
    if (hasValues === known) return;
    known = hasValues;
    void vscode.commands.executeCommand('setContext', 'backprop.hasValues', hasValues);
  };
  update();
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(update),
    sessions.onDidChange(update),
  );
}

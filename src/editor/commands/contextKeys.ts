import * as vscode from 'vscode';
import type { Sessions } from '../formulas/formulaSessions';
import type { NetworkRun } from '../training/networkRun';
import type { NetworkRuns } from '../training/networkRuns';

/** Keeps `backprop.hasValues` true while there are values behind the lines of the active editor. */
export function followHasValues(sessions: Sessions): vscode.Disposable {
  let shown: boolean | undefined;
  const update = (): void => {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const hasValues = uri !== undefined && sessions.find(uri)?.run !== undefined;
    if (hasValues === shown) return;
    shown = hasValues;
    void vscode.commands.executeCommand('setContext', 'backprop.hasValues', hasValues);
  };
  update();
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(update),
    sessions.onDidChange(update),
  );
}

/**
 * Keeps `backprop.training` saying how the network stands that commands are about: `none`, or the state of
 * its run. That is one of the definition in the active editor, or of any while the panel has the focus.
 */
export function followTrainingContext(runs: NetworkRuns): vscode.Disposable {
  let shown: string | undefined;
  const update = (): void => {
    const state = contextOf(runs);
    if (state === shown) return;
    shown = state;
    void vscode.commands.executeCommand('setContext', 'backprop.training', state);
  };
  update();
  return vscode.Disposable.from(vscode.window.onDidChangeActiveTextEditor(update), runs.onDidChange(update));
}

function contextOf(runs: NetworkRuns): string {
  const uri = vscode.window.activeTextEditor?.document.uri;
  const there: readonly NetworkRun[] = uri === undefined ? runs.all : runs.of(uri);
  const states = there.flatMap(({ isLive, status }) => (isLive && status ? [status.state] : []));
  return states.find((state) => state === 'running') ?? states[0] ?? 'none';
}

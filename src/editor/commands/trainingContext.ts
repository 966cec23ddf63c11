import * as vscode from 'vscode';
import type { Training } from '../training/training';
import type { Trainings } from '../training/trainings';

/**
 * Keeps `backprop.training` saying how the network stands that commands are about: `none`, or the state of its run.
 * That is one of the definition in the active editor, or of any while the panel has the focus.
 */
export function followTrainingContext(trainings: Trainings): vscode.Disposable {
  let known: string | undefined;
  const update = (): void => {
    const state = contextOf(trainings);
    if (state === known) return;
    known = state;
    void vscode.commands.executeCommand('setContext', 'backprop.training', state);
  };
  update();
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(update),
    trainings.onDidChange(update),
  );
}

function contextOf(trainings: Trainings): string {
  const uri = vscode.window.activeTextEditor?.document.uri;
  const there: readonly Training[] = uri === undefined ? trainings.all : trainings.of(uri);
  const states = there.flatMap(({ isLive, status }) => (isLive && status ? [status.state] : []));
  return states.find((state) => state === 'running') ?? states[0] ?? 'none';
}

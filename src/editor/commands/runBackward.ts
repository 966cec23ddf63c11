import * as vscode from 'vscode';
import type { Runner } from '../session/runner';
import { runBackwardCommand } from './names';
import { targetOf } from './target';

/** Runs the definition, and shows the gradients of the pass whose lens was clicked, or of the nearest one. */
export function registerRunBackward(runner: Runner): vscode.Disposable {
  return vscode.commands.registerCommand(runBackwardCommand, async (uri: unknown, pass: unknown) => {
    const target = await targetOf(uri, pass);
    if (target === undefined) return;
    const computed = await runner.run(target.document, target.pass);
    if (computed.kind === 'failed') {
      void vscode.window.showErrorMessage(computed.sentence);
    } else if (computed.kind === 'done' && computed.answer.program.passes.length === 0) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('No backward in this file can run, so there are values but no gradients.'),
      );
    }
  });
}

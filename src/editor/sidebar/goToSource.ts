import * as vscode from 'vscode';
import { goToSourceCommand } from '../commands/names';
import { toEditorRange } from '../documents/ranges';
import type { Entry } from './entries';

/** From a line of the tree into the editor, and the focus with it. A click only shows the line. */
export function registerGoToSource(): vscode.Disposable {
  return vscode.commands.registerCommand(goToSourceCommand, async (entry: Entry | undefined) => {
    if (entry === undefined) return;
    const selection = entry.kind === 'row' ? toEditorRange(entry.checked, entry.row.range) : undefined;
    await vscode.window.showTextDocument(entry.uri, selection === undefined ? {} : { selection });
  });
}

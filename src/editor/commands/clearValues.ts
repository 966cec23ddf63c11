import * as vscode from 'vscode';
import type { Sessions } from '../formulas/sessions';
import { clearValuesCommand } from './names';
import { targetOf } from './commandTargets';

/** Takes the values of the last run away from the lines. */
export function registerClearValues(sessions: Sessions): vscode.Disposable {
  return vscode.commands.registerCommand(clearValuesCommand, async (uri: unknown) => {
    const target = await targetOf(uri, undefined);
    if (target !== undefined) sessions.find(target.document.uri)?.clear();
  });
}

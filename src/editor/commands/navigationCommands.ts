import * as vscode from 'vscode';
import type { NetworkPanels } from '../panels/network/networkPanels';
import type { FormulaPanels } from '../panels/formulas/formulaPanels';
import { openPanelCommand, stepThroughCommand, goToSourceCommand } from './names';
import type { NetworkTarget, NetworkTargets, Target } from './commandTargets';
import { targetOf } from './commandTargets';
import { toEditorRange } from '../documents/ranges';
import type { Entry } from '../sidebar/entries';

interface Parts {
  readonly targets: NetworkTargets;
  readonly formulaPanels: FormulaPanels;
  readonly networkPanels: NetworkPanels;
}

/** The commands that lead from the text to its panel, and from a line of the sidebar into the text. */
export function registerNavigationCommands(parts: Parts): vscode.Disposable {
  return vscode.Disposable.from(registerOpenPanel(parts), registerGoToSource());
}

/** The panel of what is meant: of a network, or of the formulas of a file. */
function registerOpenPanel({ targets, formulaPanels, networkPanels }: Parts): vscode.Disposable {
  const command =
    (
      ofNetwork: (target: NetworkTarget) => Promise<unknown>,
      ofFormulas: (target: Target) => Promise<unknown>,
    ) =>
    async (uri: unknown, what: unknown): Promise<void> => {
      const network = await targets.meant(uri, what);
      if (network !== undefined) {
        await ofNetwork(network);
        return;
      }
      const formulas = await targetOf(uri, what);
      if (formulas !== undefined) await ofFormulas(formulas);
    };
  return vscode.Disposable.from(
    vscode.commands.registerCommand(
      openPanelCommand,
      command(
        (target) => networkPanels.open(target),
        (target) => formulaPanels.open(target),
      ),
    ),
    vscode.commands.registerCommand(
      stepThroughCommand,
      command(
        (target) => networkPanels.stepThrough(target),
        (target) => formulaPanels.stepThrough(target),
      ),
    ),
  );
}

/** From a line of the tree into the editor, and the focus with it. A click only shows the line. */
function registerGoToSource(): vscode.Disposable {
  return vscode.commands.registerCommand(goToSourceCommand, async (entry: Entry | undefined) => {
    if (entry === undefined) return;
    const selection = entry.kind === 'row' ? toEditorRange(entry.checked, entry.row.range) : undefined;
    await vscode.window.showTextDocument(entry.uri, selection === undefined ? {} : { selection });
  });
}

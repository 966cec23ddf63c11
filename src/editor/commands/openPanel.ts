import * as vscode from 'vscode';
import type { NetworkPanels } from '../panels/network/networkPanels';
import type { FormulaPanels } from '../panels/formulas/formulaPanels';
import { openPanelCommand, stepThroughCommand } from './names';
import type { NetworkTarget, NetworkTargets, Target } from './commandTargets';
import { targetOf } from './commandTargets';

interface Parts {
  readonly targets: NetworkTargets;
  readonly formulaPanels: FormulaPanels;
  readonly networkPanels: NetworkPanels;
}

/** The panel of what is meant: of a network, or of the formulas of a file. */
export function registerOpenPanel({ targets, formulaPanels, networkPanels }: Parts): vscode.Disposable {
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

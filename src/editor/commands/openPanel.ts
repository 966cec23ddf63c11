import * as vscode from 'vscode';
import type { NetworkPanels } from '../panels/network/networkPanels';
import type { FormulaPanels } from '../panels/formulas/formulaPanels';
import { openPanelCommand, stepThroughCommand } from './names';
import type { NetworkTarget, NetworkTargets, Target } from './commandTargets';
import { targetOf } from './commandTargets';

interface Parts {
  readonly targets: NetworkTargets;
  readonly graphs: FormulaPanels;
  readonly networks: NetworkPanels;
}

/** The panel of what is meant: of a network, or of the formulas of a file. */
export function registerOpenPanel({ targets, graphs, networks }: Parts): vscode.Disposable {
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
        (target) => networks.open(target),
        (target) => graphs.open(target),
      ),
    ),
    vscode.commands.registerCommand(
      stepThroughCommand,
      command(
        (target) => networks.stepThrough(target),
        (target) => graphs.stepThrough(target),
      ),
    ),
  );
}

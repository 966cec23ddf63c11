import * as vscode from 'vscode';
import type { NetworkPanels } from '../panels/network/networkPanels';
import type { GraphPanels } from '../panels/formulas/graphPanels';
import { openPanelCommand, stepThroughCommand } from './names';
import type { NetworkTargets } from './networkTarget';

interface Parts {
  readonly targets: NetworkTargets;
  readonly graphs: GraphPanels;
  readonly networks: NetworkPanels;
}

/** The panel of what is meant: of a network, or of the formulas of a file. */
export function registerOpenPanel({ targets, graphs, networks }: Parts): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand(openPanelCommand, async (uri: unknown, what: unknown) => {
      const target = await targets.meant(uri, what);
      if (target === undefined) await graphs.open(uri, what);
      else await networks.open(target);
    }),
    vscode.commands.registerCommand(stepThroughCommand, async (uri: unknown, what: unknown) => {
      const target = await targets.meant(uri, what);
      if (target === undefined) await graphs.stepThrough(uri, what);
      else await networks.stepThrough(target);
    }),
  );
}

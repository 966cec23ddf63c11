import * as vscode from 'vscode';
import type { NetworkPanels } from '../panels/network/networkPanels';
import type { Runner } from '../formulas/runner';
import type { RunController } from '../training/runController';
import { runBackwardCommand } from './names';
import type { NetworkTargets } from './commandTargets';
import { targetOf } from './commandTargets';

interface Parts {
  readonly runner: Runner;
  readonly targets: NetworkTargets;
  readonly networkPanels: NetworkPanels;
  readonly controller: RunController;
}

/**
 * Of a network: the first or next mini-batch forward and backward, without an update, in its panel.
 * Of formulas: runs the definition, and shows the gradients of the pass whose lens was clicked, or
 * of the nearest one.
 */
export function registerRunBackward({
  runner,
  targets,
  networkPanels,
  controller,
}: Parts): vscode.Disposable {
  return vscode.commands.registerCommand(runBackwardCommand, async (uri: unknown, pass: unknown) => {
    const network = await targets.meant(uri, pass);
    if (network !== undefined) {
      await networkPanels.open(network);
      await controller.runOnce(network.document, network.network, { kind: 'compute' });
      return;
    }
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

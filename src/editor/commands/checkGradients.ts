import * as vscode from 'vscode';
import type { Runner } from '../formulas/runner';
import type { Sessions } from '../formulas/sessions';
import type { RunController } from '../training/runController';
import { checkGradientsCommand } from './names';
import type { NetworkTargets } from './commandTargets';
import { targetOf } from './commandTargets';

interface Parts {
  readonly runner: Runner;
  readonly sessions: Sessions;
  readonly targets: NetworkTargets;
  readonly controller: RunController;
}

/**
 * Compares gradients with central differences: of a network,
 * of the pass whose lens was clicked, or of every pass.
 */
export function registerCheckGradients({ runner, sessions, targets, controller }: Parts): vscode.Disposable {
  return vscode.commands.registerCommand(checkGradientsCommand, async (uri: unknown, pass: unknown) => {
    const network = await targets.meant(uri, pass);
    if (network !== undefined) {
      await controller.checkGradients(network.document, network.network);
      return;
    }
    const target = await targetOf(uri, pass);
    if (target === undefined) return;
    const { document } = target;
    const known = sessions.find(document.uri);
    const run = known?.stale === false ? known.run : undefined;
    const computed =
      run === undefined ? await runner.run(document, target.pass) : { kind: 'done' as const, answer: run };
    if (computed.kind === 'failed') void vscode.window.showErrorMessage(computed.sentence);
    if (computed.kind !== 'done') return;
    const { program } = computed.answer;
    const passes = target.pass === undefined ? program.passes.keys() : [target.pass];
    for (const each of passes) {
      const checked = await runner.checkGradients(sessions.open(document.uri), computed.answer, each);
      if (checked.kind === 'failed') void vscode.window.showErrorMessage(checked.sentence);
      if (checked.kind !== 'done') return;
    }
  });
}

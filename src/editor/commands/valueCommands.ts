import * as vscode from 'vscode';
import { complain } from '../complain';
import { toEditorRange } from '../documents/ranges';
import type { FormulaPanels } from '../panels/formulas/formulaPanels';
import type { NetworkPanels } from '../panels/network/networkPanels';
import type { Runner } from '../formulas/runner';
import type { RunController } from '../training/runController';
import { runBackwardCommand, checkGradientsCommand, clearValuesCommand } from './names';
import type { NetworkTargets } from './commandTargets';
import { targetOf } from './commandTargets';
import type { Sessions } from '../formulas/formulaSessions';

interface Parts {
  readonly runner: Runner;
  readonly sessions: Sessions;
  readonly targets: NetworkTargets;
  readonly formulaPanels: FormulaPanels;
  readonly networkPanels: NetworkPanels;
  readonly controller: RunController;
}

/** The commands that compute the values and gradients beside the text, judge them, and take them away. */
export function registerValueCommands(parts: Parts): vscode.Disposable {
  return vscode.Disposable.from(
    registerRunBackward(parts),
    registerCheckGradients(parts),
    registerClearValues(parts),
  );
}

/**
 * Of a network: the first or next mini-batch forward and backward, without an update, in its panel.
 * Of formulas: runs the definition, and shows the gradients of the pass whose lens was clicked, or
 * of the nearest one.
 */
function registerRunBackward(parts: Parts): vscode.Disposable {
  const { runner, targets, networkPanels, controller } = parts;
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
      complainOfRun(parts, target.document.uri, computed.sentence);
    } else if (computed.kind === 'done' && computed.answer.program.passes.length === 0) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('No backward in this file can run, so there are values but no gradients.'),
      );
    }
  });
}

/** Of formulas that could not be run: the line to blame is underlined, and their panel names it. */
function complainOfRun({ sessions, formulaPanels }: Parts, uri: vscode.Uri, sentence: string): void {
  const failure = sessions.find(uri)?.failure;
  complain({
    sentence,
    isInPanel: formulaPanels.isInSight(uri),
    place: failure?.range && new vscode.Location(uri, toEditorRange(failure.file, failure.range)),
  });
}

/**
 * Compares gradients with central differences: of a network,
 * of the pass whose lens was clicked, or of every pass.
 */
function registerCheckGradients(parts: Parts): vscode.Disposable {
  const { runner, sessions, targets, controller } = parts;
  return vscode.commands.registerCommand(checkGradientsCommand, async (uri: unknown, pass: unknown) => {
    const network = await targets.meant(uri, pass);
    if (network !== undefined) {
      await controller.checkGradients(network.document, network.network);
      return;
    }
    const target = await targetOf(uri, pass);
    if (target === undefined) return;
    const { document } = target;
    const session = sessions.find(document.uri);
    const run = session?.stale === false ? session.run : undefined;
    const computed =
      run === undefined ? await runner.run(document, target.pass) : { kind: 'done' as const, answer: run };
    if (computed.kind === 'failed') complainOfRun(parts, document.uri, computed.sentence);
    if (computed.kind !== 'done') return;
    const { program } = computed.answer;
    const passes = target.pass === undefined ? program.passes.keys() : [target.pass];
    for (const each of passes) {
      const checked = await runner.checkGradients(sessions.open(document.uri), computed.answer, each);
      // Only a run that failed is told of by the panel and in the text.
      if (checked.kind === 'failed') complain({ sentence: checked.sentence, isInPanel: false });
      if (checked.kind !== 'done') return;
    }
  });
}

/** Takes the values of the last run away from the lines. */
function registerClearValues({ sessions }: Parts): vscode.Disposable {
  return vscode.commands.registerCommand(clearValuesCommand, async (uri: unknown) => {
    const target = await targetOf(uri, undefined);
    if (target !== undefined) sessions.find(target.document.uri)?.clear();
  });
}

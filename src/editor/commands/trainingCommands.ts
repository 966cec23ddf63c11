import { documentAt } from '../documents/openDocuments';
import * as vscode from 'vscode';
import { numberTyped } from '../../protocol/numberText';
import type { TrainingCommand } from '../../protocol/training';
import type { Documents } from '../documents/documents';
import type { NetworkPanels, NetworkTarget } from '../panels/network/networkPanels';
import type { RunController } from '../training/runController';
import type { NetworkRun } from '../training/networkRun';
import type { NetworkRuns } from '../training/networkRuns';
import {
  pauseCommand,
  resetCommand,
  resumeCommand,
  setLearningRateCommand,
  stepCommand,
  stopCommand,
  trainCommand,
  trainMoreCommand,
  writeLearningRateCommand,
} from './names';
import type { NetworkTargets } from './commandTargets';

interface Parts {
  readonly documents: Documents;
  readonly targets: NetworkTargets;
  readonly runs: NetworkRuns;
  readonly controller: RunController;
  readonly networkPanels: NetworkPanels;
}

/** Everything a person can do to the training of a network. */
export function registerTraining(parts: Parts): vscode.Disposable {
  const { targets, controller, networkPanels } = parts;
  const { commands } = vscode;
  const start =
    (run: (target: NetworkTarget) => Promise<unknown>) =>
    async (uri: unknown, network: unknown): Promise<void> => {
      const target = await targets.find(uri, network);
      if (target === undefined) return;
      await networkPanels.open(target);
      await run(target);
    };
  const command =
    (make: (run: NetworkRun) => Promise<TrainingCommand | undefined> | TrainingCommand) =>
    async (uri: unknown, network: unknown): Promise<void> => {
      const run = await findLive(parts, uri, network);
      const made = run && (await make(run));
      if (run !== undefined && made !== undefined) await controller.command(run, made);
    };
  return vscode.Disposable.from(
    commands.registerCommand(
      trainCommand,
      start(({ document, network }) => controller.train(document, network)),
    ),
    commands.registerCommand(
      stepCommand,
      start(({ document, network }) => controller.runOnce(document, network, { kind: 'step' })),
    ),
    commands.registerCommand(pauseCommand, command(only('pause'))),
    commands.registerCommand(resumeCommand, command(only('resume'))),
    commands.registerCommand(stopCommand, async (uri: unknown, network: unknown) => {
      const target = await targets.find(uri, network);
      if (target !== undefined) await stop(parts, target);
    }),
    commands.registerCommand(resetCommand, command(only('reset'))),
    commands.registerCommand(trainMoreCommand, command(askEpochs)),
    commands.registerCommand(setLearningRateCommand, command(askLearningRate)),
    commands.registerCommand(writeLearningRateCommand, async (uri: unknown, network: unknown) => {
      const run = await findLive(parts, uri, network);
      if (run !== undefined) await writeLearningRate(parts, run);
    }),
  );
}

async function findLive(
  { targets, runs }: Parts,
  uri: unknown,
  network: unknown,
): Promise<NetworkRun | undefined> {
  const target = await targets.find(uri, network);
  if (target === undefined) return undefined;
  const run = runs.find(target.document.uri, target.network);
  if (run?.isLive === true) return run;
  void vscode.window.showInformationMessage(vscode.l10n.t('{0} is not being trained.', target.network));
  return undefined;
}

/** Also what has not begun yet: its data is still being read. */
async function stop({ runs, controller }: Parts, { document, network }: NetworkTarget): Promise<void> {
  const run = runs.find(document.uri, network);
  if (run?.phase.kind === 'starting') controller.cancelStart(run);
  else if (run?.isLive === true) await controller.command(run, { kind: 'stop' });
}

function only(kind: 'pause' | 'resume' | 'reset'): () => TrainingCommand {
  return () => ({ kind });
}

/** Into the file, which is changed and not saved: saving goes on with the rate that is used already. */
async function writeLearningRate({ documents }: Parts, run: NetworkRun): Promise<void> {
  if (run.changes.rate === undefined) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('{0} learns at the rate that its file says.', run.network),
    );
    return;
  }
  const document = await documentAt(run.uri);
  const { learningRateEdit } = await import(
    /* webpackChunkName: "extension.asked" */ '../languageFeatures/problems/quickFixes'
  );
  const edit = document && learningRateEdit(document, documents.check(document).file, run);
  if (edit !== undefined && (await vscode.workspace.applyEdit(edit))) return;
  void vscode.window.showErrorMessage(vscode.l10n.t('The file could not be changed.'));
}

async function askEpochs({ status, text }: NetworkRun): Promise<TrainingCommand | undefined> {
  const proposed = text?.program.definition.training.epochs ?? Math.round(status?.epochs ?? 1);
  const epochs = await askNumber(
    vscode.l10n.t('Train more: how many epochs?'),
    String(proposed),
    (number) => Number.isSafeInteger(number) && number > 0,
    vscode.l10n.t('A whole number above 0'),
  );
  return epochs === undefined ? undefined : { kind: 'trainMore', epochs };
}

async function askLearningRate({ status }: NetworkRun): Promise<TrainingCommand | undefined> {
  const learningRate = await askNumber(
    vscode.l10n.t('Learning rate from the next step on'),
    String(status?.learningRate ?? ''),
    (number) => number > 0,
    vscode.l10n.t('A number above 0, as in 0.01 or 1e-3'),
  );
  return learningRate === undefined ? undefined : { kind: 'setLearningRate', learningRate };
}

async function askNumber(
  title: string,
  value: string,
  isGood: (number: number) => boolean,
  prompt: string,
): Promise<number | undefined> {
  const entered = await vscode.window.showInputBox({
    title,
    value,
    prompt,
    validateInput: (text) => (isGood(numberTyped(text)) ? undefined : prompt),
  });
  return entered === undefined ? undefined : numberTyped(entered);
}

import * as vscode from 'vscode';
import type { TrainingCommand } from '../../protocol/training';
import type { NetworkPanels } from '../panels/network/networkPanels';
import type { Trainer } from '../training/trainer';
import type { Training } from '../training/training';
import type { Trainings } from '../training/trainings';
import {
  pauseCommand,
  resetCommand,
  resumeCommand,
  setLearningRateCommand,
  stepCommand,
  stopCommand,
  trainCommand,
  trainMoreCommand,
} from './names';
import type { NetworkTarget, NetworkTargets } from './networkTarget';

interface Parts {
  readonly targets: NetworkTargets;
  readonly trainings: Trainings;
  readonly trainer: Trainer;
  readonly panels: NetworkPanels;
}

/** Everything a person can do to the training of a network. */
export function registerTraining(parts: Parts): vscode.Disposable {
  const { targets, trainer, panels } = parts;
  const { commands } = vscode;
  const start =
    (run: (target: NetworkTarget) => Promise<unknown>) =>
    async (uri: unknown, network: unknown): Promise<void> => {
      const target = await targets.find(uri, network);
      if (target === undefined) return;
      await panels.open(target);
      await run(target);
    };
  const command =
    (make: (training: Training) => Promise<TrainingCommand | undefined> | TrainingCommand) =>
    async (uri: unknown, network: unknown): Promise<void> => {
      const training = await findLive(parts, uri, network);
      const made = training && (await make(training));
      if (training !== undefined && made !== undefined) await trainer.command(training, made);
    };
  return vscode.Disposable.from(
    commands.registerCommand(
      trainCommand,
      start(({ document, network }) => trainer.train(document, network)),
    ),
    commands.registerCommand(
      stepCommand,
      start(({ document, network }) => trainer.runOnce(document, network, { kind: 'step' })),
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
  );
}

async function findLive(
  { targets, trainings }: Parts,
  uri: unknown,
  network: unknown,
): Promise<Training | undefined> {
  const target = await targets.find(uri, network);
  if (target === undefined) return undefined;
  const training = trainings.find(target.document.uri, target.network);
  if (training?.isLive === true) return training;
  void vscode.window.showInformationMessage(vscode.l10n.t('{0} is not being trained.', target.network));
  return undefined;
}

/** Also what has not begun yet: its data is still being read. */
async function stop({ trainings, trainer }: Parts, { document, network }: NetworkTarget): Promise<void> {
  const training = trainings.find(document.uri, network);
  if (training?.phase.kind === 'starting') trainer.cancelStart(training);
  else if (training?.isLive === true) await trainer.command(training, { kind: 'stop' });
}

function only(kind: 'pause' | 'resume' | 'reset'): () => TrainingCommand {
  return () => ({ kind });
}

async function askEpochs({ status, text }: Training): Promise<TrainingCommand | undefined> {
  const proposed = text?.program.definition.training.epochs ?? Math.round(status?.epochs ?? 1);
  const epochs = await askNumber(
    vscode.l10n.t('Train more: how many epochs?'),
    String(proposed),
    (number) => Number.isInteger(number) && number > 0,
    vscode.l10n.t('A whole number above 0'),
  );
  return epochs === undefined ? undefined : { kind: 'trainMore', epochs };
}

async function askLearningRate({ status }: Training): Promise<TrainingCommand | undefined> {
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
  const numberIn = (text: string): number => (text.trim() === '' ? NaN : Number(text));
  const isNumber = (text: string): boolean => Number.isFinite(numberIn(text)) && isGood(numberIn(text));
  const entered = await vscode.window.showInputBox({
    ...{ title, value, prompt },
    validateInput: (text) => (isNumber(text) ? undefined : prompt),
  });
  return entered === undefined ? undefined : numberIn(entered);
}

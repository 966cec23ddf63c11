import * as vscode from 'vscode';
import { lenses } from '../../../language/services';
import {
  checkGradientsCommand,
  openPanelCommand,
  pauseCommand,
  resumeCommand,
  runBackwardCommand,
  stepCommand,
  stepThroughCommand,
  stopCommand,
  trainCommand,
  trainMoreCommand,
} from '../../commands/names';
import { toEditorRange } from '../../documents/ranges';
import { localise, parametersText } from '../../localise';
import { progressText } from '../../training/trainingProgress';
import { findRunnable } from '../../training/runnableNetwork';
import type { NetworkRun } from '../../training/networkRun';
import type { LensContext } from './codeLenses';
import { verdictDetails, verdictTitle } from './verdict';

/** One lens as a person reads it. */
type Words = Pick<vscode.Command, 'title'> & Partial<vscode.Command>;

/** `▷ Run Backward`, `Train` and the like above every `network`, also above one that cannot run. */
export function networkLenses(context: LensContext): vscode.CodeLens[] {
  return lenses(context.file).flatMap((lens) => {
    if (lens.kind !== 'network') return [];
    const range = toEditorRange(context.file, lens.range);
    const { networkName: network } = lens;
    const words =
      network === undefined ? [error(vscode.l10n.t('This network needs a name'))] : wordsOf(network, context);
    return words.map(({ title, command = '', tooltip }) => {
      const whole: vscode.Command = { title, command, arguments: [context.uri, network] };
      return new vscode.CodeLens(range, tooltip === undefined ? whole : { ...whole, tooltip });
    });
  });
}

function wordsOf(network: string, { file, runs }: LensContext): readonly Words[] {
  const run = runs.find((each) => each.network === network);
  if (run !== undefined) {
    const ofRun = wordsOfRun(run);
    if (ofRun !== undefined) return ofRun;
  }
  const runnable = findRunnable(file, network);
  if ('sentence' in runnable) return [error(runnable.sentence)];
  const { parameterCount } = runnable.program.inference ?? {};
  return [
    runBackward(),
    ...(runnable.outline.hasTraining ? [train(vscode.l10n.t('Start training from the beginning'))] : []),
    stepThrough(),
    checkGradients(run),
    ...(parameterCount === undefined ? [] : [{ title: parametersText(parameterCount) }]),
    ...trouble(run),
  ];
}

/** `undefined` where the network may be run as if it never had been. */
function wordsOfRun(run: NetworkRun): readonly Words[] | undefined {
  const { phase, status, stale } = run;
  if (phase.kind === 'starting') {
    return [
      { title: `$(loading~spin) ${vscode.l10n.t('Starting…')}` },
      { title: vscode.l10n.t('Stop'), command: stopCommand },
    ];
  }
  if (!run.isLive || status === undefined) return undefined;
  const text = progressText({ shown: run.coming ?? run.shown });
  const progress: Words = {
    title: stale ? vscode.l10n.t('{0} (before the edit)', text) : text,
    tooltip: vscode.l10n.t('Open the panel of this run'),
    command: openPanelCommand,
  };
  const stop: Words = { title: vscode.l10n.t('Stop'), command: stopCommand };
  switch (status.state) {
    case 'running':
      return [{ title: `$(debug-pause) ${vscode.l10n.t('Pause')}`, command: pauseCommand }, stop, progress];
    case 'paused':
      return [
        { title: `$(debug-continue) ${vscode.l10n.t('Resume')}`, command: resumeCommand },
        { title: vscode.l10n.t('Step'), command: stepCommand },
        stop,
        ...(run.gradientCheck === undefined ? [] : [checkGradients(run)]),
        progress,
      ];
    case 'stopped':
      if (stale) return undefined;
      return [
        runBackward(),
        train(vscode.l10n.t('Go on where it was stopped')),
        stepThrough(),
        checkGradients(run),
        progress,
      ];
    case 'finished':
      if (stale) return undefined;
      return [
        runBackward(),
        train(vscode.l10n.t('Train again from the beginning')),
        { title: vscode.l10n.t('Train More'), command: trainMoreCommand },
        checkGradients(run),
        progress,
      ];
    case 'ready':
    case 'failed':
      return undefined;
  }
}

function runBackward(): Words {
  return {
    title: `$(play) ${vscode.l10n.t('Run Backward')}`,
    tooltip: vscode.l10n.t('Take the next mini-batch forward and backward, and update nothing'),
    command: runBackwardCommand,
  };
}

function stepThrough(): Words {
  return {
    title: vscode.l10n.t('Step Through'),
    tooltip: vscode.l10n.t('Walk a training step: mini-batch, gradients, update'),
    command: stepThroughCommand,
  };
}

function checkGradients(run: NetworkRun | undefined): Words {
  const check = run?.stale === false ? run.gradientCheck : undefined;
  return {
    title: check === undefined ? vscode.l10n.t('Check Gradients') : verdictTitle(check),
    tooltip:
      check === undefined
        ? vscode.l10n.t('Compare the gradients of a mini-batch with central differences')
        : verdictDetails(check),
    command: checkGradientsCommand,
  };
}

function train(tooltip: string): Words {
  return { title: vscode.l10n.t('Train'), tooltip, command: trainCommand };
}

function trouble(run: NetworkRun | undefined): readonly Words[] {
  if (run === undefined || run.stale) return [];
  const { phase, status } = run;
  if (phase.kind === 'refused' || phase.kind === 'lost') return [error(phase.sentence)];
  return status?.reason === undefined ? [] : [error(localise(status.reason))];
}

function error(sentence: string): Words {
  return { title: `$(error) ${sentence}` };
}

import * as vscode from 'vscode';
import { steadyNumber } from '../../protocol/numberText';
import { countText, displayLanguage } from '../localise';
import type { NetworkRun } from './networkRun';
import { openPanelCommand } from '../commands/names';
import type { NetworkRuns } from './networkRuns';
import type { RunClock } from './runClock';

/**
 * `epoch 3 of 16 · loss 0.213`; of what is done, not of what is planned, or of the step
 * that is looked back at. Empty before there is a run.
 */
export function progressText({ shown }: Pick<NetworkRun, 'shown'>): string {
  if (shown === undefined) return '';
  const { epoch, epochs, loss } = shown;
  const planned = Math.round(epochs);
  // "Of 300" says nothing more, and a lens would reach beyond an editor beside its panel.
  const isDone = epoch === planned;
  const parts = [
    isDone
      ? vscode.l10n.t('epoch {0}', countText(epoch))
      : vscode.l10n.t('epoch {0} of {1}', countText(epoch), countText(planned)),
  ];
  if (loss !== undefined) parts.push(vscode.l10n.t('loss {0}', steadyNumber(loss, displayLanguage)));
  return parts.join(' · ');
}

/** `$(pulse) Spiral · epoch 12/300 · loss 0.31` while something is trained. */
export class TrainingStatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'backprop.training',
    vscode.StatusBarAlignment.Left,
  );
  private readonly subscriptions: vscode.Disposable;
  private underWay: readonly NetworkRun[] = [];
  private shown: NetworkRun | undefined;

  constructor(
    private readonly runs: NetworkRuns,
    clock: RunClock,
  ) {
    this.item.name = vscode.l10n.t('Backprop: Training');
    this.subscriptions = vscode.Disposable.from(
      this.item,
      clock.onDidShow((changed) => {
        this.choose(changed);
        this.show();
      }),
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  /** The one that a person looks back at or has begun last stays, however often others report. */
  private choose(changed: readonly NetworkRun[]): void {
    const before = this.underWay;
    this.underWay = this.runs.all.filter(isUnderWay);
    const chosen =
      this.underWay.find((run) => isLookedBackAt(run) && changed.includes(run)) ??
      this.underWay.find((run) => !before.includes(run)) ??
      this.shown;
    this.shown = this.underWay.find((run) => run === chosen) ?? this.underWay.at(-1);
  }

  private show(): void {
    const { shown, underWay } = this;
    if (shown === undefined) {
      this.item.hide();
      return;
    }
    const { network, uri, shown: moment } = shown;
    const parts = [network];
    if (moment !== undefined) {
      const { epoch, epochs, loss } = moment;
      parts.push(vscode.l10n.t('epoch {0}/{1}', countText(epoch), countText(Math.round(epochs))));
      if (loss !== undefined) parts.push(vscode.l10n.t('loss {0}', steadyNumber(loss, displayLanguage)));
    }
    this.item.text = `$(${iconOf(shown)}) ${parts.join(' · ')}`;
    this.item.tooltip = tooltipOf(shown, underWay);
    this.item.command = {
      title: vscode.l10n.t('Open Panel'),
      command: openPanelCommand,
      arguments: [uri, network],
    };
    this.item.show();
  }
}

function iconOf(run: NetworkRun): string {
  if (isLookedBackAt(run)) return 'history';
  return run.isRunning ? 'pulse' : run.isLive ? 'debug-pause' : 'loading~spin';
}

function tooltipOf(shown: NetworkRun, all: readonly NetworkRun[]): string {
  const progress = progressText(shown);
  const sentence = isLookedBackAt(shown)
    ? vscode.l10n.t('{0}, looking back: {1}. Click to open its panel.', shown.network, progress)
    : vscode.l10n.t('{0}: {1}. Click to open its panel.', shown.network, progress);
  if (all.length === 1) return sentence;
  const others = all.filter((run) => run !== shown).map((run) => `${run.network}: ${progressText(run)}`);
  return [vscode.l10n.t('{0} networks are being trained.', all.length), sentence, ...others].join('\n');
}

function isLookedBackAt({ shown }: NetworkRun): boolean {
  return shown?.lookedBackAt !== undefined;
}

/** An earlier step of a run that is done can be looked at as well. */
function isUnderWay(run: NetworkRun): boolean {
  const { phase, isLive, status } = run;
  if (phase.kind === 'starting') return true;
  return isLive && (status?.state === 'running' || status?.state === 'paused' || isLookedBackAt(run));
}

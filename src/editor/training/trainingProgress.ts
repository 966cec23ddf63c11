import * as vscode from 'vscode';
import { steadyNumber } from '../../protocol/numberText';
import { countText, displayLanguage } from '../localise';
import type { NetworkRun } from './networkRun';
import { openPanelCommand } from '../commands/names';
import { Throttled } from '../timing';
import type { NetworkRuns } from './networkRuns';

/** `epoch 3 of 16 · loss 0.213`; of what is done, not of what is planned. Empty before there is a run. */
export function progressText({ status, history }: NetworkRun): string {
  if (status === undefined) return '';
  const { epoch, epochs } = status;
  const parts = [vscode.l10n.t('epoch {0} of {1}', countText(epoch), countText(Math.round(epochs)))];
  const loss = history.lastLoss;
  if (loss !== undefined) parts.push(vscode.l10n.t('loss {0}', steadyNumber(loss, displayLanguage)));
  return parts.join(' · ');
}

/** As often as a number can be read. */
const calm = 250;

/** `$(pulse) Spiral · epoch 12/300 · loss 0.31` while something is trained. */
export class TrainingStatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'backprop.training',
    vscode.StatusBarAlignment.Left,
  );
  private readonly update = new Throttled(calm, () => {
    this.show();
  });
  private readonly subscriptions: vscode.Disposable;
  private latest: NetworkRun | undefined;

  constructor(private readonly runs: NetworkRuns) {
    this.item.name = vscode.l10n.t('Backprop: Training');
    this.subscriptions = vscode.Disposable.from(
      this.item,
      this.update,
      runs.onDidChange((run) => {
        if (isUnderWay(run)) this.latest = run;
        this.update.trigger();
      }),
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  /** The one that spoke last; the tooltip names the others. */
  private show(): void {
    const underWay = this.runs.all.filter(isUnderWay);
    const shown = underWay.find((run) => run === this.latest) ?? underWay[0];
    if (shown === undefined) {
      this.item.hide();
      return;
    }
    const { network, uri, status, history } = shown;
    const icon = shown.isRunning ? 'pulse' : shown.isLive ? 'debug-pause' : 'loading~spin';
    const parts = [network];
    if (status !== undefined) {
      parts.push(
        vscode.l10n.t('epoch {0}/{1}', countText(status.epoch), countText(Math.round(status.epochs))),
      );
      if (history.lastLoss !== undefined)
        parts.push(vscode.l10n.t('loss {0}', steadyNumber(history.lastLoss, displayLanguage)));
    }
    this.item.text = `$(${icon}) ${parts.join(' · ')}`;
    this.item.tooltip = tooltipOf(shown, underWay);
    this.item.command = {
      title: vscode.l10n.t('Open Panel'),
      command: openPanelCommand,
      arguments: [uri, network],
    };
    this.item.show();
  }
}

function tooltipOf(shown: NetworkRun, all: readonly NetworkRun[]): string {
  const sentence = vscode.l10n.t('{0}: {1}. Click to open its panel.', shown.network, progressText(shown));
  if (all.length === 1) return sentence;
  const others = all.filter((run) => run !== shown).map((run) => `${run.network}: ${progressText(run)}`);
  return [vscode.l10n.t('{0} networks are being trained.', all.length), sentence, ...others].join('\n');
}

function isUnderWay({ phase, isLive, status }: NetworkRun): boolean {
  return phase.kind === 'starting' || (isLive && (status?.state === 'running' || status?.state === 'paused'));
}

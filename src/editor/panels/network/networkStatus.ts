import * as vscode from 'vscode';
import type { CheckedDocument } from '../../documents/documents';
import type { NetworkPanelStatus } from '../../../protocol/networkPanelState';
import { findRunnable } from '../../training/runnableNetwork';
import { missingDataStatus } from './missingData';
import type { NetworkRun } from '../../training/networkRun';

/** How things stand, in words that say what to do. @param known `undefined` where the file is gone */
export function networkStatus(
  known: CheckedDocument | undefined,
  network: string,
  run: NetworkRun | undefined,
): NetworkPanelStatus {
  if (known === undefined) {
    return {
      kind: 'gone',
      text: vscode.l10n.t('This file is gone. Put it back, or close this panel and open another definition.'),
    };
  }
  const { file, unreadable } = known;
  if (unreadable !== undefined) return { kind: 'error', text: unreadable };
  if (!file.networks.some(({ name }) => name === network)) {
    return { kind: 'gone', text: vscode.l10n.t('There is no network {0} in this file any more.', network) };
  }
  const runnable = findRunnable(file, network);
  if ('sentence' in runnable) {
    // The text is as it was run, so what is missing is its data, which the run has.
    if (run?.isLive === true && !run.stale) {
      return { kind: 'ready', text: run.note ?? runnable.sentence, line: runnable.line };
    }
    return { kind: 'error', text: runnable.sentence, line: runnable.line };
  }
  const missing = missingDataStatus(file, network);
  if (run === undefined) return missing ?? { kind: 'ready', text: '' };
  const { phase, stale, note } = run;
  if (missing !== undefined && (phase.kind === 'idle' || phase.kind === 'refused')) return missing;
  switch (phase.kind) {
    case 'starting':
      return { kind: 'starting', text: vscode.l10n.t('Reading the data…') };
    case 'lost':
      return { kind: 'lost', text: phase.sentence };
    case 'refused':
      if (stale) return { kind: 'ready', text: '' };
      return phase.range === undefined
        ? { kind: 'error', text: phase.sentence }
        : { kind: 'error', text: phase.sentence, line: file.positionAt(phase.range.start).line + 1 };
    case 'idle':
      return { kind: 'ready', text: '' };
    case 'live':
      if (!stale) return { kind: 'ready', text: note ?? '' };
      return {
        kind: 'stale',
        text: run.isRunning
          ? vscode.l10n.t('This run is of an earlier text: save, and it goes on with the new one.')
          : vscode.l10n.t('This run is of an earlier text: train to begin with the new one.'),
      };
  }
}

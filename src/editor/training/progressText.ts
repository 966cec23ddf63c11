import * as vscode from 'vscode';
import { steadyNumber } from '../../protocol/numberText';
import { countText, displayLanguage } from '../localise';
import type { NetworkRun } from './networkRun';

/** `epoch 3 of 16 · loss 0.213`; of what is done, not of what is planned. Empty before there is a run. */
export function progressText({ status, history }: NetworkRun): string {
  if (status === undefined) return '';
  const { epoch, epochs } = status;
  const parts = [vscode.l10n.t('epoch {0} of {1}', countText(epoch), countText(Math.round(epochs)))];
  const loss = history.lastLoss;
  if (loss !== undefined) parts.push(vscode.l10n.t('loss {0}', steadyNumber(loss, displayLanguage)));
  return parts.join(' · ');
}

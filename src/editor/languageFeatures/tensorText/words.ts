import * as vscode from 'vscode';
import type { SummaryWords } from './summary';

/** The words around statistics, in the reader's language. */
export function summaryWords(): SummaryWords {
  return {
    mean: (mean) => vscode.l10n.t('mean {0}', mean),
    range: (minimum, maximum) => vscode.l10n.t('{0} to {1}', minimum, maximum),
    nonFinite: (count) => vscode.l10n.t('{0} not finite', count),
  };
}

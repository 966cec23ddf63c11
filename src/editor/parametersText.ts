import * as vscode from 'vscode';

/** `39,760 parameters` */
export function parametersText(count: number): string {
  return count === 1
    ? vscode.l10n.t('1 parameter')
    : vscode.l10n.t('{0} parameters', count.toLocaleString('en'));
}

import * as vscode from 'vscode';
import { fileNameOf } from '../documents/uris';
import type { DefinitionText } from './definitionTexts';
import type { FileEntry } from './entries';
import { errorCount } from './rows';

/** @param stale whether the numbers below it are from before an edit */
export function fileItem(
  { uri, folder, isOnly }: FileEntry,
  text: DefinitionText | undefined,
  stale: boolean,
): vscode.TreeItem {
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(uri, isOnly ? Expanded : Collapsed);
  const name = fileNameOf(uri);
  const state = stateOf(text, stale);
  item.id = uri.toString();
  item.label = name;
  item.description = [folder, state].filter((part) => part !== '').join(' · ');
  item.iconPath = vscode.ThemeIcon.File;
  item.contextValue = 'file';
  item.accessibilityInformation = { label: [name, folder, state].filter((part) => part !== '').join(', ') };
  return item;
}

/** Nothing where all is well, or where the file has not been read yet. */
function stateOf(text: DefinitionText | undefined, stale: boolean): string {
  if (text === undefined) return '';
  if (text.kind === 'unreadable') return vscode.l10n.t('not readable');
  const errors = errorCount(text.file);
  if (errors > 0) return errors === 1 ? vscode.l10n.t('1 error') : vscode.l10n.t('{0} errors', errors);
  return stale ? vscode.l10n.t('edited since the run') : '';
}

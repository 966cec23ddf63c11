import * as vscode from 'vscode';
import { isDefinition } from '../documents/definitionLanguage';

/** What a command was asked to work on. */
export interface Target {
  readonly document: vscode.TextDocument;
  /** Index into the file's passes; absent when the whole file is meant. */
  readonly pass?: number;
}

/**
 * The document and the pass a lens or an entry of the sidebar hands over; without them, as from the palette,
 * the active editor's document.
 * @param uri what the caller passed: nothing is known of its type
 */
export async function targetOf(uri: unknown, pass: unknown): Promise<Target | undefined> {
  if (isEntry(uri)) return targetOf(uri.uri, 'pass' in uri ? uri.pass : undefined);
  const document =
    uri instanceof vscode.Uri
      ? await vscode.workspace.openTextDocument(uri)
      : vscode.window.activeTextEditor?.document;
  if (document === undefined || !isDefinition(document)) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a .backprop file first.'));
    return undefined;
  }
  return typeof pass === 'number' ? { document, pass } : { document };
}

/** A menu of a tree hands over the tree's entry. */
function isEntry(argument: unknown): argument is { readonly uri: vscode.Uri } {
  return (
    typeof argument === 'object' &&
    argument !== null &&
    'uri' in argument &&
    argument.uri instanceof vscode.Uri
  );
}

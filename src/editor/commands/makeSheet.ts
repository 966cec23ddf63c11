import * as vscode from 'vscode';
import { type Documents, languageId } from '../documents/documents';
import { fileNameOf } from '../documents/uris';
import { targetOf } from './commandTargets';
import { makeSheetCommand } from './names';
import type * as Services from '../../language/services';

const loadServices = (): Promise<typeof Services> =>
  import(/* webpackChunkName: "extension.asked" */ '../../language/services');

/**
 * Opens a copy of a definition to be handed out, as a document that has no file yet: where it is kept is for
 * who made it to say. The definition with the solution stays as it is.
 */
export function registerMakeSheet(documents: Documents): vscode.Disposable {
  return vscode.commands.registerCommand(makeSheetCommand, async (uri: unknown) => {
    const target = await targetOf(uri, undefined);
    if (target === undefined) return;
    const { sheetOf } = await loadServices();
    const { file } = documents.check(target.document);
    const title = fileNameOf(target.document.uri).replace(/\.backprop$/, '');
    const content = sheetOf(file, title);
    if (content === undefined) {
      void vscode.window.showInformationMessage(
        file.formulas.sheet === undefined
          ? vscode.l10n.t('A sheet asks what a definition expects, and this one expects nothing.')
          : vscode.l10n.t('This is a sheet already.'),
      );
      return;
    }
    await vscode.window.showTextDocument(
      await vscode.workspace.openTextDocument({ language: languageId, content }),
    );
  });
}

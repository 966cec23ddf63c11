import * as vscode from 'vscode';
import { fileNameOf } from '../../documents/uris';

export interface ExportedFile {
  readonly format: 'svg' | 'png' | 'csv' | 'json';
  readonly bytes: Uint8Array;
  /** What it is proposed to be called, without the ending; else it is called as the definition is. */
  readonly name?: string;
}

/** Asks where to, and writes the file there. @returns its name, or `undefined` when the reader changed their mind */
export async function saveExport(
  definition: vscode.Uri,
  { format, bytes, name }: ExportedFile,
): Promise<string | undefined> {
  const own = fileNameOf(definition).replace(/\.backprop$/, '');
  const proposed = `${name ?? own}.${format}`;
  const folder =
    definition.scheme === 'untitled'
      ? vscode.workspace.workspaceFolders?.[0]?.uri
      : vscode.Uri.joinPath(definition, '../..');
  const target = await vscode.window.showSaveDialog({
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, proposed) }),
    filters: { [format.toUpperCase()]: [format] },
    title: vscode.l10n.t('Export'),
  });
  if (target === undefined) return undefined;
  await vscode.workspace.fs.writeFile(target, bytes);
  return fileNameOf(target);
}

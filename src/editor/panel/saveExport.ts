import * as vscode from 'vscode';

/** Asks where to, and writes the picture there. @returns the file's name, or `undefined` when the reader changed their mind */
export async function saveExport(
  definition: vscode.Uri,
  format: 'svg' | 'png',
  bytes: Uint8Array,
): Promise<string | undefined> {
  const proposed = definition.path.replace(/(\.backprop)?$/, `.${format}`);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = proposed.slice(proposed.lastIndexOf('/') + 1);
  const defaultUri =
    definition.scheme !== 'untitled'
      ? definition.with({ path: proposed })
      : folder && vscode.Uri.joinPath(folder, name);
  const target = await vscode.window.showSaveDialog({
    ...(defaultUri === undefined ? {} : { defaultUri }),
    filters: format === 'svg' ? { SVG: ['svg'] } : { PNG: ['png'] },
    title: vscode.l10n.t('Export the Graph'),
  });
  if (target === undefined) return undefined;
  await vscode.workspace.fs.writeFile(target, bytes);
  return target.path.slice(target.path.lastIndexOf('/') + 1);
}

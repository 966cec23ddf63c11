import * as vscode from 'vscode';
import { languageId } from '../documents/definitionLanguage';
import { examples, readExample } from './examples/examples';
import type { Example } from './examples/examples';
import { writeNewFile } from './examples/newFile';
import { newFromExampleCommand } from './names';
import { errorText } from '../../protocol/errorText';

/** Where the new definition goes: asks for a folder only when that is wanted. */
type Place =
  | { readonly kind: 'untitled' }
  | { readonly kind: 'folder'; readonly uri: vscode.Uri }
  | { readonly kind: 'choose' };

/**
 * A copy of a shipped example, to be changed freely. Works without an open folder, too.
 * A button that names the example's file asks nothing, unless several folders are open.
 */
export function registerNewFromExample(extension: vscode.Uri): vscode.Disposable {
  return vscode.commands.registerCommand(newFromExampleCommand, async (file: unknown) => {
    const named = examples().find((each) => each.file === file);
    const example = named ?? (await pickExample());
    if (example === undefined) return;
    const place = (named && obviousPlace()) ?? (await pickPlace());
    if (place === undefined) return;
    try {
      await create(extension, example, place);
    } catch (error) {
      const cause = errorText(error);
      void vscode.window.showErrorMessage(
        vscode.l10n.t('{0} could not be created: {1}', example.file, cause),
      );
    }
  });
}

async function create(extension: vscode.Uri, example: Example, place: Place): Promise<void> {
  const content = await readExample(extension, example);
  if (place.kind === 'untitled') {
    const document = await vscode.workspace.openTextDocument({ language: languageId, content });
    await vscode.window.showTextDocument(document);
    return;
  }
  const folder = place.kind === 'folder' ? place.uri : await chooseFolder();
  if (folder === undefined) return;
  await vscode.window.showTextDocument(await writeNewFile(folder, example.file, content));
}

async function pickExample(): Promise<Example | undefined> {
  const items = examples().map((example) => ({
    label: example.file,
    detail: example.description,
    example,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('New Definition from Example'),
    placeHolder: vscode.l10n.t('Which example?'),
    matchOnDetail: true,
  });
  return picked?.example;
}

/** The open folder; an untitled document where there is none, or none that can be written to. */
function obviousPlace(): Place | undefined {
  const [folder, ...more] = vscode.workspace.workspaceFolders ?? [];
  if (more.length > 0) return undefined;
  if (folder === undefined || vscode.workspace.fs.isWritableFileSystem(folder.uri.scheme) === false) {
    return { kind: 'untitled' };
  }
  return { kind: 'folder', uri: folder.uri };
}

async function pickPlace(): Promise<Place | undefined> {
  const items: (vscode.QuickPickItem & { readonly place: Place })[] = [
    { label: `$(new-file) ${vscode.l10n.t('Untitled document')}`, place: { kind: 'untitled' } },
    ...(vscode.workspace.workspaceFolders ?? []).map(({ name, uri }) => ({
      label: `$(folder) ${name}`,
      place: { kind: 'folder' as const, uri },
    })),
    { label: `$(folder-opened) ${vscode.l10n.t('Choose a folder…')}`, place: { kind: 'choose' } },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('New Definition from Example'),
    placeHolder: vscode.l10n.t('Where?'),
  });
  return picked?.place;
}

async function chooseFolder(): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: false,
    openLabel: vscode.l10n.t('Create Here'),
  });
  return chosen?.[0];
}

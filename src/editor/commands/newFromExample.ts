import * as vscode from 'vscode';
import { languageId } from '../documents/documents';
import { newFromExampleCommand, openPanelCommand, runBackwardCommand, trainCommand } from './names';
import { errorText } from '../../protocol/errorText';

/** Where the new definition goes: asks for a folder only when the person chooses that. */
type Place =
  | { readonly kind: 'untitled' }
  | { readonly kind: 'folder'; readonly uri: vscode.Uri }
  | { readonly kind: 'choose' };

/**
 * A copy of a shipped example, to be changed freely. Works without an open folder, too.
 * A button that names the example's file asks nothing, unless several folders are open; one of the
 * walkthrough, which also names what comes next, opens the copy that is there already.
 */
export function registerNewFromExample(extension: vscode.Uri): vscode.Disposable {
  return vscode.commands.registerCommand(newFromExampleCommand, async (file: unknown, next: unknown) => {
    const named = examples().find((each) => each.file === file);
    const step = typeof next === 'string' ? nextSteps.get(next) : undefined;
    const example = named ?? (await pickExample());
    if (example === undefined) return;
    const place = (named && obviousPlace()) ?? (await pickPlace());
    if (place === undefined) return;
    try {
      const document =
        (step && (await earlierCopy(extension, example, place))) ?? (await create(extension, example, place));
      if (document === undefined) return;
      await vscode.window.showTextDocument(document);
      for (const command of step ?? []) await vscode.commands.executeCommand(command, document.uri);
    } catch (error) {
      const cause = errorText(error);
      void vscode.window.showErrorMessage(
        vscode.l10n.t('{0} could not be created: {1}', example.file, cause),
      );
    }
  });
}

/** What a button of the walkthrough does with the example it opens, by the word it passes. */
const nextSteps: ReadonlyMap<string, readonly string[]> = new Map([
  ['show', []],
  ['run', [runBackwardCommand]],
  ['graph', [runBackwardCommand, openPanelCommand]],
  ['train', [trainCommand]],
]);

/** The copy that an earlier button made, and that may have been edited since: no further one is due. */
async function earlierCopy(
  extension: vscode.Uri,
  example: Example,
  place: Place,
): Promise<vscode.TextDocument | undefined> {
  if (place.kind === 'folder') {
    const uri = vscode.Uri.joinPath(place.uri, example.file);
    return (await exists(uri)) ? vscode.workspace.openTextDocument(uri) : undefined;
  }
  const content = await readExample(extension, example);
  return vscode.workspace.textDocuments.find(
    (document) => document.isUntitled && !document.isClosed && document.getText() === content,
  );
}

/** @returns `undefined` where the person chose no folder after all */
async function create(
  extension: vscode.Uri,
  example: Example,
  place: Place,
): Promise<vscode.TextDocument | undefined> {
  const content = await readExample(extension, example);
  if (place.kind === 'untitled') {
    return vscode.workspace.openTextDocument({ language: languageId, content });
  }
  const folder = place.kind === 'folder' ? place.uri : await chooseFolder();
  if (folder === undefined) return undefined;
  return vscode.workspace.openTextDocument(await writeNewFile(folder, example.file, content));
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

interface Example {
  readonly file: string;
  readonly description: string;
}

/**
 * The examples that come with the extension, the easiest first.
 * In a browser a folder cannot be listed, hence the table.
 */
function examples(): readonly Example[] {
  return [
    {
      file: 'shopping.backprop',
      description: vscode.l10n.t('Apples and oranges: the first computational graph of the chapter'),
    },
    {
      file: 'tensors.backprop',
      description: vscode.l10n.t('Matrices: Affine, ReLU, Sigmoid and Softmax with loss'),
    },
    {
      file: 'homework.backprop',
      description: vscode.l10n.t('A sheet of questions that gives no answer away'),
    },
    { file: 'xor.backprop', description: vscode.l10n.t('A network: what one layer alone cannot learn') },
    { file: 'spiral.backprop', description: vscode.l10n.t('A network: three spiral arms') },
    { file: 'iris.backprop', description: vscode.l10n.t('A network: three kinds of flowers') },
    { file: 'regression.backprop', description: vscode.l10n.t('A network: a curve through noisy points') },
    { file: 'digits.backprop', description: vscode.l10n.t('A network: handwritten digits and convolutions') },
    {
      file: 'mnist.backprop',
      description: vscode.l10n.t('A network: the two layers of the chapter, for your own copy of MNIST'),
    },
  ];
}

async function readExample(extension: vscode.Uri, { file }: Example): Promise<string> {
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, 'examples', file));
  return new TextDecoder().decode(bytes);
}

/** Writes a new file into a folder, beside one of the same name if there is one. Never overwrites. */
async function writeNewFile(folder: vscode.Uri, name: string, text: string): Promise<vscode.Uri> {
  const dot = name.lastIndexOf('.');
  for (let attempt = 1; ; attempt++) {
    const numbered = attempt === 1 ? name : `${name.slice(0, dot)}-${attempt}${name.slice(dot)}`;
    const uri = vscode.Uri.joinPath(folder, numbered);
    if (await exists(uri)) continue;
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    return uri;
  }
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return false;
    throw error;
  }
}

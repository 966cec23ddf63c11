import * as vscode from 'vscode';
import { languageId } from '../documents/documents';
import { copyExample, earlierCopyOf, isWritable, readExample } from './exampleFiles';
import { examples, type Example } from './examples';
import { openPanelCommand, runBackwardCommand, startLessonCommand, trainCommand } from './names';
import { errorText } from '../../protocol/errorText';

/** Where the new definition goes. */
type Place = { readonly kind: 'untitled' } | { readonly kind: 'folder'; readonly uri: vscode.Uri };

/**
 * A copy of a shipped example, to be changed freely. Works without an open folder, too.
 * A button that names the example's file asks nothing, unless several folders are open; one of the
 * walkthrough, which also names what comes next, opens the copy that is there already.
 */
export async function newFromExample(extension: vscode.Uri, file: unknown, next: unknown): Promise<void> {
  const named = examples().find((each) => each.file === file);
  const step = typeof next === 'string' ? nextSteps.get(next) : undefined;
  const example = named ?? (await pickExample());
  if (example === undefined) return;
  if (example === 'lessons') {
    await vscode.commands.executeCommand(startLessonCommand);
    return;
  }
  const place = (named && obviousPlace(example)) ?? (await pickPlace(example));
  if (place === undefined) return;
  try {
    const document =
      (step && (await earlierCopy(extension, example, place))) ?? (await create(extension, example, place));
    await vscode.window.showTextDocument(document);
    for (const command of step ?? []) await vscode.commands.executeCommand(command, document.uri);
  } catch (error) {
    const cause = errorText(error);
    void vscode.window.showErrorMessage(vscode.l10n.t('{0} could not be created: {1}', example.file, cause));
  }
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
    const uri = await earlierCopyOf(example, place.uri);
    return uri && vscode.workspace.openTextDocument(uri);
  }
  const content = await readExample(extension, example);
  return vscode.workspace.textDocuments.find(
    (document) => document.isUntitled && !document.isClosed && document.getText() === content,
  );
}

async function create(extension: vscode.Uri, example: Example, place: Place): Promise<vscode.TextDocument> {
  if (place.kind === 'folder') {
    return vscode.workspace.openTextDocument(await copyExample(extension, example, place.uri));
  }
  const content = await readExample(extension, example);
  return vscode.workspace.openTextDocument({ language: languageId, content });
}

/** A place, or the question which folder. */
type PlaceItem = vscode.QuickPickItem & { readonly place: Place | 'choose' };

async function pickExample(): Promise<Example | 'lessons' | undefined> {
  const lessons = {
    label: `$(mortar-board) ${vscode.l10n.t('Lessons')}`,
    detail: vscode.l10n.t(
      'Eight lessons through the chapter, with questions that are graded while you answer',
    ),
    example: 'lessons' as const,
  };
  const ofExamples = examples().map((example) => ({
    label: example.file,
    detail: example.description,
    example,
  }));
  const items = [lessons, ...ofExamples];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('New Definition from Example'),
    placeHolder: vscode.l10n.t('Which example?'),
    matchOnDetail: true,
  });
  return picked?.example;
}

/**
 * The open folder; an untitled document where there is none, or none that can be written to, unless the
 * example has files beside it.
 */
function obviousPlace({ companions }: Example): Place | undefined {
  const [folder, ...more] = vscode.workspace.workspaceFolders ?? [];
  if (more.length > 0) return undefined;
  if (folder !== undefined && isWritable(folder)) return { kind: 'folder', uri: folder.uri };
  return companions === undefined ? { kind: 'untitled' } : undefined;
}

async function pickPlace({ file, companions }: Example): Promise<Place | undefined> {
  const untitled: PlaceItem[] =
    companions === undefined
      ? [{ label: `$(new-file) ${vscode.l10n.t('Untitled document')}`, place: { kind: 'untitled' } }]
      : [];
  const items: PlaceItem[] = [
    ...untitled,
    ...(vscode.workspace.workspaceFolders ?? []).filter(isWritable).map(({ name, uri }) => ({
      label: `$(folder) ${name}`,
      place: { kind: 'folder' as const, uri },
    })),
    { label: `$(folder-opened) ${vscode.l10n.t('Choose a folder…')}`, place: 'choose' },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('New Definition from Example'),
    placeHolder:
      companions === undefined
        ? vscode.l10n.t('Where?')
        : vscode.l10n.t(
            'Into which folder? {0} reads files that must lie beside it: {1}',
            file,
            companions.files.join(', '),
          ),
  });
  return picked?.place === 'choose' ? chooseFolder() : picked?.place;
}

async function chooseFolder(): Promise<Place | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: false,
    openLabel: vscode.l10n.t('Create Here'),
  });
  return chosen?.[0] && { kind: 'folder', uri: chosen[0] };
}

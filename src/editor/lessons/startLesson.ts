import * as vscode from 'vscode';
import { isWritable } from '../commands/exampleFiles';
import type { Documents } from '../documents/documents';
import { fileNameOf } from '../documents/uris';
import type { Grader } from '../formulas/grader';
import { errorText } from '../../protocol/errorText';
import { begin, beginAnew, findBegun, hasLessons, readBegun, readLessons, type Lesson } from './lessonFiles';
import { progressOf, type LessonProgress } from './lessonProgress';
import { lessonLanguageFor, lessonNames, type LessonLanguage } from './lessonNames';

export interface LessonParts {
  /** Where the extension lies. */
  readonly extension: vscode.Uri;
  /** Where copies go while no folder is open that can be written to. */
  readonly storage: vscode.Uri;
  readonly documents: Documents;
  readonly grader: Grader;
}

interface LessonItem extends vscode.QuickPickItem {
  readonly lesson: Lesson;
  /** Its copy, where there is one. */
  readonly begun: vscode.Uri | undefined;
  readonly isDone: boolean;
}

/** What somebody chose in the list of lessons. */
type Choice =
  | { readonly kind: 'open' | 'anew'; readonly item: LessonItem }
  | { readonly kind: 'language'; readonly language: LessonLanguage };

/**
 * Opens a lesson as it was left, or a copy of it where it has not been begun.
 * @param name of a lesson; without it a list is shown, with how far each has come
 * @param language that of VS Code unless given
 */
export async function startLesson(parts: LessonParts, name: unknown, language: unknown): Promise<void> {
  const chosen = language === 'en' || language === 'ja' ? language : lessonLanguageFor(vscode.env.language);
  try {
    if (typeof name === 'string' && lessonNames.includes(name)) {
      const lesson = (await readLessons(parts.extension, chosen)).find((each) => each.name === name);
      if (lesson !== undefined) await open(parts, lesson, await findBegun(lesson, placesOf(parts)));
    } else await chooseLesson(parts, chosen);
  } catch (error) {
    void vscode.window.showErrorMessage(
      vscode.l10n.t('The lesson could not be opened: {0}', errorText(error)),
    );
  }
}

async function chooseLesson(parts: LessonParts, language: LessonLanguage): Promise<void> {
  const choice = await pickLesson(parts, language);
  if (choice?.kind === 'language') await chooseLesson(parts, choice.language);
  if (choice?.kind === 'open') await open(parts, choice.item.lesson, choice.item.begun);
  if (choice?.kind === 'anew' && choice.item.begun !== undefined) {
    await openAnew(choice.item.lesson, choice.item.begun);
  }
}

async function open(parts: LessonParts, lesson: Lesson, begun: vscode.Uri | undefined): Promise<void> {
  const place = begun === undefined ? await newPlace(parts) : undefined;
  const uri = begun ?? (place && (await begin(lesson, place)));
  if (uri !== undefined) await vscode.window.showTextDocument(uri);
}

async function openAnew(lesson: Lesson, begun: vscode.Uri): Promise<void> {
  const kept = await beginAnew(lesson, begun);
  await vscode.window.showTextDocument(begun);
  if (kept === undefined) return;
  const openKept = vscode.l10n.t('Open It');
  const sentence = vscode.l10n.t('What you had written is kept in {0}.', fileNameOf(kept));
  if ((await vscode.window.showInformationMessage(sentence, openKept)) === openKept) {
    await vscode.window.showTextDocument(kept);
  }
}

/** Where copies may lie: in the open folders, and where they go without one. */
function placesOf({ storage }: LessonParts): readonly vscode.Uri[] {
  return [...foldersOf().map(({ uri }) => uri), storage];
}

function foldersOf(): readonly vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter(isWritable);
}

/** Where a lesson is begun: beside others; else it is asked where several folders are open. */
async function newPlace({ storage }: LessonParts): Promise<vscode.Uri | undefined> {
  const folders = foldersOf().map(({ uri }) => uri);
  if (folders.length <= 1) return folders[0] ?? storage;
  for (const folder of folders) if (await hasLessons(folder)) return folder;
  return (await vscode.window.showWorkspaceFolderPick())?.uri;
}

async function pickLesson(parts: LessonParts, language: LessonLanguage): Promise<Choice | undefined> {
  const picker = vscode.window.createQuickPick<LessonItem>();
  const other: LessonLanguage = language === 'ja' ? 'en' : 'ja';
  picker.title = vscode.l10n.t('Start a Lesson');
  picker.placeholder = vscode.l10n.t('Which lesson? Each takes ten to fifteen minutes');
  picker.buttons = [
    {
      iconPath: new vscode.ThemeIcon('globe'),
      tooltip: other === 'ja' ? vscode.l10n.t('Lessons in Japanese') : vscode.l10n.t('Lessons in English'),
    },
  ];
  picker.busy = true;
  picker.show();
  try {
    const chosen = choiceOf(picker, other);
    // Whoever is fast chooses before everything is graded: then there is nothing in the list yet.
    const listed = listLessons(parts, language).then((items) => {
      picker.items = items;
      picker.activeItems = items.filter(({ isDone }) => !isDone).slice(0, 1);
      picker.busy = false;
      return chosen;
    });
    return await Promise.race([chosen, listed]);
  } finally {
    picker.dispose();
  }
}

function choiceOf(picker: vscode.QuickPick<LessonItem>, other: LessonLanguage): Promise<Choice | undefined> {
  return new Promise((resolve) => {
    picker.onDidAccept(() => {
      const [item] = picker.selectedItems;
      if (item !== undefined) resolve({ kind: 'open', item });
    });
    picker.onDidTriggerItemButton(({ item }) => {
      resolve({ kind: 'anew', item });
    });
    picker.onDidTriggerButton(() => {
      resolve({ kind: 'language', language: other });
    });
    picker.onDidHide(() => {
      resolve(undefined);
    });
  });
}

async function listLessons(parts: LessonParts, language: LessonLanguage): Promise<LessonItem[]> {
  const lessons = await readLessons(parts.extension, language);
  const places = placesOf(parts);
  return Promise.all(
    lessons.map(async (lesson) => {
      const begun = await findBegun(lesson, places);
      return lessonItem(lesson, begun, begun && (await readProgress(parts, lesson, begun)));
    }),
  );
}

/** @returns `undefined` of a copy in which nothing has been written yet */
async function readProgress(
  { documents, grader }: LessonParts,
  lesson: Lesson,
  uri: vscode.Uri,
): Promise<LessonProgress | undefined> {
  const text = await readBegun(uri);
  if (text === lesson.text) return undefined;
  const file = documents.checkText(text, uri);
  return progressOf(file, await grader.gradeText(uri, file));
}

function lessonItem(
  lesson: Lesson,
  begun: vscode.Uri | undefined,
  progress: LessonProgress | undefined,
): LessonItem {
  const isDone = progress?.isDone === true;
  const icon = isDone ? '$(pass-filled)' : progress === undefined ? '$(circle-large-outline)' : '$(edit)';
  const anew = {
    iconPath: new vscode.ThemeIcon('debug-restart'),
    tooltip: vscode.l10n.t('Begin Anew (what you have written is kept)'),
  };
  return {
    label: `${icon} ${lesson.title}`,
    ...(progress !== undefined && { description: progressText(progress) }),
    ...(progress !== undefined && { buttons: [anew] }),
    lesson,
    begun,
    isDone,
  };
}

function progressText({ right, questions, isDone }: LessonProgress): string {
  return isDone ? vscode.l10n.t('✓ done') : vscode.l10n.t('{0} of {1}', right, questions);
}

import * as vscode from 'vscode';
import { exists, freeUri } from '../commands/exampleFiles';
import { openDocumentAt } from '../documents/openDocuments';
import { lessonNames, type LessonLanguage } from './lessonNames';

/** The folder of copies, in whatever place they lie. */
const copies = 'lessons';

/** A lesson as it is shipped. */
export interface Lesson {
  /** Of its file, without the ending. */
  readonly name: string;
  readonly language: LessonLanguage;
  /** The title of its sheet. */
  readonly title: string;
  readonly text: string;
}

/** All lessons of a language, in their order. @param extension where the extension lies */
export async function readLessons(
  extension: vscode.Uri,
  language: LessonLanguage,
): Promise<readonly Lesson[]> {
  return Promise.all(
    lessonNames.map(async (name) => {
      const uri = vscode.Uri.joinPath(extension, 'examples', 'lessons', language, fileOf(name));
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
      return { name, language, title: /^sheet "(.*)"/.exec(text)?.[1] ?? name, text };
    }),
  );
}

/** The copy of a lesson that somebody has begun: in the first of these places that has one. */
export async function findBegun(
  lesson: Lesson,
  places: readonly vscode.Uri[],
): Promise<vscode.Uri | undefined> {
  for (const place of places) {
    const uri = copyIn(place, lesson);
    if (await exists(uri)) return uri;
  }
  return undefined;
}

/** Whether copies of lessons lie in a place. */
export function hasLessons(place: vscode.Uri): Promise<boolean> {
  return exists(vscode.Uri.joinPath(place, copies));
}

/** What the copy says now, with what is not saved yet. */
export async function readBegun(uri: vscode.Uri): Promise<string> {
  const open = openDocumentAt(uri);
  return open?.getText() ?? new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

/** A copy of a lesson, in the folder of lessons of a place. */
export async function begin(lesson: Lesson, place: vscode.Uri): Promise<vscode.Uri> {
  const uri = copyIn(place, lesson);
  await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(uri, '..'));
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(lesson.text));
  return uri;
}

/**
 * Puts the lesson as it is shipped in place of a copy, whose text goes into a file beside it first.
 * @returns where that is; `undefined` where nothing had been written
 * @throws Error where the text cannot be kept: then nothing is changed
 */
export async function beginAnew(lesson: Lesson, uri: vscode.Uri): Promise<vscode.Uri | undefined> {
  const document = await vscode.workspace.openTextDocument(uri);
  const text = document.getText();
  if (text === lesson.text) return undefined;
  const kept = await freeUri(vscode.Uri.joinPath(uri, '..'), fileOf(lesson.name));
  await vscode.workspace.fs.writeFile(kept, new TextEncoder().encode(text));
  const edit = new vscode.WorkspaceEdit();
  edit.replace(uri, new vscode.Range(0, 0, document.lineCount, 0), lesson.text);
  const isDone = await vscode.workspace.applyEdit(edit);
  if (!isDone || !(await document.save())) {
    throw new Error(vscode.l10n.t('{0} could not be written.', fileOf(lesson.name)));
  }
  return kept;
}

function copyIn(place: vscode.Uri, { name, language }: Lesson): vscode.Uri {
  return vscode.Uri.joinPath(place, copies, language, fileOf(name));
}

function fileOf(name: string): string {
  return `${name}.backprop`;
}

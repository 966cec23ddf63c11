import type * as vscode from 'vscode';
import { fileNameOf } from '../documents/uris';

export type LessonLanguage = 'en' | 'ja';

/**
 * The lessons that come with the extension, in their order: the names of their files, which are the same in
 * every language. In a browser a folder cannot be listed, hence the table.
 */
export const lessonNames: readonly string[] = [
  '1-local-computation',
  '2-chain-rule',
  '3-add-and-multiply',
  '4-relu-and-sigmoid',
  '5-affine',
  '6-softmax-with-loss',
  '7-gradient-check',
  '8-training-step',
];

/** The language of lessons for who reads VS Code in this one. */
export function lessonLanguageFor(displayLanguage: string): LessonLanguage {
  return /^ja\b/.test(displayLanguage) ? 'ja' : 'en';
}

/** Which lesson a definition is, counted from 0, and in which language; by its name and its folder's. */
export function lessonAt(
  uri: vscode.Uri,
): { readonly index: number; readonly language: LessonLanguage | undefined } | undefined {
  const index = lessonNames.indexOf(fileNameOf(uri).replace(/\.backprop$/, ''));
  if (index === -1) return undefined;
  const [, folder] = /\/(en|ja)\/[^/]*$/.exec(uri.path) ?? [];
  return { index, language: folder === 'en' || folder === 'ja' ? folder : undefined };
}

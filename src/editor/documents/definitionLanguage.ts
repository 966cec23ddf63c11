import type * as vscode from 'vscode';

export const languageId = 'backprop';

/** Every definition, wherever it is kept: on disk, untitled, in a virtual file system. */
export const definitionSelector: vscode.DocumentSelector = { language: languageId };

export function isDefinition(document: vscode.TextDocument): boolean {
  return document.languageId === languageId;
}

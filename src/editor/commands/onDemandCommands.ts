import * as vscode from 'vscode';
import { definitionSelector } from '../documents/documents';
import type { LessonParts } from '../lessons/startLesson';
import { convertPythonCommand, newFromExampleCommand, startLessonCommand } from './names';

/**
 * What brings other files in: copies of examples and lessons, Python, files of data. Most windows never do,
 * so that the code of each is read when it is first asked for.
 */
export function registerOnDemand(parts: LessonParts): vscode.Disposable {
  const { extension, documents } = parts;
  return vscode.Disposable.from(
    vscode.commands.registerCommand(newFromExampleCommand, async (file: unknown, next: unknown) => {
      const { newFromExample } = await import(/* webpackChunkName: "extension.asked" */ './newFromExample');
      await newFromExample(extension, file, next);
    }),
    vscode.commands.registerCommand(startLessonCommand, async (name: unknown, language: unknown) => {
      const { startLesson } = await import(
        /* webpackChunkName: "extension.asked" */ '../lessons/startLesson'
      );
      await startLesson(parts, name, language);
    }),
    vscode.commands.registerCommand(convertPythonCommand, async (resource: unknown) => {
      const { convertPythonFile } = await import(
        /* webpackChunkName: "extension.convert" */ '../convert/convertCommand'
      );
      await convertPythonFile(resource);
    }),
    vscode.languages.registerDocumentDropEditProvider(definitionSelector, {
      async provideDocumentDropEdits(document, position, data, token) {
        const { dropDataFile } = await import(
          /* webpackChunkName: "extension.asked" */ '../convert/dropDataFile'
        );
        return dropDataFile(documents, document, position, data, token);
      },
    }),
  );
}

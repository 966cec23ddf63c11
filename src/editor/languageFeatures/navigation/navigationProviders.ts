import * as vscode from 'vscode';
import { definitionSelector } from '../../documents/documents';
import type { Documents } from '../../documents/documents';
import type * as NavigationCode from './navigation';

/** Read when somebody asks where a name leads, not when the extension starts. */
const loadNavigation = (): Promise<typeof NavigationCode> =>
  import(/* webpackChunkName: "extension.asked" */ './navigation');

/** Go to Definition, Find All References, highlights of the name under the cursor, and Rename Symbol. */
export function registerNavigation(documents: Documents): vscode.Disposable {
  const { languages } = vscode;
  return vscode.Disposable.from(
    languages.registerDefinitionProvider(definitionSelector, {
      provideDefinition: async (document, position) => {
        const { definitions } = await loadNavigation();
        return definitions(documents.check(document).file, document, position);
      },
    }),
    languages.registerReferenceProvider(definitionSelector, {
      provideReferences: async (document, position, { includeDeclaration }) => {
        const { references } = await loadNavigation();
        return references(documents.check(document).file, document, position, includeDeclaration);
      },
    }),
    languages.registerDocumentHighlightProvider(definitionSelector, {
      provideDocumentHighlights: async (document, position) => {
        const { highlights } = await loadNavigation();
        return highlights(documents.check(document).file, document, position);
      },
    }),
    languages.registerRenameProvider(definitionSelector, {
      prepareRename: async (document, position) => {
        const { renamedRange } = await loadNavigation();
        return renamedRange(documents.check(document).file, document, position);
      },
      provideRenameEdits: async (document, position, newName) => {
        const { renameEdits } = await loadNavigation();
        return renameEdits(documents.check(document).file, document, position, newName);
      },
    }),
  );
}

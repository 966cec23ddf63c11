import * as vscode from 'vscode';
import { DataPlace } from '../../data/dataPlace';
import { definitionSelector } from '../../documents/documents';
import type { Documents } from '../../documents/documents';
import type * as StructureCode from './structure';

/** Read when a definition is first shown, not when the extension starts. */
const loadStructure = (): Promise<typeof StructureCode> =>
  import(/* webpackChunkName: "extension.asked" */ './structure');

/** The words of package.json and of VS Code for what a name stands for. */
const semanticLegend = new vscode.SemanticTokensLegend(
  ['variable', 'parameter', 'class', 'layer'],
  ['declaration', 'gradient'],
);

/** Folding, growing selections, links to data and pictures, and colours by what a name stands for. */
export function registerStructure(documents: Documents, extension: vscode.Uri): vscode.Disposable {
  const { languages } = vscode;
  return vscode.Disposable.from(
    languages.registerFoldingRangeProvider(definitionSelector, {
      provideFoldingRanges: async (document) => {
        const { folds } = await loadStructure();
        return folds(documents.check(document).file);
      },
    }),
    languages.registerSelectionRangeProvider(definitionSelector, {
      provideSelectionRanges: async (document, positions) => {
        const { growingSelections } = await loadStructure();
        return growingSelections(documents.check(document).file, document, positions);
      },
    }),
    languages.registerDocumentLinkProvider(definitionSelector, {
      provideDocumentLinks: async (document) => {
        const { links } = await loadStructure();
        return links(documents.check(document).file, new DataPlace(extension, document.uri));
      },
    }),
    languages.registerDocumentSemanticTokensProvider(
      definitionSelector,
      {
        provideDocumentSemanticTokens: async (document) => {
          const { colours } = await loadStructure();
          return colours(documents.check(document).file, semanticLegend);
        },
      },
      semanticLegend,
    ),
  );
}

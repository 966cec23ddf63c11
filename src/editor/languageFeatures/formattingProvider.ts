import * as vscode from 'vscode';
import type * as Services from '../../language/services';
import { definitionSelector } from '../documents/documents';
import type { Documents } from '../documents/documents';
import { toEditorRange } from '../documents/ranges';

/** Read when somebody formats for the first time, not when the extension starts. */
const loadServices = (): Promise<typeof Services> =>
  import(/* webpackChunkName: "extension.asked" */ '../../language/services');

/** Format Document and Format Selection. The edits are small, so that the cursor stays where it is. */
export function registerFormatting(documents: Documents): vscode.Disposable {
  const format = async (
    document: vscode.TextDocument,
    { tabSize, insertSpaces }: vscode.FormattingOptions,
    selection?: vscode.Range,
  ): Promise<vscode.TextEdit[]> => {
    const { formatEdits } = await loadServices();
    const { file, unreadable } = documents.check(document);
    if (unreadable !== undefined) return [];
    const within = selection && {
      start: document.offsetAt(selection.start),
      end: document.offsetAt(selection.end),
    };
    return formatEdits(file, { tabSize, insertSpaces }, within).map(({ range, newText }) =>
      vscode.TextEdit.replace(toEditorRange(file, range), newText),
    );
  };
  return vscode.Disposable.from(
    vscode.languages.registerDocumentFormattingEditProvider(definitionSelector, {
      provideDocumentFormattingEdits: (document, options) => format(document, options),
    }),
    vscode.languages.registerDocumentRangeFormattingEditProvider(definitionSelector, {
      provideDocumentRangeFormattingEdits: (document, range, options) => format(document, options, range),
    }),
  );
}

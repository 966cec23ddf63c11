import * as vscode from 'vscode';
import type { CheckedFile } from '../../../language';
import {
  definitionsAt,
  highlightsAt,
  prepareRename,
  referencesAt,
  renameAt,
} from '../../../language/services';
import { toEditorRange } from '../../documents/ranges';
import { localise } from '../../localise';

export function definitions(
  file: CheckedFile,
  document: vscode.TextDocument,
  position: vscode.Position,
): vscode.LocationLink[] {
  return definitionsAt(file, document.offsetAt(position)).map(({ origin, name, whole }) => ({
    originSelectionRange: toEditorRange(file, origin),
    targetUri: document.uri,
    targetRange: toEditorRange(file, whole),
    targetSelectionRange: toEditorRange(file, name),
  }));
}

export function references(
  file: CheckedFile,
  document: vscode.TextDocument,
  position: vscode.Position,
  includesDefinitions: boolean,
): vscode.Location[] {
  return referencesAt(file, document.offsetAt(position), includesDefinitions).map(
    (range) => new vscode.Location(document.uri, toEditorRange(file, range)),
  );
}

/** Nothing where no name stands: VS Code then marks the word wherever it is written. */
export function highlights(
  file: CheckedFile,
  document: vscode.TextDocument,
  position: vscode.Position,
): vscode.DocumentHighlight[] | undefined {
  const { Read, Write } = vscode.DocumentHighlightKind;
  const found = highlightsAt(file, document.offsetAt(position));
  if (found.length === 0) return undefined;
  return found.map(
    (place) => new vscode.DocumentHighlight(toEditorRange(file, place), place.isDefinition ? Write : Read),
  );
}

/** @throws Error in the reader's language where nothing can be renamed, which VS Code shows */
export function renamedRange(
  file: CheckedFile,
  document: vscode.TextDocument,
  position: vscode.Position,
): vscode.Range {
  const prepared = prepareRename(file, document.offsetAt(position));
  if (!prepared.ok) throw new Error(localise(prepared.message));
  return toEditorRange(file, prepared.range);
}

/** @throws Error in the reader's language where the name cannot be given, which VS Code shows */
export function renameEdits(
  file: CheckedFile,
  document: vscode.TextDocument,
  position: vscode.Position,
  newName: string,
): vscode.WorkspaceEdit {
  const result = renameAt(file, document.offsetAt(position), newName);
  if (!result.ok) throw new Error(localise(result.message));
  const edit = new vscode.WorkspaceEdit();
  edit.set(
    document.uri,
    result.edits.map(({ range, newText }) => vscode.TextEdit.replace(toEditorRange(file, range), newText)),
  );
  return edit;
}

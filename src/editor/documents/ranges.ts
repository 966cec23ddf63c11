import * as vscode from 'vscode';
import type { CheckedFile, Range } from '../../language';

/** A place in the text that was checked, as the editor counts it. */
export function toEditorPosition(file: CheckedFile, offset: number): vscode.Position {
  const { line, column } = file.positionAt(offset);
  return new vscode.Position(line, column);
}

export function toEditorRange(file: CheckedFile, { start, end }: Range): vscode.Range {
  return new vscode.Range(toEditorPosition(file, start), toEditorPosition(file, end));
}

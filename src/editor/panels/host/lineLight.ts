import * as vscode from 'vscode';
import type { Source } from '../../../protocol/sourcePlace';

/** Lights up the source line of the node a reader points at in the panel. */
export class LineLight implements vscode.Disposable {
  private readonly decoration = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
    borderColor: new vscode.ThemeColor('editor.rangeHighlightBorder'),
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.rangeHighlightForeground'),
    overviewRulerLane: vscode.OverviewRulerLane.Full,
  });

  /** @param source the place of the node; `undefined` puts the light out */
  show(uri: vscode.Uri, source: Source | undefined): void {
    for (const editor of editorsOf(uri)) {
      editor.setDecorations(this.decoration, source === undefined ? [] : [rangeOf(source)]);
    }
  }

  dispose(): void {
    this.decoration.dispose();
  }
}

/**
 * Brings the line into view and puts the cursor there, in
 * the editor that shows the file already if there is one.
 * @param keepsFocus what has the keyboard keeps it
 */
export async function revealSource(uri: vscode.Uri, source: Source, keepsFocus: boolean): Promise<void> {
  const range = rangeOf(source);
  const shown = editorsOf(uri)[0];
  const document = shown?.document ?? (await vscode.workspace.openTextDocument(uri));
  await vscode.window.showTextDocument(document, {
    viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One,
    selection: new vscode.Range(range.start, range.start),
    preserveFocus: keepsFocus,
  });
}

function editorsOf(uri: vscode.Uri): vscode.TextEditor[] {
  return vscode.window.visibleTextEditors.filter(
    ({ document }) => document.uri.toString() === uri.toString(),
  );
}

function rangeOf({ line, column, endLine, endColumn }: Source): vscode.Range {
  return new vscode.Range(line - 1, column, endLine - 1, endColumn);
}

import * as vscode from 'vscode';
import type { LineText } from './lines';

/** Writes behind the lines of an editor: what is current, and what is from before an edit. */
export class BehindLines implements vscode.Disposable {
  private readonly current = decorationType(
    new vscode.ThemeColor('backprop.inlineValueForeground'),
    'normal',
  );
  /** Italics, too: colour alone would not tell everybody that the text has changed since. */
  private readonly stale = decorationType(new vscode.ThemeColor('backprop.staleValueForeground'), 'italic');

  /** Takes the place of everything that was written before. */
  draw(
    editor: vscode.TextEditor,
    lines: { readonly current?: readonly LineText[]; readonly stale?: readonly LineText[] },
  ): void {
    const decorations = (texts: readonly LineText[] = []): vscode.DecorationOptions[] =>
      texts.map(({ line, text }) => behind(editor.document, line, text));
    editor.setDecorations(this.current, decorations(lines.current));
    editor.setDecorations(this.stale, decorations(lines.stale));
  }

  dispose(): void {
    this.current.dispose();
    this.stale.dispose();
  }
}

function decorationType(
  color: vscode.ThemeColor,
  fontStyle: 'normal' | 'italic',
): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    after: { color, fontStyle, margin: '0 0 0 3ch' },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedOpen,
  });
}

function behind(document: vscode.TextDocument, line: number, text: string): vscode.DecorationOptions {
  const { end } = document.lineAt(line).range;
  return {
    range: new vscode.Range(end, end),
    // The editor folds ordinary spaces that follow each other into one.
    renderOptions: { after: { contentText: text.replaceAll(' ', '\u00a0') } },
  };
}

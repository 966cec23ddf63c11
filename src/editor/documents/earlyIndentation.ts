import * as vscode from 'vscode';
import { isDefinition } from './documents';

/**
 * A text that is open before VS Code knows the language, as those of the last window are, keeps the
 * indentation of other languages where none of its lines is indented: Tab and Enter would write that.
 */
export class EarlyIndentation implements vscode.Disposable {
  private readonly subscription: vscode.Disposable;
  /** Open when the extension began, and not seen since. */
  private readonly early = new Set(vscode.workspace.textDocuments.filter(isDefinition));

  constructor() {
    this.subscription = vscode.window.onDidChangeVisibleTextEditors((editors) => {
      this.settle(editors);
    });
    this.settle(vscode.window.visibleTextEditors);
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private settle(editors: readonly vscode.TextEditor[]): void {
    for (const editor of editors) {
      const { document } = editor;
      // Once: from then on it is for a person to choose.
      if (!this.early.delete(document) || /^[ \t]/m.test(document.getText())) continue;
      const tabSize = vscode.workspace.getConfiguration('editor', document).get<number>('tabSize');
      if (tabSize !== undefined && editor.options.tabSize !== tabSize) editor.options = { tabSize };
    }
  }
}

import * as vscode from 'vscode';
import { Delayed } from '../delayed';
import { isDefinition } from '../definitionLanguage';
import type { Session } from '../session/session';
import type { Sessions } from '../session/sessions';
import { inlineValuesDetail, onDidChangeSetting } from '../settings';
import { summaryWords } from '../tensorText/words';
import { linesOf } from './lines';
import { compactDetail, fullDetail } from './statementText';

/** The editor moves what stands behind a line along with its text; this only tidies up after it. */
const pauseInTyping = 150;

/** The values of the last run, each behind the line it belongs to. */
export class InlineValues implements vscode.Disposable {
  private readonly current = decorationType(
    new vscode.ThemeColor('backprop.inlineValueForeground'),
    'normal',
  );
  /** Italics, too: colour alone would not tell everybody that the text has changed since. */
  private readonly stale = decorationType(new vscode.ThemeColor('backprop.staleValueForeground'), 'italic');
  private readonly drawnStale = new WeakMap<Session, boolean>();
  private readonly tidyUp = new Delayed(pauseInTyping, () => {
    this.drawAll();
  });
  private readonly subscriptions: vscode.Disposable;

  constructor(private readonly sessions: Sessions) {
    this.subscriptions = vscode.Disposable.from(
      this.current,
      this.stale,
      this.tidyUp,
      sessions.onDidChange((uri) => {
        const session = sessions.find(uri);
        const onlyTyped = session?.stale === true && this.drawnStale.get(session) === true;
        if (onlyTyped) this.tidyUp.trigger();
        else this.drawAll(uri);
      }),
      vscode.window.onDidChangeVisibleTextEditors(() => {
        this.drawAll();
      }),
      onDidChangeSetting('inlineValues', () => {
        this.drawAll();
      }),
    );
    this.drawAll();
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private drawAll(uri?: vscode.Uri): void {
    for (const editor of vscode.window.visibleTextEditors) {
      if (uri === undefined || editor.document.uri.toString() === uri.toString()) this.draw(editor);
    }
  }

  private draw(editor: vscode.TextEditor): void {
    const { document } = editor;
    if (!isDefinition(document)) return;
    const session = this.sessions.find(document.uri);
    const detail = inlineValuesDetail(document);
    const decorations =
      session === undefined || detail === 'off'
        ? []
        : linesOf(session, document, detail === 'full' ? fullDetail : compactDetail, summaryWords()).map(
            ({ line, text }) => behind(document, line, text),
          );
    const stale = session?.stale ?? false;
    if (session !== undefined) this.drawnStale.set(session, stale);
    editor.setDecorations(this.current, stale ? [] : decorations);
    editor.setDecorations(this.stale, stale ? decorations : []);
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

import * as vscode from 'vscode';
import { Delayed } from '../../delayed';
import { isDefinition } from '../../documents/definitionLanguage';
import type { Session } from '../../formulas/session';
import type { Sessions } from '../../formulas/sessions';
import { inlineValuesDetail, onDidChangeSetting } from '../../settings';
import { summaryWords } from '../tensorText/words';
import { BehindLines } from './behindLines';
import { linesOf } from './lines';
import { compactDetail, fullDetail } from './statementText';

/** The editor moves what stands behind a line along with its text; this only tidies up after it. */
const pauseInTyping = 150;

/** The values of the last run, each behind the line it belongs to. */
export class InlineValues implements vscode.Disposable {
  private readonly behind = new BehindLines();
  private readonly drawnStale = new WeakMap<Session, boolean>();
  private readonly tidyUp = new Delayed(pauseInTyping, () => {
    this.drawAll();
  });
  private readonly subscriptions: vscode.Disposable;

  constructor(private readonly sessions: Sessions) {
    this.subscriptions = vscode.Disposable.from(
      this.behind,
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
    const lines =
      session === undefined || detail === 'off'
        ? []
        : linesOf(session, document, detail === 'full' ? fullDetail : compactDetail, summaryWords());
    const stale = session?.stale ?? false;
    if (session !== undefined) this.drawnStale.set(session, stale);
    this.behind.draw(editor, stale ? { stale: lines } : { current: lines });
  }
}

import * as vscode from 'vscode';
import { isDefinition } from '../../documents/documents';
import type { Session } from '../../formulas/formulaSession';
import type { Sessions } from '../../formulas/formulaSessions';
import { displayLanguage, summaryWords } from '../../localise';
import { inlineValuesDetail, onDidChangeSetting } from '../../extensionSettings';
import { Delayed, pauseInTyping } from '../../timing';
import type { NetworkRuns } from '../../training/networkRuns';
import type { RunClock } from '../../training/runClock';
import { gap, linesOf } from './formulaLines';
import type { LineText } from './formulaLines';
import { layerLineTexts } from './layerLineTexts';
import type { LayerWords } from './layerLineTexts';

/** The values of the last run, each behind the line it belongs to. */
export class FormulaValues implements vscode.Disposable {
  private readonly behind = new LineDecorations();
  private readonly drawnStale = new WeakMap<Session, boolean>();
  /** The editor moves what stands behind a line along with its text; this only tidies up after it. */
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
        // What stands behind the lines moves along with them, and is replaced in a moment.
        if (session?.awaitsNumbers === true) return;
        const onlyTyped = session?.stale === true && this.drawnStale.get(session) === true;
        if (onlyTyped) this.tidyUp.trigger();
        else this.drawAll(uri);
      }),
      sessions.onDidChangeView((uri) => {
        this.drawAll(uri);
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
        : linesOf(session, document, detail === 'full', summaryWords());
    const stale = session?.stale === true && !session.awaitsNumbers;
    if (session !== undefined) this.drawnStale.set(session, stale);
    this.behind.draw(editor, stale ? { stale: lines } : { current: lines });
  }
}

/** The gradients of a run, each behind the line of its layer. */
export class LayerValues implements vscode.Disposable {
  private readonly behind = new LineDecorations();
  /** Editors that show something: others need not be notified that there is nothing. */
  private readonly drawn = new WeakSet<vscode.TextEditor>();
  private readonly subscriptions: vscode.Disposable;

  constructor(
    private readonly runs: NetworkRuns,
    clock: RunClock,
  ) {
    const redraw = (): void => {
      for (const editor of vscode.window.visibleTextEditors) this.draw(editor);
    };
    this.subscriptions = vscode.Disposable.from(
      this.behind,
      clock.onDidShow(redraw),
      vscode.window.onDidChangeVisibleTextEditors(redraw),
      onDidChangeSetting('inlineValues', redraw),
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private draw(editor: vscode.TextEditor): void {
    const { document } = editor;
    if (!isDefinition(document)) return;
    const detail = inlineValuesDetail(document);
    const runs = detail === 'off' ? [] : this.runs.of(document.uri);
    const lines = runs.map((run) => ({
      stale: run.stale,
      texts: layerLineTexts(run, document, detail === 'full', layerWords()),
    }));
    const current = lines.flatMap(({ stale, texts }) => (stale ? [] : texts));
    const stale = lines.flatMap((each) => (each.stale ? each.texts : []));
    if (current.length + stale.length === 0 && !this.drawn.has(editor)) return;
    this.drawn.add(editor);
    this.behind.draw(editor, { current, stale });
  }
}

function layerWords(): LayerWords {
  return {
    locale: displayLanguage,
    norm: (number) => vscode.l10n.t('norm {0}', number),
    ratio: (number) => vscode.l10n.t('update/weight {0}', number),
    blocked: (share) => vscode.l10n.t('blocked {0}', share),
    saturated: (share) => vscode.l10n.t('saturated {0}', share),
  };
}

/** Writes behind the lines of an editor: what is current, and what is from before an edit. */
export class LineDecorations implements vscode.Disposable {
  private readonly current = decorationType(
    'normal',
    new vscode.ThemeColor('backprop.valueForeground'),
    new vscode.ThemeColor('backprop.gradientForeground'),
  );
  /** Italics, too: colour alone would not tell everybody that the text has changed since. */
  private readonly stale = decorationType('italic', new vscode.ThemeColor('backprop.staleValueForeground'));

  /** Takes the place of everything that was written before. */
  draw(
    editor: vscode.TextEditor,
    lines: { readonly current?: readonly LineText[]; readonly stale?: readonly LineText[] },
  ): void {
    const decorations = (texts: readonly LineText[] = []): vscode.DecorationOptions[] =>
      texts.map((text) => behind(editor.document, text));
    editor.setDecorations(this.current, decorations(lines.current));
    editor.setDecorations(this.stale, decorations(lines.stale));
  }

  dispose(): void {
    this.current.dispose();
    this.stale.dispose();
  }
}

const margin = `0 0 0 ${gap}ch`;

/** The value before the place, the gradient after it: so they keep their order, each in its colour. */
export function decorationType(
  fontStyle: 'normal' | 'italic',
  value: vscode.ThemeColor,
  gradient = value,
): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    before: { color: value, fontStyle },
    after: { color: gradient, fontStyle },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedOpen,
  });
}

/** Text that stands behind a line. */
export function behind(
  document: vscode.TextDocument,
  { line, value, gradient }: LineText,
): vscode.DecorationOptions {
  const { end } = document.lineAt(line).range;
  // The editor folds ordinary spaces that follow each other into one.
  const part = (text: string): vscode.ThemableDecorationAttachmentRenderOptions => ({
    contentText: text.replaceAll(' ', '\u00a0'),
    margin,
  });
  return {
    range: new vscode.Range(end, end),
    renderOptions: {
      ...(value !== '' && { before: part(value) }),
      ...(gradient !== '' && { after: part(gradient) }),
    },
  };
}

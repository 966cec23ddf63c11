import * as vscode from 'vscode';
import { isDefinition } from '../../documents/definitionLanguage';
import { BehindLines } from './behindLines';
import { inlineValuesDetail, onDidChangeSetting } from '../../settings';
import { Throttled } from '../../throttled';
import { layerLineTexts } from './layerLines';
import { layerWords } from '../../training/layerWords';
import type { NetworkRuns } from '../../training/networkRuns';

/** Numbers that change faster than this cannot be read. */
const calm = 250;

/** The gradients of a run, each behind the line of its layer. */
export class LayerValues implements vscode.Disposable {
  private readonly behind = new BehindLines();
  private readonly update = new Throttled(calm, () => {
    for (const editor of vscode.window.visibleTextEditors) this.draw(editor);
  });
  /** Editors that show something: others need not be told that there is nothing. */
  private readonly drawn = new WeakSet<vscode.TextEditor>();
  private readonly subscriptions: vscode.Disposable;

  constructor(private readonly runs: NetworkRuns) {
    const redraw = (): void => {
      this.update.trigger();
    };
    this.subscriptions = vscode.Disposable.from(
      this.behind,
      this.update,
      runs.onDidChange(redraw),
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

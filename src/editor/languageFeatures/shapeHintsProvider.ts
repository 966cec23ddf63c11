import * as vscode from 'vscode';
import { shapeHints, type ShapeHint } from '../../language/services';
import { parametersText } from '../localise';
import type { Documents } from '../documents/documents';
import { toEditorPosition } from '../documents/ranges';
import { inlineValuesDetail, onDidChangeSetting, shapeHintsEnabled } from '../extensionSettings';
import type { Session } from '../formulas/formulaSession';
import type { Sessions } from '../formulas/formulaSessions';
import type { NetworkRun } from '../training/networkRun';
import type { NetworkRuns } from '../training/networkRuns';
import type { RunClock } from '../training/runClock';

/**
 * `→ 2×3`, `→ 16×28×28 · 2,320 parameters` at the end of a line: there before anything runs. Where a run has
 * numbers they come first, and its lines say the shape behind them: a hint would push them to the right.
 */
export class ShapeHints implements vscode.InlayHintsProvider, vscode.Disposable {
  private readonly didChange = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable;
  /** Runs and sessions whose numbers stand behind the lines. */
  private readonly shown = new WeakSet<NetworkRun | Session>();

  readonly onDidChangeInlayHints = this.didChange.event;

  constructor(
    private readonly documents: Documents,
    private readonly sessions: Sessions,
    private readonly runs: NetworkRuns,
    clock: RunClock,
  ) {
    const refresh = (): void => {
      this.didChange.fire();
    };
    const note = (shown: NetworkRun | Session, hasNumbers: boolean): void => {
      if (hasNumbers === this.shown.has(shown)) return;
      if (hasNumbers) this.shown.add(shown);
      else this.shown.delete(shown);
      refresh();
    };
    this.subscriptions = vscode.Disposable.from(
      this.didChange,
      onDidChangeSetting('inlayHints', refresh),
      onDidChangeSetting('inlineValues', refresh),
      documents.onDidChangeData(refresh),
      clock.onDidShow((shown) => {
        for (const run of shown) note(run, hasLayerNumbers(run));
      }),
      sessions.onDidChange((uri) => {
        const session = sessions.find(uri);
        if (session !== undefined) note(session, hasGradients(session));
      }),
    );
  }

  provideInlayHints(document: vscode.TextDocument, range: vscode.Range): vscode.InlayHint[] {
    if (!shapeHintsEnabled(document)) return [];
    const { file } = this.documents.check(document);
    const areShown = inlineValuesDetail(document) !== 'off';
    const without = {
      value: areShown && hasGradients(this.sessions.find(document.uri)),
      layer: areShown && this.runs.of(document.uri).some(hasLayerNumbers),
    };
    return shapeHints(file).flatMap((found) => {
      const position = toEditorPosition(file, found.offset);
      if (without[found.of] || !range.contains(position)) return [];
      const hint = new vscode.InlayHint(position, labelOf(found), vscode.InlayHintKind.Type);
      hint.paddingLeft = true;
      return [hint];
    });
  }

  dispose(): void {
    this.subscriptions.dispose();
  }
}

function hasLayerNumbers({ shown }: NetworkRun): boolean {
  return shown !== undefined && shown.scalars.length > 0;
}

/** Then something stands behind every line of a value. */
function hasGradients(session: Session | undefined): boolean {
  return (session?.run?.program.passes.length ?? 0) > 0;
}

function labelOf({ label, parameters }: ShapeHint): string {
  if (parameters === undefined) return label;
  const { count, times } = parameters;
  return `${label} · ${parametersText(count)}${times > 1 ? ` × ${times}` : ''}`;
}

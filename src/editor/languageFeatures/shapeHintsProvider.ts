import * as vscode from 'vscode';
import { shapeHints } from '../../language/services/shapeHints';
import type { ShapeHint } from '../../language/services/shapeHints';
import { parametersText } from '../localise';
import type { Documents } from '../documents/documents';
import { toEditorPosition } from '../documents/ranges';
import { onDidChangeSetting, shapeHintsEnabled } from '../extensionSettings';

/** `→ 2×3`, `→ 16×28×28 · 2,320 parameters` at the end of a line: there before anything runs. */
export class ShapeHints implements vscode.InlayHintsProvider, vscode.Disposable {
  private readonly didChange = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable;

  readonly onDidChangeInlayHints = this.didChange.event;

  constructor(private readonly documents: Documents) {
    const refresh = (): void => {
      this.didChange.fire();
    };
    this.subscriptions = vscode.Disposable.from(
      this.didChange,
      onDidChangeSetting('inlayHints', refresh),
      documents.onDidChangeData(refresh),
    );
  }

  provideInlayHints(document: vscode.TextDocument, range: vscode.Range): vscode.InlayHint[] {
    if (!shapeHintsEnabled(document)) return [];
    const { file } = this.documents.check(document);
    return shapeHints(file).flatMap((found) => {
      const position = toEditorPosition(file, found.offset);
      if (!range.contains(position)) return [];
      const hint = new vscode.InlayHint(position, labelOf(found), vscode.InlayHintKind.Type);
      hint.paddingLeft = true;
      return [hint];
    });
  }

  dispose(): void {
    this.subscriptions.dispose();
  }
}

function labelOf({ label, parameters }: ShapeHint): string {
  if (parameters === undefined) return label;
  const { count, times } = parameters;
  return `${label} · ${parametersText(count)}${times > 1 ? ` × ${times}` : ''}`;
}

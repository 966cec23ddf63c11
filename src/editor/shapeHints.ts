import * as vscode from 'vscode';
import { shapeHints } from '../language/services/shapeHints';
import type { Documents } from './documents/documents';
import { toEditorPosition } from './documents/ranges';
import { onDidChangeSetting, shapeHintsEnabled } from './settings';

/** `→ 2×3` at the end of a line: there before anything runs. */
export class ShapeHints implements vscode.InlayHintsProvider, vscode.Disposable {
  private readonly didChange = new vscode.EventEmitter<void>();
  private readonly subscriptions = vscode.Disposable.from(
    this.didChange,
    onDidChangeSetting('inlayHints', () => {
      this.didChange.fire();
    }),
  );

  readonly onDidChangeInlayHints = this.didChange.event;

  constructor(private readonly documents: Documents) {}

  provideInlayHints(document: vscode.TextDocument, range: vscode.Range): vscode.InlayHint[] {
    if (!shapeHintsEnabled(document)) return [];
    const { file } = this.documents.check(document);
    return shapeHints(file).flatMap(({ offset, label }) => {
      const position = toEditorPosition(file, offset);
      if (!range.contains(position)) return [];
      const hint = new vscode.InlayHint(position, label, vscode.InlayHintKind.Type);
      hint.paddingLeft = true;
      return [hint];
    });
  }

  dispose(): void {
    this.subscriptions.dispose();
  }
}

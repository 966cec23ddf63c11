import * as vscode from 'vscode';
import { remedyEdits } from '../../../language/services/remedies';
import type { Documents } from '../../documents/documents';
import { toEditorRange } from '../../documents/ranges';
import { localise } from '../../localise';
import type { NetworkRuns } from '../../training/networkRuns';
import { codeOf, findingsIn, rangeIn } from './healthFindings';

/** Remedies of health findings that can be made in the text: another initialiser, a lower learning rate. */
export class HealthFixes {
  constructor(
    private readonly documents: Documents,
    private readonly runs: NetworkRuns,
  ) {}

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const { file } = this.documents.check(document);
    return findingsIn(this.runs.of(document.uri)).flatMap((placed) => {
      const place = new vscode.Range(...rangeIn(document, placed));
      const { finding, run } = placed;
      const outline = file.networks.find(({ name }) => name === run.network);
      if (outline === undefined || place.intersection(range) === undefined) return [];
      return finding.remedies.flatMap((remedy) => {
        const edits = remedyEdits(file, outline, remedy);
        if (edits === undefined) return [];
        const action = new vscode.CodeAction(localise(remedy.text), vscode.CodeActionKind.QuickFix);
        action.diagnostics = context.diagnostics.filter(({ code }) => code === codeOf(finding));
        action.edit = new vscode.WorkspaceEdit();
        for (const edit of edits) {
          action.edit.replace(document.uri, toEditorRange(file, edit.range), edit.newText);
        }
        return [action];
      });
    });
  }
}

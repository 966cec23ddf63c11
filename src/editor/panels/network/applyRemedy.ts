import { documentAt } from '../../documents/openDocuments';
import * as vscode from 'vscode';
import { remedyEdits } from '../../../language/services';
import type { NetworkPanelMessage } from '../../../protocol/networkPanelMessages';
import type { Documents } from '../../documents/documents';
import { toEditorRange } from '../../documents/ranges';
import type { NetworkRun } from '../../training/networkRun';

type Asked = Extract<NetworkPanelMessage, { kind: 'applyRemedy' }>;

/**
 * Changes the text as a remedy of a finding says. The file is
 * changed, not saved: that is for a person who has seen the change.
 * @returns what became of it, for the panel to say
 */
export async function applyRemedy(
  run: NetworkRun,
  documents: Documents,
  { rule, layer, remedy }: Asked,
): Promise<string> {
  const finding = run.findings.find(
    (each) => each.rule === rule && each.layer === layer && each.resolvedAt === undefined,
  );
  const chosen = finding?.remedies[remedy];
  if (chosen === undefined) return vscode.l10n.t('This finding is gone: there is nothing to fix any more.');
  const document = await documentAt(run.uri);
  const file = document && documents.check(document).file;
  const outline = file?.networks.find(({ name }) => name === run.network);
  // A finding names layers by their places in the text that was run.
  const edits = file && outline && !run.stale ? remedyEdits(file, outline, chosen) : undefined;
  if (document === undefined || file === undefined || edits === undefined) {
    return vscode.l10n.t('The text has changed since, or leaves no place for this fix: make it by hand.');
  }
  const change = new vscode.WorkspaceEdit();
  for (const { range, newText } of edits) change.replace(document.uri, toEditorRange(file, range), newText);
  return (await vscode.workspace.applyEdit(change))
    ? vscode.l10n.t('Changed. Save the file, and the run goes on with it.')
    : vscode.l10n.t('The file could not be changed.');
}

import { documentAt } from '../../documents/openDocuments';
import * as vscode from 'vscode';
import type { CheckedFile, Diagnostic, Fix } from '../../../language';
import type { NetworkPanelStatus } from '../../../protocol/networkPanelState';
import { missingDataCode, pageOfData } from '../../data/pageOfData';
import type { Documents } from '../../documents/documents';
import { toEditorRange } from '../../documents/ranges';
import { localise } from '../../localise';

/** What can be done where files of data are missing: a change of the text, or a page that has them. */
type DataFix = { readonly title: string } & (
  { readonly kind: 'edit'; readonly fix: Fix } | { readonly kind: 'page'; readonly uri: vscode.Uri }
);

interface MissingData {
  readonly diagnostic: Diagnostic;
  readonly fixes: readonly DataFix[];
}

/** The data of a network whose files are not there; `undefined` where they are, or nobody knows yet. */
function findMissing(file: CheckedFile, network: string): MissingData | undefined {
  const outline = file.networks.find(({ name }) => name === network);
  const diagnostic = file.diagnostics.find(
    ({ code, range }) =>
      code === missingDataCode &&
      outline !== undefined &&
      range.start >= outline.range.start &&
      range.end <= outline.range.end,
  );
  if (outline === undefined || diagnostic === undefined) return undefined;
  const edits = (diagnostic.fixes ?? []).map((fix): DataFix => ({
    kind: 'edit',
    title: localise(fix.title),
    fix,
  }));
  const page = pageOfData(file, diagnostic);
  return { diagnostic, fixes: page === undefined ? edits : [...edits, { kind: 'page', ...page }] };
}

export function missingDataStatus(file: CheckedFile, network: string): NetworkPanelStatus | undefined {
  const missing = findMissing(file, network);
  if (missing === undefined) return undefined;
  const { diagnostic, fixes } = missing;
  return {
    kind: 'missing',
    text: localise(diagnostic.message),
    line: file.positionAt(diagnostic.range.start).line + 1,
    fixes: fixes.map(({ title }) => title),
  };
}

/** Does what was chosen, where it is still offered. */
export async function fixMissingData(
  uri: vscode.Uri,
  network: string,
  documents: Documents,
  at: number,
): Promise<void> {
  const document = await documentAt(uri);
  if (document === undefined) return;
  const { file } = documents.check(document);
  const fix = findMissing(file, network)?.fixes[at];
  if (fix === undefined) return;
  if (fix.kind === 'page') {
    await vscode.env.openExternal(fix.uri);
    return;
  }
  const change = new vscode.WorkspaceEdit();
  for (const { range, newText } of fix.fix.edits) change.replace(uri, toEditorRange(file, range), newText);
  await vscode.workspace.applyEdit(change);
}

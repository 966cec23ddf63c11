import * as vscode from 'vscode';
import { recordedTextScheme } from '../runs/recordingUris';

/** The document, if an editor or anybody else has it open. */
export function openDocumentAt(uri: vscode.Uri): vscode.TextDocument | undefined {
  const address = uri.toString();
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === address);
}

/** The document, opened again where its editor was closed; `undefined` where the file is gone. */
export async function documentAt(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  const open = openDocumentAt(uri);
  try {
    if (uri.scheme !== 'untitled' && uri.scheme !== recordedTextScheme) await vscode.workspace.fs.stat(uri);
    return open ?? (await vscode.workspace.openTextDocument(uri));
  } catch {
    // A document with unsaved changes outlives its file.
    return open?.isDirty === true ? open : undefined;
  }
}

import * as vscode from 'vscode';
import type { FileRequest } from '../../data/source';

/** Where the files of a definition's data are looked for. */
export class DataPlace {
  constructor(
    private readonly extension: vscode.Uri,
    private readonly definition: vscode.Uri,
  ) {}

  /** `undefined` for a file beside a document that has no place itself, as it was never saved. */
  find(from: FileRequest['from'], path: string): vscode.Uri | undefined {
    if (from === 'shipped') return vscode.Uri.joinPath(this.extension, 'data', path);
    if (this.definition.scheme === 'untitled') return undefined;
    if (path.startsWith('/')) return this.definition.with({ path });
    return vscode.Uri.joinPath(this.definition, '..', path);
  }
}

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

/** A file as it was when a run read it. */
export interface ReadFile {
  readonly uri: vscode.Uri;
  readonly size: number;
  readonly modified: number;
}

/** Whether a file is no longer what was read of it. */
export async function whatBecameOf({ uri, size, modified }: ReadFile): Promise<'same' | 'changed' | 'gone'> {
  const now = await statFile(uri);
  if (now === undefined) return 'gone';
  return now.size === size && now.modified === modified ? 'same' : 'changed';
}

/** `undefined`: there is no such file. */
export async function statFile(
  uri: vscode.Uri,
): Promise<{ readonly size: number; readonly modified: number } | undefined> {
  try {
    const { type, size, mtime: modified } = await vscode.workspace.fs.stat(uri);
    return (type & vscode.FileType.File) === 0 ? undefined : { size, modified };
  } catch {
    return undefined;
  }
}

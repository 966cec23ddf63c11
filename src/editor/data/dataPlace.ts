import * as vscode from 'vscode';
import type { FileRequest } from '../../data/dataSource';
import { readRecordedTextUri } from '../runs/recordingUris';

/**
 * Where a file is looked for, or why it is not: the document has no place
 * itself, as it was never saved; nothing can be made of the path, so that
 * there is no such file; or nobody has said that the workspace can be trusted.
 */
export type FilePlace =
  /** `within`: where nobody trusts the workspace, the folders that no link may lead out of. */
  | { readonly kind: 'place'; readonly uri: vscode.Uri; readonly within?: readonly vscode.Uri[] }
  | { readonly kind: 'unsaved' | 'impossible' | 'untrusted' };

/** Where the files of a definition's data are looked for. */
export class DataPlace {
  private readonly definition: vscode.Uri;

  constructor(
    private readonly extension: vscode.Uri,
    definition: vscode.Uri,
  ) {
    this.definition = readRecordedTextUri(definition)?.definition ?? definition;
  }

  find(from: FileRequest['from'], path: string): FilePlace {
    if (from === 'shipped') return { kind: 'place', uri: vscode.Uri.joinPath(this.extension, 'data', path) };
    if (this.definition.scheme === 'untitled') return { kind: 'unsaved' };
    const uri = this.uriOf(path);
    if (uri === undefined) return { kind: 'impossible' };
    if (vscode.workspace.isTrusted) return { kind: 'place', uri };
    return this.isNear(uri) ? { kind: 'place', uri, within: this.nearFolders() } : { kind: 'untrusted' };
  }

  /**
   * `undefined` for what no URI can be made of: half a surrogate pair, `//server/share` in a local folder.
   */
  private uriOf(path: string): vscode.Uri | undefined {
    try {
      const uri = path.startsWith('/')
        ? withoutDots(this.definition.with({ path }))
        : vscode.Uri.joinPath(this.definition, '..', path);
      // Only the text of a URI shows whether its path can be written as one.
      uri.toString();
      return uri;
    } catch {
      return undefined;
    }
  }

  /** In a definition that somebody else wrote, only what came with it is read. */
  private isNear(uri: vscode.Uri): boolean {
    if (vscode.workspace.getWorkspaceFolder(uri) !== undefined) return true;
    const folder = vscode.Uri.joinPath(this.definition, '..');
    const isSamePlace = uri.scheme === folder.scheme && uri.authority === folder.authority;
    return isSamePlace && liesIn(uri.path, folder.path, '/');
  }

  private nearFolders(): readonly vscode.Uri[] {
    const opened = vscode.workspace.workspaceFolders ?? [];
    return [vscode.Uri.joinPath(this.definition, '..'), ...opened.map(({ uri }) => uri)];
  }
}

/** Where a path of this machine leads with every link followed; `undefined` where it leads nowhere. */
export type RealPath = (path: string) => Promise<string | undefined>;

/** Whether a link takes a file out of all these folders. A folder may be reached by a link itself. */
export async function leadsOut(
  uri: vscode.Uri,
  within: readonly vscode.Uri[],
  realPath: RealPath,
): Promise<boolean> {
  if (uri.scheme !== 'file') return false;
  const file = await realPath(uri.fsPath);
  // What is not there is said in its own words.
  if (file === undefined) return false;
  const folders = within.filter(({ scheme }) => scheme === 'file');
  const real = await Promise.all(folders.map(({ fsPath }) => realPath(fsPath)));
  return !real.some(
    (folder) => folder !== undefined && (liesIn(file, folder, '/') || liesIn(file, folder, '\\')),
  );
}

function liesIn(path: string, folder: string, separator: '/' | '\\'): boolean {
  return path.startsWith(folder.endsWith(separator) ? folder : `${folder}${separator}`);
}

/** Without `..`, which would lead out of a folder whose name the path begins with. */
function withoutDots(uri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(uri.with({ path: '/' }), uri.path);
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

import { openDocumentAt } from '../documents/openDocuments';
import * as vscode from 'vscode';
import { LARGEST_FILE } from '../../data/bytes/fileSize';
import type { FileKind } from '../../language';
import { leadsOut, type RealPath } from './dataPlace';
import type { FileReport } from './versionedPreview';

/**
 * A file system of the editor gives a file whole or not at all, so describing
 * a file costs reading it. That is done for what takes a moment: the images of
 * MNIST, unpacked, are 47 MB. Larger files are checked when training starts.
 */
export const largestRead = 2 ** 26;

/** How much of a file is requested, in leading bytes. */
export interface RequestedUri {
  readonly uri: vscode.Uri;
  readonly bytes: number;
  /** The folders that no link may lead out of; absent where links may lead anywhere. */
  readonly within?: readonly vscode.Uri[] | undefined;
  /** Of a file that somebody edits the text in the editor is meant, saved or not. */
  readonly unsaved?: true;
}

/** A file is looked at once for all who may see the same of it. */
export function keyOf({ uri, within = [], unsaved }: RequestedUri): string {
  return [unsaved ?? false, uri, ...within].map(String).join(' ');
}

interface Entry extends RequestedUri {
  report: FileReport | undefined;
}

/** What data files look like: looked at when somebody asks, and again when they change. */
export class DataFiles implements vscode.Disposable {
  private readonly entries = new Map<string, Entry>();
  private readonly watchers = new Map<string, vscode.Disposable>();
  private readonly didChange = new vscode.EventEmitter<vscode.Uri>();
  private readonly subscriptions: vscode.Disposable;
  /** One file at a time is read, so that no more than one is in memory. */
  private work: Promise<void> = Promise.resolve();

  /** A file came, went or changed, or has been looked at for the first time. */
  readonly onDidChange = this.didChange.event;

  constructor(private readonly realPath: RealPath) {
    const lookAgain = (): void => {
      for (const entry of this.entries.values()) this.lookLater(entry);
    };
    const lookAtText = ({ uri }: vscode.TextDocument): void => {
      const address = uri.toString();
      for (const entry of this.entries.values()) {
        if (entry.unsaved && entry.uri.toString() === address) this.lookLater(entry);
      }
    };
    this.subscriptions = vscode.Disposable.from(
      this.didChange,
      // A folder that goes takes its files along without a word to their watcher.
      vscode.workspace.onDidDeleteFiles(lookAgain),
      vscode.workspace.onDidRenameFiles(lookAgain),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        lookAtText(document);
      }),
      vscode.workspace.onDidCloseTextDocument(lookAtText),
      // Files may lie where nobody can watch.
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) lookAgain();
      }),
    );
  }

  /** `undefined` where it has not been looked at yet, or where more of it is requested than was read. */
  find(requested: RequestedUri): FileReport | undefined {
    const entry = this.entries.get(keyOf(requested));
    return entry !== undefined && entry.bytes >= requested.bytes ? entry.report : undefined;
  }

  /** Looks at what has not been looked at, and forgets every other file. */
  request(files: Iterable<RequestedUri>): void {
    const requested = new Map<string, RequestedUri>();
    for (const file of files) {
      const key = keyOf(file);
      const bytes = Math.max(file.bytes, requested.get(key)?.bytes ?? 0);
      requested.set(key, { ...file, bytes });
    }
    for (const key of this.entries.keys()) if (!requested.has(key)) this.entries.delete(key);
    for (const [key, file] of requested) {
      const earlier = this.entries.get(key);
      if (earlier !== undefined && earlier.bytes >= file.bytes) continue;
      const entry = { ...file, report: undefined };
      this.entries.set(key, entry);
      this.lookLater(entry);
    }
    this.watchFolders();
  }

  /** Resolves when every file has been looked at that was requested so far. */
  async settle(): Promise<void> {
    await this.work;
  }

  dispose(): void {
    this.subscriptions.dispose();
    for (const watcher of this.watchers.values()) watcher.dispose();
    this.watchers.clear();
    this.entries.clear();
  }

  private watchFolders(): void {
    const folders = new Map(
      [...this.entries.values()].map(({ uri }) => {
        const folder = vscode.Uri.joinPath(uri, '..');
        return [folder.toString(), folder];
      }),
    );
    for (const [address, watcher] of this.watchers) {
      if (folders.has(address)) continue;
      watcher.dispose();
      this.watchers.delete(address);
    }
    for (const [address, folder] of folders) {
      if (this.watchers.has(address)) continue;
      const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '*'));
      const lookAgain = (uri: vscode.Uri): void => {
        const address = uri.toString();
        for (const entry of this.entries.values()) {
          if (entry.uri.toString() === address) this.lookLater(entry);
        }
      };
      const { onDidCreate, onDidChange, onDidDelete } = watcher;
      const listeners = [onDidCreate, onDidChange, onDidDelete].map((event) => event(lookAgain));
      this.watchers.set(address, vscode.Disposable.from(watcher, ...listeners));
    }
  }

  private lookLater(entry: Entry): void {
    this.work = this.work.then(async () => {
      if (!this.isRequested(entry)) return;
      const report = await lookAt(entry, this.realPath);
      // The same event can arrive twice, and a file can be touched without being changed.
      if (!this.isRequested(entry) || report === entry.report) return;
      entry.report = report;
      this.didChange.fire(entry.uri);
    });
  }

  private isRequested(entry: Entry): boolean {
    return this.entries.get(keyOf(entry)) === entry;
  }
}

/**
 * Gives the earlier report where the file has not changed
 * since. Never fails: what cannot be read is not there.
 */
export async function lookAt(
  { uri, bytes, within, unsaved, report: earlier }: Entry,
  realPath: RealPath,
): Promise<FileReport> {
  try {
    const { type, size, mtime: modified } = await vscode.workspace.fs.stat(uri);
    const kind = kindOf(type);
    if (kind !== 'file') return unread(kind, earlier);
    if (within !== undefined && (await leadsOut(uri, within, realPath))) {
      return earlier?.kind === 'untrusted' ? earlier : { kind: 'untrusted' };
    }
    const text = unsaved && unsavedText(uri);
    if (text) return isSame(earlier, text) ? earlier : text;
    if (earlier?.kind === 'file' && earlier.size === size && earlier.modified === modified) return earlier;
    const file = { kind, size, modified } as const;
    if (size > Math.min(largestRead, LARGEST_FILE)) return file;
    if (bytes === 0) return { ...file, head: new Uint8Array() };
    const all = await vscode.workspace.fs.readFile(uri);
    return { ...file, size: all.length, head: all.slice(0, bytes) };
  } catch {
    return unread('absent', earlier);
  }
}

/** What the editor has of a file in place of what is saved; `undefined` where that is the same. */
function unsavedText(uri: vscode.Uri): FileReport | undefined {
  const document = openDocumentAt(uri);
  if (document?.isDirty !== true) return undefined;
  const head = new TextEncoder().encode(document.getText());
  // Versions of a text count up from 1, so that they are no time at which a file was saved.
  return { kind: 'file', size: head.length, modified: -document.version, head };
}

function isSame(earlier: FileReport | undefined, now: FileReport): earlier is FileReport {
  return (
    earlier?.kind === 'file' &&
    now.kind === 'file' &&
    earlier.size === now.size &&
    earlier.modified === now.modified
  );
}

/** A link that leads nowhere is not there; what is neither a file nor a folder is a pipe or a device. */
function kindOf(type: vscode.FileType): FileKind {
  if ((type & vscode.FileType.File) !== 0) return 'file';
  if ((type & vscode.FileType.Directory) !== 0) return 'folder';
  return (type & vscode.FileType.SymbolicLink) === 0 ? 'other' : 'absent';
}

function unread(kind: Exclude<FileKind, 'file'>, earlier: FileReport | undefined): FileReport {
  return earlier?.kind === kind ? earlier : { kind };
}

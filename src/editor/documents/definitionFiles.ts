import * as vscode from 'vscode';
import { isDefinition } from './documents';
import { Delayed } from '../timing';

const everyDefinition = '**/*.backprop';
const notOnesOwn = '**/node_modules/**';
const everything = '**/*';

/** A branch that is checked out brings many events, and the same one can arrive twice. */
const pauseInEvents = 200;

/** Which definitions there are: those of the workspace, and those in tabs. Looked for when somebody asks. */
export class DefinitionFiles implements vscode.Disposable {
  private inWorkspace: Thenable<readonly vscode.Uri[]> | undefined;
  /** The addresses of the folders around the definitions that were found last. */
  private folders: ReadonlySet<string> = new Set();
  /** The addresses of what the workspace has. */
  private known: ReadonlySet<string> = new Set();
  /** The addresses of what only tabs have. */
  private shownInTabs: string;
  private readonly didChange = new vscode.EventEmitter<void>();
  private readonly didChangeContent = new vscode.EventEmitter<vscode.Uri>();
  /** Searches in the order in which they began, of which the latest that has answered counts. */
  private begun = 0;
  private answered = 0;
  private readonly lookAgain = new Delayed(pauseInEvents, () => {
    void this.lookForChanges();
  });
  private readonly subscriptions: vscode.Disposable;

  /** Definitions came or went. */
  readonly onDidChange = this.didChange.event;
  /** A file was written, by whomever. */
  readonly onDidChangeContent = this.didChangeContent.event;

  constructor() {
    const later = (): void => {
      this.lookAgain.trigger();
    };
    const watcher = vscode.workspace.createFileSystemWatcher(everyDefinition);
    const folderWatcher = vscode.workspace.createFileSystemWatcher(everything, false, true, false);
    this.shownInTabs = this.onlyInTabs();
    this.subscriptions = vscode.Disposable.from(
      this.didChange,
      this.didChangeContent,
      this.lookAgain,
      watcher,
      watcher.onDidCreate((uri) => {
        // Whoever looked while it was away has seen nothing.
        this.didChangeContent.fire(uri);
        later();
      }),
      watcher.onDidDelete((uri) => {
        this.didChangeContent.fire(uri);
        later();
      }),
      watcher.onDidChange((uri) => {
        this.didChangeContent.fire(uri);
      }),
      // A folder that comes or goes can bring and take its files without a word to the watcher of files.
      folderWatcher,
      folderWatcher.onDidCreate((uri) => {
        void isFolder(uri).then((isOne) => {
          if (isOne) later();
        });
      }),
      folderWatcher.onDidDelete((uri) => {
        if (this.folders.has(uri.toString())) later();
      }),
      vscode.workspace.onDidRenameFiles(later),
      vscode.workspace.onDidDeleteFiles(later),
      vscode.workspace.onDidChangeWorkspaceFolders(later),
      vscode.window.tabGroups.onDidChangeTabs(() => {
        this.compareTabs();
      }),
      // A tab is there before its document, and a document can change its language.
      vscode.workspace.onDidOpenTextDocument(() => {
        this.compareTabs();
      }),
      vscode.workspace.onDidCloseTextDocument(() => {
        this.compareTabs();
      }),
    );
  }

  /** By address, those of the workspace first. */
  async list(): Promise<ReadonlyMap<string, vscode.Uri>> {
    for (;;) {
      const search = (this.inWorkspace ??= vscode.workspace.findFiles(everyDefinition, notOnesOwn));
      const found = await search;
      // A search that began before files came or went may end after the one that saw them.
      if (search !== this.inWorkspace) continue;
      this.folders = new Set(found.flatMap(foldersAround));
      this.known = new Set(found.map(String));
      this.shownInTabs = this.onlyInTabs();
      return new Map([...found, ...definitionsInTabs()].map((uri) => [uri.toString(), uri]));
    }
  }

  /**
   * Looks whether files came or went: watchers tell of one several times, and of none on a network mount.
   * Without a difference nobody hears of it, for a view that is drawn anew loses the click that it gets.
   */
  async lookForChanges(): Promise<void> {
    if (this.inWorkspace === undefined) return;
    const look = ++this.begun;
    const found = await vscode.workspace.findFiles(everyDefinition, notOnesOwn);
    if (look < this.answered) return;
    const known = await this.inWorkspace;
    if (look < this.answered) return;
    this.answered = look;
    if (addresses(found) === addresses(known)) return;
    this.inWorkspace = Promise.resolve(found);
    this.didChange.fire();
  }

  /** Looks into the workspace anew. */
  refresh(): void {
    this.answered = ++this.begun;
    this.inWorkspace = undefined;
    this.didChange.fire();
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private compareTabs(): void {
    const now = this.onlyInTabs();
    if (now === this.shownInTabs) return;
    this.shownInTabs = now;
    this.didChange.fire();
  }

  private onlyInTabs(): string {
    return addresses(definitionsInTabs().filter((uri) => !this.known.has(uri.toString())));
  }
}

/** Whether a path that came is that of a folder in which definitions are looked for. */
async function isFolder(uri: vscode.Uri): Promise<boolean> {
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  // Most of what comes is files, which have an ending: they need no look at the disk.
  if (name.includes('.') || uri.path.includes('/node_modules/')) return false;
  try {
    const { type } = await vscode.workspace.fs.stat(uri);
    return (type & vscode.FileType.Directory) !== 0;
  } catch {
    // It is gone already.
    return false;
  }
}

/** Also untitled ones, and files from outside the workspace; not the two sides of a comparison. */
export function definitionsInTabs(): vscode.Uri[] {
  const open = new Set(vscode.workspace.textDocuments.filter(isDefinition).map(({ uri }) => uri.toString()));
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .flatMap(({ input }) => (input instanceof vscode.TabInputText ? [input.uri] : []))
    .filter((uri) => open.has(uri.toString()));
}

function addresses(uris: readonly vscode.Uri[]): string {
  return uris.map(String).sort().join('\n');
}

function foldersAround(uri: vscode.Uri): string[] {
  const names = uri.path.split('/').slice(1, -1);
  return names.map((_, depth) => uri.with({ path: `/${names.slice(0, depth + 1).join('/')}` }).toString());
}

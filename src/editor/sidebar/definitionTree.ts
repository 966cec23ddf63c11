import * as vscode from 'vscode';
import type { DataPreviews } from '../data/dataPreviews';
import type { Documents } from '../documents/documents';
import { fileNameOf } from '../documents/uris';
import { Delayed } from '../timing';
import type { Sessions } from '../formulas/formulaSessions';
import type { NetworkRun } from '../training/networkRun';
import type { NetworkRuns } from '../training/networkRuns';
import type { RunClock } from '../training/runClock';
import { DefinitionFiles } from '../documents/definitionFiles';
import { DefinitionTexts } from '../documents/definitionTexts';
import type { DefinitionText } from '../documents/definitionTexts';
import type { Entry, FileEntry, RowEntry } from './entries';
import { fileItem, noteItem, rowItem, rowTooltip } from './treeItems';
import { errorCount, rowsOf } from './rows';
import type { Row } from './rows';
import { runRows } from './runRows';
import type { RunRows } from './runRows';

/** A run that is over at once, and a burst of events, redraw once. */
const flicker = 100;

/** What the view "Definitions" shows: files, and what is in them with the numbers of their last run. */
export class DefinitionTree implements vscode.Disposable {
  private readonly files = new DefinitionFiles();
  private readonly texts: DefinitionTexts;
  /** Of every file that was ever listed: VS Code would not redraw a file whose entry is another object. */
  private readonly entries = new Map<string, FileEntry>();
  private readonly didChange = new vscode.EventEmitter<Entry[] | undefined>();
  /** What VS Code was given the rows of last, by file. */
  private readonly drawn = new WeakMap<FileEntry, DefinitionText>();
  /** What was said beside each file. */
  private readonly said = new WeakMap<FileEntry, string>();
  /** The rows that VS Code was given last below a file or a network, by the id of that line. */
  private readonly rowsBelow = new Map<string, readonly RowEntry[]>();
  /** What each row was drawn with. */
  private readonly rowSaid = new WeakMap<RowEntry, string>();
  private readonly changed = new Set<Entry>();
  private readonly redraw = new Delayed(flicker, () => {
    const changed = [...this.changed];
    this.changed.clear();
    this.didChange.fire(changed);
  });
  private readonly subscriptions: vscode.Disposable;

  readonly onDidChangeTreeData = this.didChange.event;

  constructor(
    documents: Documents,
    data: DataPreviews,
    private readonly sessions: Sessions,
    private readonly runs: NetworkRuns,
    clock: RunClock,
  ) {
    this.texts = new DefinitionTexts(documents, data);
    this.subscriptions = vscode.Disposable.from(
      this.files,
      this.didChange,
      this.redraw,
      data.onDidChange(() => {
        for (const uri of this.texts.forgetAll()) this.show(uri);
      }),
      clock.onDidShow((shown) => {
        for (const run of shown) this.showRun(run);
        this.redraw.act();
      }),
      this.files.onDidChange(() => {
        this.didChange.fire(undefined);
      }),
      this.files.onDidChangeContent((uri) => {
        void this.renew(uri);
      }),
      documents.onDidClose(({ uri }) => {
        this.texts.forget(uri);
        this.show(uri);
      }),
      documents.onDidCheck(({ uri }) => {
        this.showChecked(uri);
      }),
      sessions.onDidChange((uri) => {
        this.show(uri);
      }),
    );
  }

  async getChildren(entry?: Entry): Promise<Entry[]> {
    if (entry === undefined) return this.fileEntries();
    if (entry.kind === 'file') return this.contentsOf(entry);
    if (entry.kind === 'note') return [];
    const { row } = entry;
    const children = row.kind === 'value' ? row.nodes : row.kind === 'network' ? row.layers : [];
    const entries = children.map((child) => ({ ...entry, row: child }));
    this.rowsBelow.set(`${entry.uri.toString()} ${row.id}`, entries);
    return entries;
  }

  getTreeItem(entry: Entry): vscode.TreeItem {
    if (entry.kind === 'row') {
      const { uri, network } = entry;
      const item = rowItem(entry, network === undefined ? undefined : this.runs.find(uri, network));
      this.rowSaid.set(entry, saidBy(item));
      return item;
    }
    if (entry.kind === 'note') return noteItem(entry);
    const item = this.fileItem(entry);
    this.said.set(entry, String(item.description));
    return item;
  }

  resolveTreeItem(item: vscode.TreeItem, entry: Entry): vscode.TreeItem {
    if (entry.kind === 'row') item.tooltip = rowTooltip(entry, this.sessions.find(entry.uri));
    return item;
  }

  /** See `DefinitionFiles.lookForChanges`. */
  lookForChanges(): Promise<void> {
    return this.files.lookForChanges();
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private async renew(uri: vscode.Uri): Promise<void> {
    if (await this.texts.renew(uri)) this.show(uri);
  }

  /** A row that is drawn anew loses the click that it gets: nothing is where it says what it said. */
  private showChecked(uri: vscode.Uri): void {
    const entry = this.entries.get(uri.toString());
    if (entry === undefined) return;
    const drawn = this.drawn.get(entry);
    const hasRows = drawn === undefined || isSameText(drawn, this.texts.known(uri));
    if (!hasRows || this.said.get(entry) !== this.fileItem(entry).description) this.show(uri);
  }

  /** Only the lines of a network that say something else now: none of the others loses its click. */
  private showRun(run: NetworkRun): void {
    const file = run.uri.toString();
    for (const entry of this.rowsBelow.get(file) ?? []) {
      const { row } = entry;
      if (row.kind !== 'network' || row.network.name !== run.network) continue;
      const layers = this.rowsBelow.get(`${file} ${row.id}`) ?? [];
      for (const each of [entry, ...layers]) {
        if (this.rowSaid.get(each) !== saidBy(rowItem(each, run))) this.changed.add(each);
      }
    }
    if (this.changed.size > 0) this.redraw.trigger();
  }

  private fileItem(entry: FileEntry): vscode.TreeItem {
    const text = this.texts.known(entry.uri);
    const run = this.sessions.find(entry.uri)?.run;
    const stale = text?.kind === 'checked' && run !== undefined && run.file.text !== text.file.text;
    return fileItem(entry, text, stale);
  }

  private show(uri: vscode.Uri): void {
    const entry = this.entries.get(uri.toString());
    if (entry === undefined) return;
    this.changed.add(entry);
    this.redraw.trigger();
  }

  private async fileEntries(): Promise<FileEntry[]> {
    const files = await this.files.list();
    const names = new Map<string, number>();
    for (const uri of files.values()) names.set(fileNameOf(uri), (names.get(fileNameOf(uri)) ?? 0) + 1);
    const listed = [...files].map(([address, uri]) => {
      const entry = this.entries.get(address) ?? { kind: 'file', uri, folder: '', isOnly: false };
      entry.folder = names.get(fileNameOf(uri)) === 1 ? '' : folderOf(uri);
      entry.isOnly = files.size === 1;
      this.entries.set(address, entry);
      return entry;
    });
    // What lies deeper comes behind what a person sees first in the folder.
    return listed.sort(
      (a, b) => byName(folderOf(a.uri), folderOf(b.uri)) || byName(fileNameOf(a.uri), fileNameOf(b.uri)),
    );
  }

  private async contentsOf(entry: FileEntry): Promise<Entry[]> {
    const { uri } = entry;
    const known = this.texts.known(uri);
    const text = known ?? (await this.texts.get(uri));
    this.drawn.set(entry, text);
    // Now that the file has been read, its own line can say that something is wrong with it.
    if (known === undefined && !isRunnable(text)) this.show(uri);
    if (text.kind === 'unreadable') return [{ kind: 'note', uri, sentence: text.sentence, isError: true }];
    const rows = rowsOf(text.file);
    if (rows.length === 0) {
      return [{ kind: 'note', uri, sentence: vscode.l10n.t('Nothing is defined here yet.'), isError: false }];
    }
    const found = runRows(this.sessions.find(uri), text.file, rows, text.isOpen);
    const entries = rows.map((row) => rowEntry(uri, row, text.file, found));
    this.rowsBelow.set(uri.toString(), entries);
    return entries;
  }
}

let collator: Intl.Collator | undefined;

/**
 * As people order names, `2` before `10`. Made when the first
 * list is: that takes a fifth of all that activation takes.
 */
function byName(a: string, b: string): number {
  collator ??= new Intl.Collator(undefined, { numeric: true });
  return collator.compare(a, b);
}

/** All of a row that is seen or heard. */
function saidBy({ label, description, accessibilityInformation, iconPath }: vscode.TreeItem): string {
  return JSON.stringify([label, description, accessibilityInformation, iconPath]);
}

/** One text that was checked twice has other ranges and shapes, if its data changed. */
function isSameText(before: DefinitionText, now: DefinitionText | undefined): boolean {
  if (before.kind === 'unreadable') return now?.kind === 'unreadable' && now.sentence === before.sentence;
  return now?.kind === 'checked' && now.file === before.file;
}

function isRunnable(text: DefinitionText): boolean {
  return text.kind === 'checked' && errorCount(text.file) === 0;
}

function rowEntry(
  uri: vscode.Uri,
  row: Row,
  checked: RowEntry['checked'],
  found: RunRows | undefined,
): RowEntry {
  const entry = { kind: 'row' as const, uri, row, checked, runRows: found };
  if (row.kind === 'network') return { ...entry, network: row.network.name };
  return row.kind === 'pass' ? { ...entry, pass: row.pass } : entry;
}

/** Relative to the workspace, with the name of its folder where there are several. */
function folderOf(uri: vscode.Uri): string {
  const path = vscode.workspace.asRelativePath(uri);
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

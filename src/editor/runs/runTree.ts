import * as vscode from 'vscode';
import { fileNameOf } from '../documents/uris';
import type { RecordingEntry, RecordingLibrary } from './recordingLibrary';
import { recordingItem, recordingTooltip } from './recordingItem';

/** The runs of one network of one file, or of one script. */
interface GroupNode {
  readonly kind: 'group';
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly isFirst: boolean;
  readonly runs: readonly RecordingEntry[];
}

/** What a list of hundreds goes on with when it is opened. */
interface OlderNode {
  readonly kind: 'older';
  readonly id: string;
  readonly runs: readonly RecordingEntry[];
}

export type RunNode = GroupNode | OlderNode | RecordingNode;

/** What commands get from the view: an entry of the library. */
interface RecordingNode extends RecordingEntry {
  readonly kind: 'recording';
}

/** VS Code draws what it is shown; what is handed to it at once is bounded. */
const pageLength = 100;

/** The rows of the view "Runs": by file and network, the newest first. */
export class RunTree {
  /** By address, the rows that VS Code was given last: it knows them by identity. */
  private readonly rows = new Map<string, RecordingNode>();

  constructor(
    private readonly library: RecordingLibrary,
    private readonly host: string | undefined,
  ) {}

  async getChildren(node?: RunNode): Promise<RunNode[]> {
    if (node === undefined) {
      this.rows.clear();
      return groupsOf(await this.library.list());
    }
    if (node.kind === 'recording') return [];
    const shown = page(node.id, node.runs);
    for (const row of shown) if (row.kind === 'recording') this.rows.set(row.uri.toString(), row);
    return shown;
  }

  /** Those of these recordings that VS Code was given. */
  rowsOf(recordings: readonly vscode.Uri[]): RecordingNode[] {
    return recordings.flatMap((uri) => this.rows.get(uri.toString()) ?? []);
  }

  getTreeItem(node: RunNode): vscode.TreeItem {
    const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
    if (node.kind === 'recording') return recordingItem(this.latest(node), this.host);
    if (node.kind === 'older') {
      const item = new vscode.TreeItem(vscode.l10n.t('{0} older ones', node.runs.length), Collapsed);
      item.id = node.id;
      return item;
    }
    const item = new vscode.TreeItem(node.label, node.isFirst ? Expanded : Collapsed);
    item.id = node.id;
    item.description = node.description;
    item.iconPath = new vscode.ThemeIcon('type-hierarchy-sub');
    const { length } = node.runs;
    const count = length === 1 ? vscode.l10n.t('1 run') : vscode.l10n.t('{0} runs', length);
    item.accessibilityInformation = {
      label: [node.label, node.description, count].filter((part) => part !== '').join(', '),
    };
    return item;
  }

  resolveTreeItem(item: vscode.TreeItem, node: RunNode): vscode.TreeItem {
    if (node.kind === 'recording') item.tooltip = recordingTooltip(this.latest(node));
    return item;
  }

  private latest(row: RecordingNode): RecordingEntry {
    return this.library.find(row.uri) ?? row;
  }
}

function page(id: string, runs: readonly RecordingEntry[]): RunNode[] {
  const shown: RunNode[] = runs.slice(0, pageLength).map((run) => ({ ...run, kind: 'recording' }));
  const older = runs.slice(pageLength);
  return older.length === 0 ? shown : [...shown, { kind: 'older', id: `${id} older`, runs: older }];
}

/** The one with the newest run first; what cannot be read is one group at the end. */
function groupsOf(entries: readonly RecordingEntry[]): GroupNode[] {
  const groups = new Map<string, RecordingEntry[]>();
  for (const entry of entries) {
    const { run } = entry;
    const key = 'kind' in run ? '' : `${run.file ?? ''} ${run.network ?? ''}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  const unreadable = groups.get('') ?? [];
  groups.delete('');
  if (unreadable.length > 0) groups.set('', unreadable);
  return [...groups].map(([id, runs], place) => ({
    kind: 'group',
    id,
    ...wordsOf(runs[0]),
    isFirst: place === 0,
    runs,
  }));
}

function wordsOf(entry: RecordingEntry | undefined): Pick<GroupNode, 'label' | 'description'> {
  if (entry === undefined || 'kind' in entry.run)
    return { label: vscode.l10n.t('Not readable'), description: '' };
  const { network, file, name } = entry.run;
  const fileName = file === undefined ? '' : fileNameOf({ path: decoded(file).replaceAll('\\', '/') });
  if (network !== undefined) return { label: network, description: fileName };
  return { label: fileName === '' ? name : fileName, description: '' };
}

/** A file is recorded as an address or as a path, in which `%` is an ordinary letter. */
function decoded(file: string): string {
  return /^[a-z][a-z0-9+.-]+:\//i.test(file) ? vscode.Uri.parse(file).path : file;
}

import * as vscode from 'vscode';
import { Delayed } from '../timing';
import type { ChangedRecordings } from './recordingLibrary';
import type { Recordings } from './recordings';
import type * as TreeCode from './runTree';
import type { RunNode, RunTree } from './runTree';

const viewId = 'backprop.runs';

/** Milliseconds between two looks at runs that others make, while the view is on the screen. */
const lookAtLiveEvery = 2000;
const looksUntilAll = 5;

/** Read when the sidebar is opened for the first time, not when the extension starts. */
const loadTree = (): Promise<typeof TreeCode> =>
  import(/* webpackChunkName: "extension.recordings" */ './runTree');

/** The view "Runs". Until somebody opens it no recording is looked for. */
export class RunsView implements vscode.TreeDataProvider<RunNode>, vscode.Disposable {
  private tree: Promise<RunTree> | undefined;
  private looks = 0;
  private readonly didChange = new vscode.EventEmitter<RunNode[] | undefined>();
  private readonly subscriptions: { dispose: () => unknown }[];
  private readonly view: vscode.TreeView<RunNode>;
  /** As VS Code last told; what it tells while rows are drawn anew lacks those that are not drawn yet. */
  private selected: readonly RunNode[] = [];
  /** Something changed while the view was hidden. */
  private stale = false;

  readonly onDidChangeTreeData = this.didChange.event;

  /** @param host the name of this computer; absent in a browser */
  constructor(
    private readonly recordings: Recordings,
    private readonly host: string | undefined,
  ) {
    const view = vscode.window.createTreeView<RunNode>(viewId, {
      treeDataProvider: this,
      showCollapseAll: true,
      canSelectMany: true,
    });
    this.view = view;
    const poll = new Delayed(lookAtLiveEvery, () => {
      // Watchers miss network mounts.
      if (view.visible) void this.look();
      poll.trigger();
    });
    poll.trigger();
    this.subscriptions = [
      this.didChange,
      view,
      poll,
      recordings.onDidChange((changed) => {
        if (view.visible) void this.show(changed);
        else this.stale = true;
      }),
      view.onDidChangeSelection(({ selection }) => {
        this.selected = selection;
      }),
      view.onDidChangeVisibility(({ visible }) => {
        if (!visible || !this.stale) return;
        this.stale = false;
        this.didChange.fire(undefined);
      }),
    ];
  }

  /** The rows that are seen to be selected: a key tells its command nothing of them. */
  get selection(): readonly RunNode[] {
    const { visible, selection } = this.view;
    if (!visible) return [];
    return selection.length > 0 ? selection : this.selected;
  }

  async getChildren(node?: RunNode): Promise<RunNode[]> {
    return (await this.opened()).getChildren(node);
  }

  async getTreeItem(node: RunNode): Promise<vscode.TreeItem> {
    return (await this.opened()).getTreeItem(node);
  }

  async resolveTreeItem(item: vscode.TreeItem, node: RunNode): Promise<vscode.TreeItem> {
    return (await this.opened()).resolveTreeItem(item, node);
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  /** Draws anew the rows of recordings that have changed, or all of them. */
  private async show(changed: ChangedRecordings): Promise<void> {
    const rows = changed && (await this.tree)?.rowsOf(changed);
    if (rows?.length !== 0) this.didChange.fire(rows);
  }

  /** Those that are running are looked at more often than it is looked for others. */
  private async look(): Promise<void> {
    if (this.tree === undefined) return;
    const library = await this.recordings.library();
    if (this.looks++ % looksUntilAll === 0) await library.refresh();
    else await library.refreshLive();
  }

  private opened(): Promise<RunTree> {
    return (this.tree ??= this.open());
  }

  private async open(): Promise<RunTree> {
    const [{ RunTree }, library] = await Promise.all([loadTree(), this.recordings.library()]);
    return new RunTree(library, this.host);
  }
}

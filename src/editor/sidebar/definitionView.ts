import * as vscode from 'vscode';
import type { DataPreviews } from '../data/dataPreviews';
import type { Documents } from '../documents/documents';
import type { Sessions } from '../formulas/formulaSessions';
import { Delayed } from '../timing';
import type { NetworkRuns } from '../training/networkRuns';
import type { RunClock } from '../training/runClock';
import type * as TreeCode from './definitionTree';
import type { DefinitionTree } from './definitionTree';
import type { Entry } from './entries';

const viewId = 'backprop.definitions';

/** Milliseconds between two looks while the view is on the screen: watchers miss network mounts. */
const lookEvery = 10_000;

/** Read when the sidebar is opened for the first time, not when the extension starts. */
const loadTree = (): Promise<typeof TreeCode> =>
  import(/* webpackChunkName: "extension.asked" */ './definitionTree');

/** The view "Definitions". Until somebody opens it nothing is listed, watched or read. */
export class DefinitionView implements vscode.TreeDataProvider<Entry>, vscode.Disposable {
  private tree: Promise<DefinitionTree> | undefined;
  private readonly didChange = new vscode.EventEmitter<Entry[] | undefined>();
  private readonly subscriptions: { dispose: () => unknown }[] = [this.didChange];

  readonly onDidChangeTreeData = this.didChange.event;

  constructor(
    private readonly documents: Documents,
    private readonly data: DataPreviews,
    private readonly sessions: Sessions,
    private readonly runs: NetworkRuns,
    private readonly clock: RunClock,
  ) {
    const view = vscode.window.createTreeView<Entry>(viewId, {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    const poll = new Delayed(lookEvery, () => {
      if (view.visible) void this.lookForChanges();
      poll.trigger();
    });
    poll.trigger();
    this.subscriptions.push(
      view,
      poll,
      view.onDidChangeVisibility(({ visible }) => {
        // While the view was hidden a folder may have gone, of which nobody was notified.
        if (visible) void this.lookForChanges();
      }),
    );
  }

  async getChildren(entry?: Entry): Promise<Entry[]> {
    return (await this.opened()).getChildren(entry);
  }

  async getTreeItem(entry: Entry): Promise<vscode.TreeItem> {
    return (await this.opened()).getTreeItem(entry);
  }

  async resolveTreeItem(item: vscode.TreeItem, entry: Entry): Promise<vscode.TreeItem> {
    return (await this.opened()).resolveTreeItem(item, entry);
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private async lookForChanges(): Promise<void> {
    await (await this.tree)?.lookForChanges();
  }

  private opened(): Promise<DefinitionTree> {
    return (this.tree ??= this.open());
  }

  private async open(): Promise<DefinitionTree> {
    const { DefinitionTree } = await loadTree();
    const tree = new DefinitionTree(this.documents, this.data, this.sessions, this.runs, this.clock);
    this.subscriptions.push(
      tree,
      tree.onDidChangeTreeData((entries) => {
        this.didChange.fire(entries);
      }),
    );
    return tree;
  }
}

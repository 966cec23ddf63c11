import * as vscode from 'vscode';
import { targetOf } from '../../commands/target';
import type * as GraphPanelCode from './graphPanel';
import type { GraphPanel, PanelParts } from './graphPanel';
import { webviewHtml, webviewRoots } from '../host/webviewHtml';
import { fileNameOf } from '../../documents/uris';

const viewType = 'backprop.graph';

/** Most windows never open a panel: its code is read when the first one does, not when the extension starts. */
const loadGraphPanel = (): Promise<typeof GraphPanelCode> =>
  import(/* webpackChunkName: "extension.panels" */ './graphPanel');

interface OpenPanel {
  readonly graph: GraphPanel;
  readonly webviewPanel: vscode.WebviewPanel;
}

/** The graph panels, one per definition; opened by command, and restored when the window is reloaded. */
export class GraphPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly panels = new Map<string, OpenPanel>();
  private readonly shownNumbers = new WeakMap<GraphPanel, object>();
  /** Panels that are being brought back: nobody has asked for their run, so it does not play. */
  private readonly restoring = new WeakSet<GraphPanel>();
  private readonly subscriptions: vscode.Disposable;

  constructor(
    private readonly extension: vscode.Uri,
    private readonly parts: PanelParts,
  ) {
    const refreshAt = (uri: vscode.Uri): void => {
      void this.panels.get(uri.toString())?.graph.refresh(false);
    };
    const watcher = vscode.workspace.createFileSystemWatcher('**/*.backprop');
    this.subscriptions = vscode.Disposable.from(
      vscode.window.registerWebviewPanelSerializer(viewType, this),
      parts.sessions.onDidChange((uri) => {
        this.showRun(uri);
      }),
      parts.documents.onDidCheck(({ uri }) => {
        refreshAt(uri);
      }),
      vscode.workspace.onDidRenameFiles(({ files }) => {
        for (const { oldUri, newUri } of files) this.move(oldUri, newUri);
      }),
      watcher,
      watcher.onDidCreate(refreshAt),
      watcher.onDidDelete(refreshAt),
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
    for (const { graph } of this.panels.values()) graph.dispose();
  }

  /** After a reload the view has kept its own state, in it the address of the file and whether it had been run. */
  async deserializeWebviewPanel(webviewPanel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const kept = keptState(state);
    if (kept === undefined) {
      webviewPanel.dispose();
      return;
    }
    const uri = vscode.Uri.parse(kept.document, true);
    const graph = this.adopt(uri, webviewPanel, await loadGraphPanel());
    if (!kept.ran) return;
    this.restoring.add(graph);
    try {
      const document = await vscode.workspace.openTextDocument(uri);
      // The numbers were computed by a process that is gone; the panel shows what is wrong if they cannot be again.
      await this.parts.runner.run(document);
    } catch {
      this.parts.log.info(`${kept.document} is gone, so its panel has nothing to compute.`);
    } finally {
      this.restoring.delete(graph);
    }
  }

  async open(uri: unknown, pass: unknown): Promise<GraphPanel | undefined> {
    const [target, code] = await Promise.all([targetOf(uri, pass), loadGraphPanel()]);
    if (target === undefined) return undefined;
    const address = target.document.uri.toString();
    const existing = this.panels.get(address);
    if (existing !== undefined) {
      existing.webviewPanel.reveal(undefined, true);
      if (target.pass !== undefined) existing.graph.choosePass(target.pass);
      void existing.graph.refresh(false);
      return existing.graph;
    }
    const webviewPanel = vscode.window.createWebviewPanel(
      viewType,
      titleOf(target.document.uri),
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, localResourceRoots: [...webviewRoots(this.extension)] },
    );
    const graph = this.adopt(target.document.uri, webviewPanel, code);
    if (target.pass !== undefined) graph.choosePass(target.pass);
    return graph;
  }

  /** Opens the panel before the first node of the pass. Numbers of an earlier text are computed anew first. */
  async stepThrough(uri: unknown, pass: unknown): Promise<void> {
    const target = await targetOf(uri, pass);
    if (target === undefined) return;
    const { document } = target;
    const graph = await this.open(document.uri, target.pass);
    if (graph === undefined) return;
    const session = this.parts.sessions.find(document.uri);
    if (session?.run === undefined || session.stale) {
      const computed = await this.parts.runner.run(document, target.pass);
      if (computed.kind === 'failed') void vscode.window.showErrorMessage(computed.sentence);
    }
    graph.stepFromStart(target.pass ?? 0);
  }

  private adopt(uri: vscode.Uri, webviewPanel: vscode.WebviewPanel, code: typeof GraphPanelCode): GraphPanel {
    const graph = new code.GraphPanel(uri, webviewPanel, this.parts);
    this.panels.set(uri.toString(), { graph, webviewPanel });
    webviewPanel.iconPath = {
      light: vscode.Uri.joinPath(this.extension, 'media', 'file-light.svg'),
      dark: vscode.Uri.joinPath(this.extension, 'media', 'file-dark.svg'),
    };
    this.rememberShown(graph, this.parts.sessions.find(uri)?.run?.numbers);
    webviewPanel.onDidDispose(() => {
      graph.dispose();
      this.panels.delete(graph.uri.toString());
    });
    webviewPanel.webview.options = {
      enableScripts: true,
      localResourceRoots: [...webviewRoots(this.extension)],
    };
    this.load(graph, webviewPanel);
    return graph;
  }

  private load({ uri }: GraphPanel, webviewPanel: vscode.WebviewPanel): void {
    const title = titleOf(uri);
    webviewPanel.title = title;
    webviewPanel.webview.html = webviewHtml(webviewPanel.webview, this.extension, {
      view: 'formulas',
      title,
      document: uri,
    });
  }

  /** New numbers play; everything else only shows. */
  private showRun(uri: vscode.Uri): void {
    const panel = this.panels.get(uri.toString());
    if (panel === undefined) return;
    const numbers = this.parts.sessions.find(uri)?.run?.numbers;
    const isNew = numbers !== undefined && numbers !== this.shownNumbers.get(panel.graph);
    this.rememberShown(panel.graph, numbers);
    void panel.graph.refresh(isNew && !this.restoring.has(panel.graph));
  }

  private rememberShown(graph: GraphPanel, numbers: object | undefined): void {
    if (numbers === undefined) this.shownNumbers.delete(graph);
    else this.shownNumbers.set(graph, numbers);
  }

  /** The panel goes with its file, and with a folder that is renamed. */
  private move(from: vscode.Uri, to: vscode.Uri): void {
    for (const panel of [...this.panels.values()]) {
      const { graph, webviewPanel } = panel;
      const address = graph.uri.toString();
      if (!`${address}/`.startsWith(`${from.toString()}/`)) continue;
      this.panels.delete(address);
      graph.uri = to.with({ path: to.path + graph.uri.path.slice(from.path.length) });
      this.panels.set(graph.uri.toString(), panel);
      // A new page, because the address it keeps for a reload has changed; its own state stays.
      this.load(graph, webviewPanel);
    }
  }
}

function titleOf(uri: vscode.Uri): string {
  return vscode.l10n.t('Graph: {0}', fileNameOf(uri));
}

interface KeptState {
  readonly document: string;
  readonly ran: boolean;
}

function keptState(state: unknown): KeptState | undefined {
  if (typeof state !== 'object' || state === null || !('document' in state)) return undefined;
  const { document } = state;
  if (typeof document !== 'string' || document === '') return undefined;
  return { document, ran: 'ran' in state && state.ran === true };
}

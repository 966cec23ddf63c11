import * as vscode from 'vscode';
import type { NetworkTarget } from '../../commands/networkTarget';
import { webviewHtml, webviewRoots } from '../host/webviewHtml';
import type * as NetworkPanelCode from './networkPanel';
import type { NetworkPanel, NetworkPanelParts } from './networkPanel';

const viewType = 'backprop.network';

/**
 * Most windows never open a panel: its code is read when the first one does, not when the extension starts.
 */
const loadNetworkPanel = (): Promise<typeof NetworkPanelCode> =>
  import(/* webpackChunkName: "extension.panels" */ './networkPanel');

interface OpenPanel {
  readonly panel: NetworkPanel;
  readonly webviewPanel: vscode.WebviewPanel;
  /** As the page knows it; another one than the panel's after the definition was renamed. */
  uri: vscode.Uri;
}

/** The panels of networks, one for each; opened by command, and brought back when the window is reloaded. */
export class NetworkPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly panels = new Set<OpenPanel>();
  private readonly subscriptions: vscode.Disposable;

  constructor(
    private readonly extension: vscode.Uri,
    private readonly parts: NetworkPanelParts,
  ) {
    const watcher = vscode.workspace.createFileSystemWatcher('**/*.backprop');
    const refreshAt = (uri: vscode.Uri): void => {
      for (const { panel } of this.panels) {
        if (panel.uri.toString() === uri.toString()) void panel.refreshFile();
      }
    };
    this.subscriptions = vscode.Disposable.from(
      vscode.window.registerWebviewPanelSerializer(viewType, this),
      parts.runs.onDidChange(({ uri }) => {
        this.followRenamed(uri);
      }),
      watcher,
      watcher.onDidCreate(refreshAt),
      watcher.onDidDelete(refreshAt),
    );
  }

  /** Beside the text, which keeps the focus. */
  async open({ document, network }: NetworkTarget): Promise<NetworkPanel> {
    const { uri } = document;
    const code = await loadNetworkPanel();
    const existing = [...this.panels].find(
      ({ panel }) => panel.network === network && panel.uri.toString() === uri.toString(),
    );
    if (existing !== undefined) {
      if (!existing.webviewPanel.visible) existing.webviewPanel.reveal(undefined, true);
      return existing.panel;
    }
    const webviewPanel = vscode.window.createWebviewPanel(
      viewType,
      network,
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, localResourceRoots: [...webviewRoots(this.extension)] },
    );
    return this.adopt(uri, network, webviewPanel, code);
  }

  /** Opens the panel in the phases of a step: its mini-batch has been computed, nothing has been updated. */
  async stepThrough(target: NetworkTarget): Promise<void> {
    const panel = await this.open(target);
    panel.walk();
    await this.parts.controller.runOnce(target.document, target.network, { kind: 'compute' });
  }

  /** After a reload the run is gone with its worker; the same run comes to the same numbers once more. */
  async deserializeWebviewPanel(webviewPanel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const kept = keptState(state);
    if (kept === undefined) {
      webviewPanel.dispose();
      return;
    }
    const uri = vscode.Uri.parse(kept.document, true);
    this.adopt(uri, kept.network, webviewPanel, await loadNetworkPanel());
    if (kept.step === 0) return;
    try {
      const document = await vscode.workspace.openTextDocument(uri);
      await this.parts.controller.catchUp(document, kept.network, kept.step, kept.changedByHand);
    } catch {
      this.parts.log.info(`${kept.document} is gone, so its panel has nothing to train.`);
    }
  }

  dispose(): void {
    this.subscriptions.dispose();
    for (const { panel } of this.panels) panel.dispose();
  }

  private adopt(
    uri: vscode.Uri,
    network: string,
    webviewPanel: vscode.WebviewPanel,
    code: typeof NetworkPanelCode,
  ): NetworkPanel {
    const panel = new code.NetworkPanel(webviewPanel, uri, network, this.parts);
    const open: OpenPanel = { panel, webviewPanel, uri };
    this.panels.add(open);
    webviewPanel.iconPath = {
      light: vscode.Uri.joinPath(this.extension, 'media', 'file-light.svg'),
      dark: vscode.Uri.joinPath(this.extension, 'media', 'file-dark.svg'),
    };
    webviewPanel.onDidDispose(() => {
      panel.dispose();
      this.panels.delete(open);
    });
    webviewPanel.webview.options = {
      enableScripts: true,
      localResourceRoots: [...webviewRoots(this.extension)],
    };
    this.load(open);
    return panel;
  }

  private load({ panel: { uri, network }, webviewPanel }: OpenPanel): void {
    const title = vscode.l10n.t('Network: {0}', network);
    webviewPanel.title = title;
    webviewPanel.webview.html = webviewHtml(webviewPanel.webview, this.extension, {
      view: 'network',
      title,
      network,
      document: uri,
    });
  }

  /** A new page, because the address it keeps for a reload has changed; its own state stays. */
  private followRenamed(uri: vscode.Uri): void {
    for (const open of this.panels) {
      const now = open.panel.uri;
      if (now.toString() !== uri.toString() || now.toString() === open.uri.toString()) continue;
      open.uri = now;
      this.load(open);
    }
  }
}

interface KeptState {
  readonly document: string;
  readonly network: string;
  /** How far its run had come. */
  readonly step: number;
  /** Whether the text alone does not lead there. */
  readonly changedByHand: boolean;
}

function keptState(state: unknown): KeptState | undefined {
  if (typeof state !== 'object' || state === null) return undefined;
  if (!('document' in state) || !('network' in state)) return undefined;
  const { document, network } = state;
  if (typeof document !== 'string' || typeof network !== 'string' || document === '') return undefined;
  const step = 'step' in state && typeof state.step === 'number' ? state.step : 0;
  const changedByHand = 'changedByHand' in state && state.changedByHand === true;
  return { document, network, step, changedByHand };
}

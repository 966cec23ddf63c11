import * as vscode from 'vscode';
import type { KeptPlace } from '../../../protocol/panelMessages';
import { isWithin, movedUri } from '../../documents/uris';
import type { PanelPage, PanelPlace } from './panelHost';
import { webviewRoots } from './webviewHtml';

/** What the registry needs of an open panel. */
export interface RegisteredPanel {
  readonly host: {
    readonly uri: vscode.Uri;
    readonly network: string | undefined;
    readonly isActive: boolean;
    readonly isVisible: boolean;
    reveal(): void;
    moveTo(uri: vscode.Uri): void;
    refreshFile(): void;
    dispose(): void;
  };
  /**
   * Computes again what a reload of the window has taken away.
   * @param kept what the page has kept for itself
   */
  restore(kept: unknown): Promise<void>;
}

/** The code of a kind of panel. Most windows never open one, so it is read when the first opens. */
export interface PanelCode<Panel> {
  /** @returns `undefined` where no page of ours can have kept that */
  readonly readKeptPlace: (kept: unknown) => KeptPlace | undefined;
  readonly create: (place: PanelPlace, webviewPanel: vscode.WebviewPanel, page: PanelPage) => Panel;
}

/** One kind of panel. */
export interface PanelKind<Panel> {
  readonly viewType: string;
  readonly page: PanelPage;
  readonly loadCode: () => Promise<PanelCode<Panel>>;
}

/**
 * The open panels of one kind: opened once for each place,
 * followed when files move, and restored after a reload.
 */
export class PanelRegistry<Panel extends RegisteredPanel>
  implements vscode.WebviewPanelSerializer, vscode.Disposable
{
  private readonly panels = new Set<Panel>();
  private readonly subscriptions: vscode.Disposable;

  constructor(private readonly kind: PanelKind<Panel>) {
    const watcher = vscode.workspace.createFileSystemWatcher('**/*.backprop');
    const refreshAt = (uri: vscode.Uri): void => {
      for (const { host } of this.panels) if (host.uri.toString() === uri.toString()) host.refreshFile();
    };
    this.subscriptions = vscode.Disposable.from(
      vscode.window.registerWebviewPanelSerializer(kind.viewType, this),
      vscode.workspace.onDidRenameFiles(({ files }) => {
        for (const { oldUri, newUri } of files) this.move(oldUri, newUri);
      }),
      watcher,
      watcher.onDidCreate(refreshAt),
      watcher.onDidDelete(refreshAt),
    );
  }

  /** The place of the panel that has the focus. */
  get active(): PanelPlace | undefined {
    const host = [...this.panels].find((panel) => panel.host.isActive)?.host;
    if (host === undefined) return undefined;
    const { uri, network } = host;
    return network === undefined ? { uri } : { uri, network };
  }

  /**
   * Opens the panel of a place beside the text, which keeps the focus; one that is open comes to the front.
   */
  async open(place: PanelPlace): Promise<Panel> {
    const { viewType, page, loadCode } = this.kind;
    const code = await loadCode();
    const existing = this.find(place);
    if (existing !== undefined) {
      existing.host.reveal();
      return existing;
    }
    const webviewPanel = vscode.window.createWebviewPanel(
      viewType,
      page.titleOf(place),
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, localResourceRoots: [...webviewRoots(page.extension)] },
    );
    return this.adopt(code, place, webviewPanel);
  }

  async deserializeWebviewPanel(webviewPanel: vscode.WebviewPanel, kept: unknown): Promise<void> {
    // While the code is read somebody may close the panel, which nobody may touch any more then.
    const meanwhile = { isClosed: false };
    const closing = webviewPanel.onDidDispose(() => {
      meanwhile.isClosed = true;
    });
    const code = await this.kind.loadCode();
    closing.dispose();
    if (meanwhile.isClosed) return;
    const keptPlace = code.readKeptPlace(kept);
    const place = keptPlace && placeOf(keptPlace);
    if (place === undefined || this.find(place) !== undefined) {
      webviewPanel.dispose();
      return;
    }
    await this.adopt(code, place, webviewPanel).restore(kept);
  }

  dispose(): void {
    this.subscriptions.dispose();
    for (const { host } of this.panels) host.dispose();
    this.panels.clear();
  }

  /** Whether the panel of a definition is there and not behind another tab. */
  isInSight(place: PanelPlace): boolean {
    return this.find(place)?.host.isVisible === true;
  }

  private find({ uri, network }: PanelPlace): Panel | undefined {
    const address = uri.toString();
    return [...this.panels].find(({ host }) => host.network === network && host.uri.toString() === address);
  }

  private adopt(code: PanelCode<Panel>, place: PanelPlace, webviewPanel: vscode.WebviewPanel): Panel {
    const panel = code.create(place, webviewPanel, this.kind.page);
    this.panels.add(panel);
    webviewPanel.onDidDispose(() => {
      this.panels.delete(panel);
    });
    return panel;
  }

  /** Panels go with their file, and with a folder that is renamed. */
  private move(from: vscode.Uri, to: vscode.Uri): void {
    for (const { host } of this.panels) {
      if (isWithin(host.uri, from)) host.moveTo(movedUri(host.uri, from, to));
    }
  }
}

/** @returns `undefined` where what was kept is no address */
function placeOf({ document, network }: KeptPlace): PanelPlace | undefined {
  try {
    const uri = vscode.Uri.parse(document);
    return network === undefined ? { uri } : { uri, network };
  } catch {
    return undefined;
  }
}

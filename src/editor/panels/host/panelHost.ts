import * as vscode from 'vscode';
import { errorText } from '../../../protocol/errorText';
import { isFromEveryPanel } from '../../../protocol/panelMessages';
import type { ExportedFile, MessageFromPanel, MessageToPanel } from '../../../protocol/panelMessages';
import type { Received } from '../../../protocol/received';
import type { Source } from '../../../protocol/sourcePlace';
import { fileNameOf } from '../../documents/uris';
import { displayLanguage, localise } from '../../localise';
import type { Log } from '../../logChannel';
import { isRecording } from '../../runs/recordingUris';
import { revealSource } from './lineLight';
import type { LineLight } from './lineLight';
import type { ViewName } from './pageScripts';
import { webviewHtml, webviewRoots } from './webviewHtml';

/** What a panel is about: a definition, or one network of it. */
export interface PanelPlace {
  readonly uri: vscode.Uri;
  readonly network?: string;
}

/** How the pages of one kind of panel are made. */
export interface PanelPage {
  readonly extension: vscode.Uri;
  readonly view: ViewName;
  readonly titleOf: (place: PanelPlace) => string;
}

/** What is a panel's own. What panels have in common their host does. */
export interface PanelContent<Message> {
  /** The page has loaded, for the first time or once more, and knows nothing. */
  load(): void | Promise<void>;
  /** The page is gone, as the panel is hidden or gets another page: what it was sent is lost. */
  unload(): void;
  /** A message that only this kind of panel sends. */
  handle(message: Message): void | Promise<void>;
  /** The page could not read a message, and has not shown it. */
  recover(): void;
  /** The file of the definition came, went, or lost its editor. */
  refreshFile(): void | Promise<void>;
  /** The cursor went to a line of the definition, counted from 0, while the panel is in sight. */
  followCursor(document: vscode.TextDocument, line: number): void;
  /** Where the mistake is that the panel speaks of. */
  placeOfError(): Promise<Source | undefined>;
  /** The panel is closed. */
  dispose(): void;
}

/** Where a page is shown: a panel is one, and a view of the sidebar is made one. */
export interface PanelSurface {
  readonly webview: vscode.Webview;
  readonly visible: boolean;
  readonly active: boolean;
  title: string;
  iconPath?: vscode.WebviewPanel['iconPath'];
  readonly onDidChangeViewState: vscode.Event<unknown>;
  readonly onDidDispose: vscode.Event<void>;
  reveal(viewColumn?: vscode.ViewColumn, preserveFocus?: boolean): void;
}

/** So many refusals of a panel are logged, each once and shortened. */
const mostRefusals = 100;
const longestReason = 600;

/** What every host works with. */
export interface PanelHostParts {
  readonly light: LineLight;
  readonly log: Log;
}

/**
 * The extension's side of one webview panel: its page, what is posted to it, and what every page may ask for.
 * Once the panel is closed nothing reaches for it any more, whatever is still on its way.
 */
export class PanelHost<ToPanel, FromPanel extends { readonly kind: string }> implements vscode.Disposable {
  private content: PanelContent<FromPanel> | undefined;
  /** Where the text is that the panel is about, if not at its place. */
  textUri: vscode.Uri | undefined;
  private isLoaded = false;
  private isClosed = false;
  /** Another title than that of its place. */
  private givenTitle: string | undefined;
  /** What was refused on either side: each is logged once, for it may come with every message. */
  private readonly refusals = new Set<string>();
  private readonly subscriptions: vscode.Disposable;

  /** @param check whether what came is a message of this kind of panel */
  constructor(
    private place: PanelPlace,
    private readonly webviewPanel: PanelSurface,
    private readonly page: PanelPage,
    private readonly parts: PanelHostParts,
    private readonly check: (received: unknown) => Received<FromPanel | MessageFromPanel>,
  ) {
    this.subscriptions = vscode.Disposable.from(
      webviewPanel.webview.onDidReceiveMessage((received: unknown) => {
        void this.receive(received);
      }),
      webviewPanel.onDidChangeViewState(() => {
        // A hidden page is gone, and says that it is ready when it comes back.
        if (!this.isVisible) this.unload();
      }),
      webviewPanel.onDidDispose(() => {
        this.isClosed = true;
        this.dispose();
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor: { document }, selections }) => {
        const line = selections[0]?.active.line;
        if (
          line === undefined ||
          !this.isShown ||
          document.uri.toString() !== (this.textUri ?? this.uri).toString()
        )
          return;
        this.content?.followCursor(document, line);
      }),
    );
  }

  /** What it is about has a name that its place does not tell; `undefined`: not any more. */
  entitle(title: string | undefined): void {
    if (title === this.givenTitle) return;
    this.givenTitle = title;
    if (!this.isClosed) this.webviewPanel.title = title ?? this.page.titleOf(this.place);
  }

  get uri(): vscode.Uri {
    return this.place.uri;
  }

  /** The name of the network the panel is about, if it is about one. */
  get network(): string | undefined {
    return this.place.network;
  }

  /** Whether a person has closed it. */
  get isGone(): boolean {
    return this.isClosed;
  }

  get isVisible(): boolean {
    return !this.isClosed && this.webviewPanel.visible;
  }

  /** Whether it has the focus, or had it last. */
  get isActive(): boolean {
    return !this.isClosed && this.webviewPanel.active;
  }

  /** Whether what is posted is seen. */
  get isShown(): boolean {
    return this.isLoaded && this.isVisible;
  }

  /** Loads the page, which from now on shows `content`. */
  show(content: PanelContent<FromPanel>): void {
    this.content = content;
    if (this.isClosed) return;
    this.webviewPanel.iconPath = {
      light: vscode.Uri.joinPath(this.page.extension, 'media', 'file-light.svg'),
      dark: vscode.Uri.joinPath(this.page.extension, 'media', 'file-dark.svg'),
    };
    this.webviewPanel.webview.options = {
      enableScripts: true,
      localResourceRoots: [...webviewRoots(this.page.extension)],
    };
    this.loadPage();
  }

  /** Brings the panel to the front of its column, without taking the focus. */
  reveal(): void {
    if (!this.isClosed && !this.webviewPanel.visible) this.webviewPanel.reveal(undefined, true);
  }

  /**
   * Posts to the page. What a page cannot get, as it is hidden, loading or closed, it asks for with `ready`.
   */
  post(message: ToPanel | MessageToPanel): void {
    if (this.isLoaded && !this.isClosed) void this.webviewPanel.webview.postMessage(message);
  }

  /** The definition has another address now. */
  moveTo(uri: vscode.Uri): void {
    this.place = { ...this.place, uri };
    // A new page, because the address it keeps for a reload has changed; its own state stays.
    if (!this.isClosed) this.loadPage();
  }

  refreshFile(): void {
    void this.content?.refreshFile();
  }

  /** Lights up a place of the definition, or puts the light out. */
  lightUp(source: Source | undefined): void {
    this.parts.light.show(this.textUri ?? this.uri, source);
  }

  /**
   * Brings a place of the definition into view and puts the cursor there.
   * @param keepsFocus the panel keeps the keyboard: only what it is about is shown
   */
  async revealSource(source: Source | undefined, keepsFocus = false): Promise<void> {
    if (source !== undefined) await revealSource(this.textUri ?? this.uri, source, keepsFocus);
  }

  dispose(): void {
    this.isLoaded = false;
    this.subscriptions.dispose();
    this.lightUp(undefined);
    this.content?.dispose();
    this.content = undefined;
  }

  private unload(): void {
    this.isLoaded = false;
    this.content?.unload();
  }

  private loadPage(): void {
    const { webview } = this.webviewPanel;
    const { extension, view, titleOf } = this.page;
    const title = this.givenTitle ?? titleOf(this.place);
    this.unload();
    this.webviewPanel.title = title;
    webview.html = webviewHtml(webview, extension, { view, title, ...this.place });
  }

  private async receive(received: unknown): Promise<void> {
    const { log } = this.parts;
    const checked = this.check(received);
    if (!checked.ok) {
      this.logOnce(`The ${this.page.view} panel sent a message that was refused: ${checked.reason}`);
      return;
    }
    try {
      const { message } = checked;
      if (isFromEveryPanel(message)) await this.handle(message);
      else await this.content?.handle(message);
    } catch (error) {
      const cause = errorText(error);
      log.error(`${checked.message.kind} of the ${this.page.view} panel failed: ${cause}`);
      this.post({ kind: 'notice', text: cause });
    }
  }

  private async handle(message: MessageFromPanel): Promise<void> {
    switch (message.kind) {
      case 'ready':
        this.isLoaded = true;
        this.post({
          kind: 'texts',
          language: displayLanguage,
          strings: Object.fromEntries(message.texts.map((text) => [text, localise({ text, values: [] })])),
        });
        await this.content?.load();
        return;
      case 'refused':
        this.noteRefusal(message.reason);
        return;
      case 'showError':
        await this.revealSource(await this.content?.placeOfError());
        return;
      case 'export': {
        const saved = await saveExport(this.uri, message);
        if (saved !== undefined) this.post({ kind: 'notice', text: vscode.l10n.t('Saved {0}.', saved) });
        return;
      }
      case 'copy':
        await vscode.env.clipboard.writeText(message.text);
        this.post({ kind: 'notice', text: vscode.l10n.t('Copied.') });
        return;
      case 'log':
        this.log(message);
        return;
    }
  }

  private noteRefusal(reason: string): void {
    this.logOnce(`The ${this.page.view} panel refused a message: ${reason.slice(0, longestReason)}`);
    this.content?.recover();
  }

  private logOnce(refusal: string): void {
    if (this.refusals.has(refusal) || this.refusals.size >= mostRefusals) return;
    this.refusals.add(refusal);
    this.parts.log.warn(refusal);
  }

  private log({ level, text }: MessageFromPanel & { readonly kind: 'log' }): void {
    const { log } = this.parts;
    if (level === 'error') log.error(text);
    else if (level === 'warning') log.warn(text);
    else log.info(text);
  }
}

/**
 * Asks where to, and writes the file there.
 * @returns its name, or `undefined` when the reader changed their mind
 */
async function saveExport(
  definition: vscode.Uri,
  { format, bytes, name }: ExportedFile,
): Promise<string | undefined> {
  const own = fileNameOf(definition).replace(/\.(backprop|bprun)$/, '');
  // Beside a recording nobody looks for it, and beside a text that was never saved there is no place.
  const folder =
    definition.scheme === 'untitled' || isRecording(definition)
      ? vscode.workspace.workspaceFolders?.[0]?.uri
      : vscode.Uri.joinPath(definition, '..');
  const target = await vscode.window.showSaveDialog({
    ...(folder && { defaultUri: await freePlace(folder, name ?? own, format) }),
    filters: { [format.toUpperCase()]: [format] },
    title: vscode.l10n.t('Export'),
  });
  if (target === undefined) return undefined;
  await vscode.workspace.fs.writeFile(target, bytes);
  return fileNameOf(target);
}

/** So many places are tried. */
const mostTried = 100;

/** `name.html`, or `name-2.html` where there is one: what was exported before is not to be replaced. */
async function freePlace(folder: vscode.Uri, name: string, format: string): Promise<vscode.Uri> {
  const place = (number: number): vscode.Uri =>
    vscode.Uri.joinPath(folder, `${name}${number === 1 ? '' : `-${String(number)}`}.${format}`);
  for (let number = 1; number < mostTried; number++) {
    try {
      await vscode.workspace.fs.stat(place(number));
    } catch {
      return place(number);
    }
  }
  return place(1);
}

/**
 * As much of the `vscode` module as panels need, in a process without VS Code. A panel that was closed
 * throws, whatever is asked of it, as VS Code's does.
 */

import { posix } from 'node:path';

type Listener<Event> = (event: Event) => void;

interface Closing {
  readonly dispose: () => unknown;
}

const nothing: Closing = { dispose: () => undefined };

export class EventEmitter<Event> {
  private readonly listeners = new Set<Listener<Event>>();

  readonly event = (listener: Listener<Event>): { dispose: () => void } => {
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  };

  fire(event: Event): void {
    for (const listener of [...this.listeners]) listener(event);
  }

  get count(): number {
    return this.listeners.size;
  }

  dispose(): void {
    this.listeners.clear();
  }
}

export class Disposable {
  constructor(readonly dispose: () => unknown) {}

  static from(...parts: readonly Closing[]): Disposable {
    return new Disposable(() => {
      for (const part of parts) part.dispose();
    });
  }
}

export class Uri {
  private constructor(
    readonly scheme: string,
    readonly path: string,
  ) {}

  static parse(text: string): Uri {
    const [scheme = '', path = ''] = text.split('://');
    if (path.startsWith('//')) throw new Error('A path without an authority cannot begin with two slashes.');
    return new Uri(scheme, path);
  }

  static joinPath(base: Uri, ...parts: readonly string[]): Uri {
    return base.with({ path: posix.join(base.path, ...parts) });
  }

  with({ path }: { readonly path: string }): Uri {
    return new Uri(this.scheme, path);
  }

  toString(): string {
    return `${this.scheme}://${this.path}`;
  }
}

export class FakeWebviewPanel {
  readonly posted: unknown[] = [];
  readonly received = new EventEmitter<unknown>();
  readonly viewState = new EventEmitter<void>();
  readonly disposed = new EventEmitter<void>();
  /** How many pages have been loaded into it. */
  pages = 0;
  isClosed = false;
  title = '';
  iconPath: unknown;
  isInFront = true;

  readonly onDidChangeViewState = this.viewState.event;
  readonly onDidDispose = this.disposed.event;

  get visible(): boolean {
    this.assertOpen();
    return this.isInFront;
  }

  get webview(): {
    html: string;
    options: unknown;
    readonly cspSource: string;
    readonly onDidReceiveMessage: (listener: Listener<unknown>) => { dispose: () => void };
    readonly asWebviewUri: (uri: Uri) => Uri;
    readonly postMessage: (message: unknown) => Promise<boolean>;
  } {
    this.assertOpen();
    const load = (): void => {
      this.pages++;
    };
    return {
      set html(_page: string) {
        load();
      },
      options: undefined,
      cspSource: '',
      onDidReceiveMessage: this.received.event,
      asWebviewUri: (uri) => uri,
      postMessage: (message) => {
        this.posted.push(message);
        return Promise.resolve(true);
      },
    };
  }

  reveal(): void {
    this.assertOpen();
    this.isInFront = true;
  }

  dispose(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.disposed.fire();
  }

  private assertOpen(): void {
    if (this.isClosed) throw new Error('Webview is disposed');
  }
}

export const renamed = new EventEmitter<{ readonly files: readonly { oldUri: Uri; newUri: Uri }[] }>();
export const created = new EventEmitter<Uri>();
export const deleted = new EventEmitter<Uri>();
export const selection = new EventEmitter<unknown>();
/** Those that were created, in order. */
export const webviewPanels: FakeWebviewPanel[] = [];

export const env = { language: 'en', clipboard: { writeText: (): Promise<void> => Promise.resolve() } };
export const l10n = {
  t: (text: string, ...values: readonly unknown[]): string =>
    text.replace(/\{(\d+)\}/g, (_whole, at: string) => String(values[Number(at)])),
};
export const ViewColumn = { Beside: -2, One: 1 };
/** Where the dialog for saving would have put what is exported, in order; nobody chooses a place. */
export const proposed: string[] = [];
export const window = {
  visibleTextEditors: [],
  showSaveDialog: ({ defaultUri }: { readonly defaultUri?: Uri }): Promise<undefined> => {
    proposed.push(defaultUri?.path ?? '');
    return Promise.resolve(undefined);
  },
  onDidChangeTextEditorSelection: selection.event,
  registerWebviewPanelSerializer: (): Closing => nothing,
  createWebviewPanel: (): FakeWebviewPanel => {
    const panel = new FakeWebviewPanel();
    webviewPanels.push(panel);
    return panel;
  },
};
/** Paths of files that there are. */
export const existing = new Set<string>();
export const workspace = {
  fs: {
    stat: ({ path }: Uri): Promise<object> =>
      existing.has(path) ? Promise.resolve({}) : Promise.reject(new Error('There is no such file.')),
  },
  workspaceFolders: [{ uri: Uri.parse('file:///folder') }],
  // Nothing is set.
  getConfiguration: (): { readonly get: () => undefined } => ({ get: () => undefined }),
  onDidRenameFiles: renamed.event,
  createFileSystemWatcher: (): Closing & {
    readonly onDidCreate: typeof created.event;
    readonly onDidDelete: typeof deleted.event;
  } => ({ ...nothing, onDidCreate: created.event, onDidDelete: deleted.event }),
};

import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { chromium, type Browser, type Page } from 'playwright-core';
import manifest from '../../package.json';
import { pageScripts, type ViewName } from '../../src/editor/panels/host/pageScripts';
import type { Received } from '../../src/protocol/received';
import themes from './fixtures/themes.json';
import { packed, unpackInPage } from './typedArrays';

export const themeNames = ['dark', 'light', 'highContrastDark', 'highContrastLight'] as const;
export type ThemeName = (typeof themeNames)[number];

const root = new URL('../../', import.meta.url);
const nonce = 'bm9uY2U';

/** VS Code's side of a webview: state that outlives the page, and every message the panel sent. */
const fakeApi = `
  ${unpackInPage}
  // A page is used for one panel after another; what the last one kept goes, unless this is its reload.
  if (performance.getEntriesByType('navigation')[0].type !== 'reload') {
    sessionStorage.clear();
    const kept = new URLSearchParams(location.search).get('kept');
    if (kept !== null) sessionStorage.setItem('state', kept);
  }
  window.sent = [];
  window.acquireVsCodeApi = () => ({
    postMessage: (message) => { window.sent.push(message); },
    getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
    setState: (state) => { sessionStorage.setItem('state', JSON.stringify(state)); },
  });
  window.violations = [];
  document.addEventListener('securitypolicyviolation', (event) => {
    window.violations.push(event.violatedDirective + ' ' + event.blockedURI);
  });
  window.receive = (json) => { window.postMessage(unpack(JSON.parse(json)), '*'); };
`;

/** As the manifest names the kinds of themes. */
const kindOf = {
  dark: 'dark',
  light: 'light',
  highContrastDark: 'highContrast',
  highContrastLight: 'highContrastLight',
} as const satisfies Readonly<Record<ThemeName, string>>;

/** The colours that the extension adds to every theme, which VS Code gives its webviews, too. */
export function ownColors(theme: ThemeName): Readonly<Record<string, string>> {
  return Object.fromEntries(
    manifest.contributes.colors.map(({ id, defaults }) => [
      `--vscode-${id.replace('.', '-')}`,
      defaults[kindOf[theme]],
    ]),
  );
}

function lookOf(theme: ThemeName): { readonly bodyClass: string; readonly rules: string } {
  const { bodyClass, variables } = themes[theme];
  const rules = Object.entries({ ...variables, ...ownColors(theme) }).map(
    ([name, value]) => `${name}: ${value};`,
  );
  return { bodyClass, rules: `:root { ${rules.join(' ')} }` };
}

function pageHtml(view: ViewName, theme: ThemeName, reduceMotion: boolean): string {
  const { bodyClass, rules } = lookOf(theme);
  const scripts = pageScripts(view).map((file) => `<script nonce="${nonce}" src="/${file}"></script>`);
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${view}</title>
    <style id="theme" nonce="${nonce}">${rules}</style>
    <link rel="stylesheet" href="/shared.css"><link rel="stylesheet" href="/${view}.css"></head>
    <body class="${bodyClass}${reduceMotion ? ' vscode-reduce-motion' : ''}"><div id="root"></div>
    <script nonce="${nonce}">${fakeApi}</script>
    ${scripts.join('')}</body></html>`;
}

/**
 * The policy the extension gives its webviews; VS Code itself
 * adds the theme's variables from outside, here a nonce does.
 */
const policy = [
  "default-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  `script-src 'nonce-${nonce}'`,
  `style-src 'self' 'nonce-${nonce}'`,
  "img-src 'self' data: blob:",
  "font-src 'self'",
].join('; ');

export interface PageOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly reduceMotion?: boolean;
  readonly scale?: number;
  /** What the page kept of an earlier time. */
  readonly kept?: object;
}

declare global {
  interface Window {
    readonly sent: readonly unknown[];
    readonly violations: readonly string[];
    receive(json: string): void;
  }
}

/** A panel in a real browser, and what its host sees of it. */
export class WebviewPage<ToPanel, ToHost extends { readonly kind: string }> {
  /** What the page has said up to the last look; one that is loaded anew begins anew. */
  private heard: { readonly loadedAt: number; readonly messages: ToHost[] } = { loadedAt: 0, messages: [] };

  /**
   * @param check as the host checks what it receives
   * @param release gives the page back
   */
  constructor(
    readonly page: Page,
    private readonly check: (message: unknown) => Received<ToHost>,
    private readonly release: (page: Page) => void,
  ) {}

  /** Gives the page back for the next panel. */
  close(): void {
    this.release(this.page);
  }

  /** Sends as the host would, one after the other, and waits until each is drawn. */
  async receive(...messages: readonly ToPanel[]): Promise<void> {
    for (const message of messages) await this.receiveAnything(message);
  }

  async receiveAnything(message: unknown): Promise<void> {
    await this.page.evaluate(
      async (json) => {
        // The panel listens already, so it has handled the message when this listener is called.
        const handled = new Promise((resolve) => {
          window.addEventListener('message', resolve, { once: true });
        });
        window.receive(json);
        await handled;
      },
      JSON.stringify(packed(message)),
    );
    await this.settled();
  }

  /** Changes the theme under the open panel, as VS Code does. */
  async setTheme(theme: ThemeName): Promise<void> {
    await this.page.evaluate(
      ([{ bodyClass, rules }, all]) => {
        const style = document.getElementById('theme');
        if (style === null) throw new Error('The page has no theme.');
        style.textContent = rules;
        document.body.classList.remove(...all);
        document.body.classList.add(...bodyClass.split(' '));
      },
      [lookOf(theme), themeNames.flatMap((name) => lookOf(name).bodyClass.split(' '))] as const,
    );
    await this.settled();
  }

  /**
   * Waits until what was done is drawn, and what waits for the paint has run.
   * @param frames how many the page has drawn by then: more, where one thing follows from another
   */
  settled(frames = 2): Promise<void> {
    return this.page.evaluate(async (count) => {
      for (let frame = 0; frame < count; frame++)
        await new Promise((resolve) => {
          requestAnimationFrame(resolve);
        });
      // Effects run in a task of their own after the frame; this one is behind theirs.
      await new Promise((resolve) => setTimeout(resolve, 0));
    }, frames);
  }

  /** Everything the panel has said so far, checked as the host checks it. */
  async sent(): Promise<readonly ToHost[]> {
    // What was heard before stays where it is: a file that was exported has megabytes.
    const { loadedAt, json, bytes } = await this.page.evaluate(
      (known) => {
        const taken: Uint8Array[] = [];
        const news = window.sent.slice(known.loadedAt === performance.timeOrigin ? known.count : 0);
        const text = JSON.stringify(news, (_key, value: unknown) =>
          value instanceof Uint8Array ? { bytes: taken.push(value) - 1 } : value,
        );
        return { loadedAt: performance.timeOrigin, json: text, bytes: taken };
      },
      { loadedAt: this.heard.loadedAt, count: this.heard.messages.length },
    );
    if (loadedAt !== this.heard.loadedAt) this.heard = { loadedAt, messages: [] };
    const isTaken = (value: unknown): value is { readonly bytes: number } =>
      typeof value === 'object' && value !== null && 'bytes' in value && typeof value.bytes === 'number';
    const news = JSON.parse(json, (_key, value: unknown) =>
      isTaken(value) ? Uint8Array.from(bytes[value.bytes] ?? []) : value,
    ) as unknown[];
    for (const each of news) {
      const received = this.check(each);
      if (!received.ok)
        throw new Error(`the host would refuse ${JSON.stringify(each).slice(0, 200)}: ${received.reason}`);
      this.heard.messages.push(received.message);
    }
    return this.heard.messages;
  }

  async sentOf<Kind extends ToHost['kind']>(
    kind: Kind,
  ): Promise<readonly Extract<ToHost, { readonly kind: Kind }>[]> {
    const isOfKind = (message: ToHost): message is Extract<ToHost, { readonly kind: Kind }> =>
      message.kind === kind;
    return (await this.sent()).filter(isOfKind);
  }

  violations(): Promise<readonly string[]> {
    return this.page.evaluate(() => window.violations);
  }
}

let running: Promise<Browser> | undefined;

/** One browser for all files, which follow each other in one thread: it ends as the pipe to it does. */
function runningBrowser(): Promise<Browser> {
  running ??= chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-sync',
    ],
  });
  return running;
}

/** Pages and a server for a built bundle, for all tests of a file. */
export class WebviewBrowser {
  private readonly all: Page[] = [];
  private readonly free: { readonly page: Page; readonly scale: number }[] = [];
  private opened = 0;

  private constructor(
    private readonly browser: Browser,
    private readonly server: Server,
    private readonly origin: string,
  ) {}

  static async start(view: ViewName): Promise<WebviewBrowser> {
    const files = [...pageScripts(view), 'shared.css', `${view}.css`].map((file) => `/${file}`);
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      response.setHeader('Content-Security-Policy', policy);
      if (files.includes(url.pathname)) {
        response.setHeader('Content-Type', url.pathname.endsWith('js') ? 'text/javascript' : 'text/css');
        // A browser reads and compiles the panel once, and not for every page.
        response.setHeader('Cache-Control', 'max-age=3600');
        response.end(readFileSync(new URL(`dist/webview${url.pathname}`, root)));
        return;
      }
      const theme = themeNames.find((name) => name === url.searchParams.get('theme')) ?? 'dark';
      response.setHeader('Content-Type', 'text/html');
      response.end(pageHtml(view, theme, url.searchParams.has('reduceMotion')));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the server has no port');
    return new WebviewBrowser(await runningBrowser(), server, `http://127.0.0.1:${address.port}`);
  }

  /** A new panel's page: it has said `ready` and waits for its state. */
  async page(options: PageOptions = {}): Promise<{ page: Page; release: (page: Page) => void }> {
    const { theme = 'dark', width = 1200, height = 760, reduceMotion = true, scale = 1, kept } = options;
    const page = await this.pageAt(scale);
    await page.setViewportSize({ width, height });
    // The number makes it another address: going to the same one again might count as a reload.
    const query = new URLSearchParams({ panel: String(++this.opened), theme });
    if (reduceMotion) query.set('reduceMotion', '');
    if (kept !== undefined) query.set('kept', JSON.stringify(kept));
    await page.goto(`${this.origin}/?${query.toString()}`);
    // Playwright's own waiting would bring its tools into every page, which take longer than the panel.
    await page.evaluate(async () => {
      while (window.sent.length === 0) await new Promise(requestAnimationFrame);
    });
    return {
      page,
      release: (released) => {
        this.free.push({ page: released, scale });
      },
    };
  }

  /** A page that nobody uses any more, as new: a new one takes seconds on a busy machine. */
  private async pageAt(scale: number): Promise<Page> {
    const at = this.free.findIndex((each) => each.scale === scale);
    const [reused] = at < 0 ? [] : this.free.splice(at, 1);
    if (reused === undefined) {
      const page = await this.browser.newPage({ deviceScaleFactor: scale });
      this.all.push(page);
      return page;
    }
    await reused.page.emulateMedia({ reducedMotion: null });
    return reused.page;
  }

  async stop(): Promise<void> {
    for (const page of this.all) await page.close();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { chromium, type Browser, type Page } from 'playwright-core';
import { receiveInHost, type HostToPanel, type PanelToHost } from '../../src/protocol/panel';
import { asJson } from './floats';
import themes from './fixtures/themes.json';

export const themeNames = ['dark', 'light', 'highContrastDark', 'highContrastLight'] as const;
export type ThemeName = (typeof themeNames)[number];

const root = new URL('../../', import.meta.url);
const nonce = 'bm9uY2U';

/** VS Code's side of a webview: state that outlives the page, and every message the panel sent. */
const fakeApi = `
  // A page is used for one panel after another; what the last one kept goes, unless this is its reload.
  if (performance.getEntriesByType('navigation')[0].type !== 'reload') sessionStorage.clear();
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
  const revive = (value) => {
    if (Array.isArray(value)) return value.map(revive);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value.float64)) return Float64Array.from(value.float64, Number);
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, revive(member)]));
  };
  window.receive = (json) => { window.postMessage(revive(json), '*'); };
`;

function pageHtml(theme: ThemeName, reduceMotion: boolean): string {
  const { bodyClass, variables } = themes[theme];
  const rules = Object.entries(variables).map(([name, value]) => `${name}: ${value};`);
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>panel</title>
    <style nonce="${nonce}">:root { ${rules.join(' ')} }</style>
    <link rel="stylesheet" href="/panel.css"></head>
    <body class="${bodyClass}${reduceMotion ? ' vscode-reduce-motion' : ''}"><div id="root"></div>
    <script nonce="${nonce}">${fakeApi}</script>
    <script nonce="${nonce}" src="/panel.js"></script></body></html>`;
}

/** The policy the extension gives its webviews; VS Code itself adds the theme's variables from outside, here a nonce does. */
const policy = [
  "default-src 'none'",
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
}

declare global {
  interface Window {
    readonly sent: readonly unknown[];
    readonly violations: readonly string[];
    receive(json: unknown): void;
  }
}

/** A panel in a real browser, and what its host sees of it. */
export class PanelPage {
  constructor(
    readonly page: Page,
    private readonly release: (page: Page) => void,
  ) {}

  /** Gives the page back for the next panel. */
  close(): void {
    this.release(this.page);
  }

  /** Sends as the host would, and waits until it is drawn. */
  async receive(message: HostToPanel): Promise<void> {
    await this.receiveAnything(message);
  }

  async receiveAnything(message: unknown): Promise<void> {
    await this.page.evaluate(async (json) => {
      // The panel listens already, so it has handled the message when this listener is called.
      const handled = new Promise((resolve) => {
        window.addEventListener('message', resolve, { once: true });
      });
      window.receive(json);
      await handled;
    }, asJson(message));
    await this.settled();
  }

  /** Waits until what was done is drawn, and what waits for the paint has run. */
  settled(): Promise<void> {
    return this.page.evaluate(async () => {
      for (let frame = 0; frame < 2; frame++)
        await new Promise((resolve) => {
          requestAnimationFrame(resolve);
        });
      // Effects run in a task of their own after the frame; this one is behind theirs.
      await new Promise((resolve) => setTimeout(resolve, 0));
    });
  }

  /** Everything the panel has said so far, checked as the host checks it. */
  async sent(): Promise<readonly PanelToHost[]> {
    // Bytes go through strings: they would not survive the way out of the page.
    const raw = await this.page.evaluate(
      () =>
        JSON.parse(
          JSON.stringify(window.sent, (_key, value: unknown) =>
            value instanceof Uint8Array ? { bytes: Array.from(value) } : value,
          ),
        ) as unknown[],
    );
    return raw.map((each) => {
      const received = receiveInHost(withBytes(each));
      if (!received.ok)
        throw new Error(`the host would refuse ${JSON.stringify(each).slice(0, 200)}: ${received.reason}`);
      return received.message;
    });
  }

  async sentOf<Kind extends PanelToHost['kind']>(
    kind: Kind,
  ): Promise<readonly Extract<PanelToHost, { kind: Kind }>[]> {
    const isOfKind = (message: PanelToHost): message is Extract<PanelToHost, { kind: Kind }> =>
      message.kind === kind;
    return (await this.sent()).filter(isOfKind);
  }

  /** The number above (forward) or below (backward) an edge, with all its digits; the mark where there is none. */
  async edgeNumber(edge: string, direction: 'forward' | 'backward'): Promise<string> {
    const element = this.page.locator(`[data-edge="${edge}"] text[data-direction="${direction}"]`);
    const value = await element.getAttribute('data-value');
    if (value !== null) return value;
    return (await element.textContent()) ?? '';
  }

  /** The numbers of a matrix on an edge, in the order of its entries. */
  async edgeEntries(edge: string, direction: 'forward' | 'backward'): Promise<readonly number[]> {
    const cells = this.page.locator(`[data-edge="${edge}"] g[data-direction="${direction}"] [data-entry]`);
    return cells.evaluateAll((elements) =>
      elements
        .map(
          (element) =>
            [Number(element.getAttribute('data-entry')), Number(element.getAttribute('data-value'))] as const,
        )
        .sort(([a], [b]) => a - b)
        .map(([, value]) => value),
    );
  }

  violations(): Promise<readonly string[]> {
    return this.page.evaluate(() => window.violations);
  }
}

function withBytes(raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null || !('bytes' in raw)) return raw;
  const { bytes } = raw;
  if (typeof bytes !== 'object' || bytes === null || !('bytes' in bytes) || !Array.isArray(bytes.bytes))
    return raw;
  return { ...raw, bytes: Uint8Array.from(bytes.bytes, Number) };
}

/** One browser and one server for the built bundle, for all tests of a file. */
export class PanelBrowser {
  private readonly free: { readonly page: Page; readonly scale: number }[] = [];
  private opened = 0;

  private constructor(
    private readonly browser: Browser,
    private readonly server: Server,
    private readonly origin: string,
  ) {}

  static async start(): Promise<PanelBrowser> {
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      response.setHeader('Content-Security-Policy', policy);
      if (url.pathname === '/panel.js' || url.pathname === '/panel.css') {
        response.setHeader('Content-Type', url.pathname.endsWith('js') ? 'text/javascript' : 'text/css');
        response.end(readFileSync(new URL(`dist/webview${url.pathname}`, root)));
        return;
      }
      const theme = themeNames.find((name) => name === url.searchParams.get('theme')) ?? 'dark';
      response.setHeader('Content-Type', 'text/html');
      response.end(pageHtml(theme, url.searchParams.has('reduceMotion')));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the server has no port');
    const browser = await chromium.launch({
      executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-sync',
      ],
    });
    return new PanelBrowser(browser, server, `http://127.0.0.1:${address.port}`);
  }

  /** Opens a new panel. It has said `ready` and waits for its state. */
  async open(options: PageOptions = {}): Promise<PanelPage> {
    const { theme = 'dark', width = 1200, height = 760, reduceMotion = true, scale = 1 } = options;
    const page = await this.pageAt(scale);
    await page.setViewportSize({ width, height });
    // The number makes it another address: going to the same one again might count as a reload.
    await page.goto(
      `${this.origin}/?panel=${++this.opened}&theme=${theme}${reduceMotion ? '&reduceMotion' : ''}`,
    );
    await page.waitForFunction(() => window.sent.length > 0);
    return new PanelPage(page, (released) => {
      this.free.push({ page: released, scale });
    });
  }

  /** A page that nobody uses any more, as new: a new one takes seconds on a busy machine. */
  private async pageAt(scale: number): Promise<Page> {
    const at = this.free.findIndex((each) => each.scale === scale);
    const [reused] = at < 0 ? [] : this.free.splice(at, 1);
    if (reused === undefined) return this.browser.newPage({ deviceScaleFactor: scale });
    await reused.page.emulateMedia({ reducedMotion: null });
    return reused.page;
  }

  async stop(): Promise<void> {
    await this.browser.close();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

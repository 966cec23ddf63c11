import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { chromium, type Browser, type Page } from 'playwright-core';
import {
  receiveFromNetworkPanel,
  type HostToNetworkPanel,
  type NetworkPanelToHost,
} from '../../../src/protocol/networkPanel';
import { themeNames, type PageOptions, type ThemeName } from '../panelPage';
import themes from '../fixtures/themes.json';
import { packed, unpack, unpackInPage } from './typedArrays';

const root = new URL('../../../', import.meta.url);
const nonce = 'bm9uY2U';

/** VS Code's side of a webview: state that outlives the page, and every message the panel sent. */
const fakeApi = `
  ${unpackInPage}
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
  window.receive = (json) => { window.postMessage(unpack(json), '*'); };
`;

const policy = [
  "default-src 'none'",
  `script-src 'nonce-${nonce}'`,
  `style-src 'self' 'nonce-${nonce}'`,
  "img-src 'self' data: blob:",
  "font-src 'self'",
].join('; ');

function pageHtml(theme: ThemeName, reduceMotion: boolean): string {
  const { bodyClass, variables } = themes[theme];
  const rules = Object.entries(variables).map(([name, value]) => `${name}: ${value};`);
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>network</title>
    <style nonce="${nonce}">:root { ${rules.join(' ')} }</style>
    <link rel="stylesheet" href="/network.css"></head>
    <body class="${bodyClass}${reduceMotion ? ' vscode-reduce-motion' : ''}"><div id="root"></div>
    <script nonce="${nonce}">${fakeApi}</script>
    <script nonce="${nonce}" src="/network.js"></script></body></html>`;
}

/** A network's panel in a real browser, and what its host sees of it. */
export class NetworkPage {
  constructor(readonly page: Page) {}

  /** Sends as the host would, and waits until it is drawn. */
  async receive(...messages: readonly HostToNetworkPanel[]): Promise<void> {
    for (const message of messages) {
      await this.page.evaluate(async (json) => {
        window.receive(json);
        await new Promise((resolve) => setTimeout(resolve, 0));
        await new Promise((resolve) =>
          requestAnimationFrame(() => {
            requestAnimationFrame(resolve);
          }),
        );
      }, packed(message));
    }
  }

  /** Everything the panel has said so far, checked as the host checks it. */
  async sent(): Promise<readonly NetworkPanelToHost[]> {
    const raw = await this.page.evaluate(() =>
      JSON.stringify(window.sent, (_key, value: unknown) =>
        value instanceof Uint8Array ? { typedArray: 'Uint8Array', numbers: Array.from(value) } : value,
      ),
    );
    const messages: unknown = JSON.parse(raw);
    if (!Array.isArray(messages)) throw new Error('the panel said nothing that is a list');
    return messages.map((message: unknown) => {
      const received = receiveFromNetworkPanel(unpack(message));
      if (!received.ok)
        throw new Error(`the host would refuse ${JSON.stringify(message).slice(0, 200)}: ${received.reason}`);
      return received.message;
    });
  }

  async sentOf<Kind extends NetworkPanelToHost['kind']>(
    kind: Kind,
  ): Promise<readonly Extract<NetworkPanelToHost, { kind: Kind }>[]> {
    const isOfKind = (message: NetworkPanelToHost): message is Extract<NetworkPanelToHost, { kind: Kind }> =>
      message.kind === kind;
    return (await this.sent()).filter(isOfKind);
  }

  /** The newest wishes of the open sections. */
  async wishes(): Promise<Extract<NetworkPanelToHost, { kind: 'wish' }>['wishes']> {
    return (await this.sentOf('wish')).at(-1)?.wishes ?? { pictures: [] };
  }

  violations(): Promise<readonly string[]> {
    return this.page.evaluate(() => window.violations);
  }

  async close(): Promise<void> {
    await this.page.close();
  }
}

/** One browser and one server for the built bundle, for all tests of a file. */
export class NetworkBrowser {
  private constructor(
    private readonly browser: Browser,
    private readonly server: Server,
    private readonly origin: string,
  ) {}

  static async start(): Promise<NetworkBrowser> {
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      response.setHeader('Content-Security-Policy', policy);
      if (url.pathname === '/network.js' || url.pathname === '/network.css') {
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
    return new NetworkBrowser(browser, server, `http://127.0.0.1:${address.port}`);
  }

  /** Opens a new panel. It has said `ready` and waits for its state. */
  async open(options: PageOptions = {}): Promise<NetworkPage> {
    const { theme = 'dark', width = 1200, height = 760, reduceMotion = true, scale = 1 } = options;
    const page = await this.browser.newPage({ viewport: { width, height }, deviceScaleFactor: scale });
    await page.goto(`${this.origin}/?theme=${theme}${reduceMotion ? '&reduceMotion' : ''}`);
    await page.waitForFunction(() => window.sent.length > 0);
    return new NetworkPage(page);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
